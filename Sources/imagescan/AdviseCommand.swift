import ArgumentParser
import ImageKit

/// Says what an image could do without.
struct AdviseCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise",
        abstract: "Say what would make an image smaller, by how many bytes, and what to change.",
        discussion: """
            Each advice names layers, instructions and files, and the change to the Dockerfile. The bytes are the difference to
            the image without those files; no byte counts for two of them. Where it depends on what the image is for whether
            all of it can go, the bytes are marked as an upper bound. Formats: table (default), json, markdown.

            EXAMPLES
              imagescan advise app.tar
              imagescan advise app.tar -o markdown=advice.md
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws { try output.check(AdviceReport.formats) }

    func run() async throws {
        let analysis = try await image.analyze(booksBytes: true, readsLinkage: true)
        let report = try AdviceReport(analysis)
        try output.write { try report.text(as: $0, style: $1) }
    }
}
