import ArgumentParser
import ImageKit

/// Groups the packages of an image by license.
struct LicensesCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "licenses",
        abstract: "Show which licenses the packages of an image are under.",
        usage: "imagescan licenses [<options>] <image>",
        discussion: """
            Reads Debian's copyright files and Python's metadata and license files, and writes licenses as SPDX \
            expressions. A license that was recognized in prose, or that follows from a classifier, is marked as \
            guessed.

            EXAMPLES
              imagescan licenses app.tar
              imagescan licenses app.tar --packages
              imagescan licenses app.tar -o json=licenses.json -o markdown
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<LicensesReport>
    @Flag(help: "In table and markdown, show a row for each package.")
    var packages = false

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws { try output.check() }

    func run() async throws {
        let report = LicensesReport(try await image.analyze(readsLicenses: true), listsPackages: packages)
        try output.write(report)
    }
}
