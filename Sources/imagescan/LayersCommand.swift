import ArgumentParser
import ImageKit

/// Shows the layers of an image.
struct LayersCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers",
        abstract: "Show each layer: its sizes, what made it and what it did to packages.",
        usage: "imagescan layers [<options>] <image>",
        discussion: """
            DOWNLOAD is the size of the blob in the archive, DIFF the size of the uncompressed tar, CONTENTS that of \
            the files in it, and LIVE that of the files that a container still sees. OF says whether the layer is the \
            base image's or the image's own. Where provenance in the archive records another instruction than the \
            history, as BuildKit writes it at times, both are shown.

            EXAMPLES
              imagescan layers app.tar
              imagescan layers app.tar -o csv=layers.csv
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<LayersReport>

    @OptionGroup var base: BaseOptions

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? {
        reading.sandbox(reading: [image.image] + [base.image].compactMap(\.self), writing: output)
    }

    func validate() throws { try output.check() }

    func run() async throws {
        var options = try reading.scanOptions(reading.settings())
        options.booksBytes = false
        options.readsAttestations = true
        var attestations: [ImageAttestations] = []
        let analyses = try await image.analyze(with: base, options: options) {
            attestations.append(try $0.attestations(for: $1))
        }
        var history = BuildHistory(of: analyses.image)
        if let first = attestations.first { history.correct(by: first) }
        try output.write(
            LayersReport(analyses.image, base: analyses.base, recordedInstructions: history.corrections))
    }
}
