import ArgumentParser
import ImageKit

/// A command that reads images.
protocol ImageCommand {
    /// How images are read.
    var reading: ReadingOptions { get }
    /// What the command needs, so that all else can be given up; nil where it was asked to run without a sandbox.
    var sandbox: Sandbox? { get }
}

extension ImageCommand {
    /// What comes before the first byte of an image: warnings of holes in libraries, then the sandbox.
    func prepare() {
        if !reading.quiet, let library = LoadedLibrary.current {
            for warning in KnownHole.warnings(for: library) { Terminal.note("warning: \(warning)") }
        }
        // Made while it may be; what is wrong with it is said where it is used.
        if let folder = reading.cacheFolder { _ = try? LayerCacheFolder(path: folder) }
        sandbox?.enter()
    }
}

/// One image and how it is read.
struct ImageOptions: ParsableArguments {
    @Argument(
        help: "An image archive or layout, or - for standard input; #reference chooses among several images.",
        completion: .file())
    var image: String

    @OptionGroup var reading: ReadingOptions

    /// Opens the archive, chooses the image and analyses it.
    func analyze(
        booksBytes: Bool = false, identity: ContentIdentity = .none, readsLinkage: Bool = false,
        readsLicenses: Bool = false, readsAdvisoryFiles: Bool = false, readsUses: Bool = false
    ) async throws -> ImageAnalysis {
        let analyses = try await reading.analyze(
            [image], booksBytes: booksBytes, identity: identity, readsLinkage: readsLinkage,
            readsLicenses: readsLicenses, readsAdvisoryFiles: readsAdvisoryFiles, readsUses: readsUses)
        guard let analysis = analyses.first else { throw CancellationError() }
        return analysis
    }
}
