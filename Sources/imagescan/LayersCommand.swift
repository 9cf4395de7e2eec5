import ArgumentParser
import ImageKit

/// Shows the layers of an image.
struct LayersCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers",
        abstract: "Show each layer: its sizes, what made it and what it did to packages.",
        discussion: """
            DOWNLOAD is the blob as it is in the archive, DIFF the uncompressed tar, LIVE the contents of its files that \
            are left in the final tree.

            EXAMPLES
              imagescan layers app.tar
              imagescan layers app.tar -o csv=layers.csv
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<LayersReport>

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws { try output.check() }

    func run() async throws {
        let report = LayersReport(try await image.analyze())
        try output.write(report)
    }
}
