import ArgumentParser
import ImageKit

/// Says what an image could do without.
struct AdviseCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise",
        abstract: "Show what would make an image smaller, by how many bytes, and what to change.",
        discussion: """
            Each piece of advice names layers, instructions and files, and the change to the Dockerfile. The bytes are the \
            difference to the image without those files; no byte counts twice. Where it depends on the image's purpose \
            whether all of them can go, the bytes are marked as an upper bound.

            EXAMPLES
              imagescan advise app.tar
              imagescan advise app.tar -o markdown=advice.md
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<AdviceReport>

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws { try output.check() }

    func run() async throws {
        let analysis = try await image.analyze(booksBytes: true, readsLinkage: true)
        let report = try AdviceReport(analysis)
        try output.write(report)
    }
}
