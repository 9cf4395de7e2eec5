import ArgumentParser
import ImageKit

/// Says why a package is there.
struct WhyCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show why a package is in an image, and what removing it would free.",
        discussion: """
            Shows what the package is, the bytes it takes, the layer and instruction that brought it, the shortest chains \
            from packages that stay in any case, and what apt or pip could remove with it. If several package managers, \
            architectures or environments have a package of the name, all of them are shown.

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
