import ArgumentParser
import ImageKit

/// Says what an image could do without.
struct AdviseCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise",
        abstract: "Say what would make an image smaller, by how much, and what to change.",
        usage: "imagescan advise [<options>] <image>",
        discussion: """
            Each piece of advice names the layers, instructions and files it is about, and the change to the \
            Dockerfile. Its bytes are what the image would lose without those files; no byte is counted twice. Where \
            it depends on the purpose of the image whether all of the files can go, the number is marked as an upper \
            bound.

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
