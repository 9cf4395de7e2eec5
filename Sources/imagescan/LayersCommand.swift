import ArgumentParser
import ImageKit

/// Shows the layers of an image.
struct LayersCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers",
        abstract: "Show each layer: its sizes, what made it and what it did to packages.",
        usage: "imagescan layers [<options>] <image>",
        discussion: """
            DOWNLOAD is the size of the blob in the archive, DIFF the size of the uncompressed tar, and LIVE the size \
            of the files that are still there in the final tree.

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
