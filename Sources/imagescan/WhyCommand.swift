import ArgumentParser
import ImageKit

/// Says why a package is there.
struct WhyCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show why a package is in an image, and what removing it would free.",
        usage: "imagescan why [<options>] <image> <name>",
        discussion: """
            Shows what the package is, how many bytes it takes, the layer and instruction that brought it, the \
            shortest chains of packages that keep it there, and what apt or pip would remove along with it. If several \
            package managers, architectures or environments have a package of that name, it shows all of them.

            EXAMPLES
              imagescan why app.tar gcc
              imagescan why app.tar libssl3:amd64 -o json
            """
    )

    @OptionGroup var image: ImageOptions
    @Argument(help: "The name of a package; name:architecture chooses one of Debian's.")
    var name: String
    @OptionGroup var output: OutputOptions<WhyReport>

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws { try output.check() }

    func run() async throws {
        let analysis = try await image.analyze(readsLinkage: true)
        let report = try WhyReport(analysis, name: name)
        reading.warn(report.diagnostics)
        try output.write(report)
    }
}
