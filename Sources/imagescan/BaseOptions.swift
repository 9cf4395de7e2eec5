import ArgumentParser
import ImageKit

/// The image that another one was built from.
struct BaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The image this one was built from, the number of its layers, or none; without it the history tells the base's layers, as far as it can.",
            valueName: "image"), completion: .file())
    var base: String?

    /// How many layers are the base's, where that was said.
    private var count: Int? { base == "none" ? 0 : base.flatMap { Int($0) } }
    /// The base's archive, where one was named.
    var image: String? { count == nil ? base : nil }

    /// Which layers of an image are the base's, as far as that was said.
    ///
    /// - Throws: `ValidationError` where the image has not that many layers.
    fileprivate func layers(of image: Image, base: Image?) throws -> BaseLayers? {
        guard let count else { return base.map { BaseLayers(of: image, base: $0) } }
        guard (0...image.layers.count).contains(count) else {
            throw ValidationError("the image has \(image.layers.count) layers, so --base can't be \(count)")
        }
        return BaseLayers(of: image, count: count)
    }
}

extension ImageOptions {
    /// Opens the archives and analyses the image and the one it was built from.
    func analyze(
        with base: BaseOptions, booksBytes: Bool = false, identity: ContentIdentity = .none, readsLinkage: Bool = false,
        readsAdvisoryFiles: Bool = false, readsUses: Bool = false
    ) async throws -> (image: ImageAnalysis, base: BaseLayers?) {
        var options = try reading.scanOptions(reading.settings())
        options.booksBytes = booksBytes
        options.contentIdentity = identity
        options.readsLinkage = readsLinkage
        options.readsAdvisoryFiles = readsAdvisoryFiles
        options.readsUses = readsUses
        return try await analyze(with: base, options: options)
    }

    /// Analyses the image and its base; `look` is shown each archive with the image chosen.
    func analyze(
        with base: BaseOptions, options: ScanOptions, look: (ImageArchive, Image) throws -> Void = { _, _ in }
    ) async throws -> (image: ImageAnalysis, base: BaseLayers?) {
        let analyses = try await reading.analyze(
            [image] + [base.image].compactMap(\.self), options: options, look: look)
        guard let analysis = analyses.first else { throw CancellationError() }
        let layers = try base.layers(of: analysis.image, base: analyses.count > 1 ? analyses[1].image : nil)
        if !reading.quiet, analyses.count > 1, layers?.basis != .sharedLayers {
            Terminal.note(
                "warning: \(base.image ?? "") is not the base of this image: its layers are not the lowest ones here, so the "
                    + "history decides")
        }
        return (analysis, layers)
    }
}
