import ArgumentParser
import ImageKit

/// Says why a package is there.
struct WhyCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show why a package or a file is in an image, and what removing it would free.",
        usage: "imagescan why [<options>] <image> <name|/path>",
        discussion: """
            Shows what the package is, how many bytes it takes, the layer and instruction that brought it, the \
            shortest chains of packages that keep it there, and what apt or pip would remove along with it. If several \
            package managers, architectures or environments have a package of that name, it shows all of them. Of a \
            path it shows which package owns it, which layer wrote it, and what each layer replaced or deleted there.

            EXAMPLES
              imagescan why app.tar gcc
              imagescan why app.tar libssl3:amd64 -o json
              imagescan why app.tar gcc --advisories advisories.db
              imagescan why app.tar /usr/bin/perl
            """
    )

    @OptionGroup var image: ImageOptions
    @Argument(
        help: ArgumentHelp(
            "The name of a package (name:architecture chooses one of Debian's), or a path that begins with /.",
            valueName: "name|/path"))
    var name: String
    @OptionGroup var output: OutputOptions<WhyReport>

    @OptionGroup var advisories: AdvisoryOptions

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], files: advisories.files, writing: output) }

    func validate() throws {
        try output.check()
        try advisories.check()
        if name.hasPrefix("/"), advisories.isGiven {
            throw ValidationError(
                "a path has no vulnerabilities of its own: ask for the package that owns it, which imagescan why "
                    + "\(image.image) \(name) names")
        }
    }

    func run() async throws {
        if name.hasPrefix("/"), let path = BytePath(Array(name.utf8)) {
            try output.write(PathReport(try await image.analyze(booksBytes: true, identity: .checksum), path: path))
            return
        }
        let analysis = try await image.analyze(
            readsLinkage: true, readsAdvisoryFiles: advisories.isGiven, readsUses: true)
        let report = try WhyReport(analysis, name: name, vulnerabilities: try advisories.findings(ifAny: analysis))
        reading.warn(report.diagnostics)
        try output.write(report)
    }
}
