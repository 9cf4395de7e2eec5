import ArgumentParser
import ImageKit

/// One image and how it is read.
struct ImageOptions: ParsableArguments {
    @Argument(help: "An image archive or layout, - for standard input; #reference chooses among several images.")
    var image: String

    @OptionGroup var reading: ReadingOptions

    /// Opens the archive, chooses the image and analyses it.
    func analyze(
        booksBytes: Bool = false, identity: ContentIdentity = .none, readsLinkage: Bool = false,
        readsLicenses: Bool = false
    ) async throws -> ImageAnalysis {
        let analyses = try await reading.analyze(
            [image], booksBytes: booksBytes, identity: identity, readsLinkage: readsLinkage,
            readsLicenses: readsLicenses)
        guard let analysis = analyses.first else { throw CancellationError() }
        return analysis
    }
}
