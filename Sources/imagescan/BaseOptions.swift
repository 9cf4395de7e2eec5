import ArgumentParser
import ImageKit

/// The image that another one was built from.
struct BaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The image this one was built from; without it the history tells the base's layers, as far as it can.",
            valueName: "image"), completion: .file())
    var base: String?
}

extension ImageOptions {
    /// Opens the archives and analyses the image and the one it was built from.
    func analyze(
        with base: BaseOptions, booksBytes: Bool = false, identity: ContentIdentity = .none, readsLinkage: Bool = false,
        readsAdvisoryFiles: Bool = false
    ) async throws -> (image: ImageAnalysis, base: ImageAnalysis?) {
        let analyses = try await reading.analyze(
            [image] + [base.base].compactMap(\.self), booksBytes: booksBytes, identity: identity,
            readsLinkage: readsLinkage, readsAdvisoryFiles: readsAdvisoryFiles)
        guard let analysis = analyses.first else { throw CancellationError() }
        if !reading.quiet, analyses.count > 1,
            BaseLayers(of: analysis.image, base: analyses[1].image).basis != .sharedLayers
        {
            Terminal.note(
                "warning: \(base.base ?? "") is not the base of this image: its layers are not the lowest ones here, so the "
                    + "history decides")
        }
        return (analysis, analyses.count > 1 ? analyses[1] : nil)
    }
}
