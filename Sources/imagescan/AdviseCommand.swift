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
            bound. What lies in layers of the base image is one piece of advice of its own: another base. What links, \
            Python's path, the image's commands and settings below /etc lead to is in use and not counted. Savings \
            below 10 kB are left out.

            EXAMPLES
              imagescan advise app.tar
              imagescan advise app.tar --base python-slim.tar
              imagescan advise app.tar --advisories advisories.db
              imagescan advise app.tar -o markdown=advice.md
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<AdviceReport>
    @OptionGroup var base: BaseOptions
    @OptionGroup var advisories: AdvisoryOptions

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? {
        reading.sandbox(
            reading: [image.image] + [base.image].compactMap(\.self), files: advisories.files, writing: output)
    }

    func validate() throws {
        try output.check()
        try advisories.check()
    }

    func run() async throws {
        let analyses = try await image.analyze(
            with: base, booksBytes: true, readsLinkage: true, readsAdvisoryFiles: advisories.isGiven,
            readsUses: true)
        let found = try advisories.findings(ifAny: analyses.image, base: analyses.base)
        try output.write(try AdviceReport(analyses.image, base: analyses.base, vulnerabilities: found))
    }
}
