@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// An image of blobs in memory, read and analysed as one from an archive is.
struct TestImage {
    private struct Source: BlobSource {
        let blobs: [[UInt8]]

        var name: String { "test" }

        func size(of file: String) -> Int64? { blob(file).map { Int64($0.count) } }
        func open(_ file: String) -> (any BlobStream)? { blob(file).map { MemoryStream($0) } }

        private func blob(_ file: String) -> [UInt8]? { Int(file).map { blobs[$0] } }
    }

    struct NoDigest: Error {}

    /// The image of layers, the lowest first.
    ///
    /// - Parameters:
    ///   - tars: the uncompressed layers.
    ///   - compress: makes the blob of a layer.
    static func image(
        _ tars: [[UInt8]], configuration: ImageConfiguration = ImageConfiguration(),
        compress: ([UInt8]) throws -> [UInt8] = { $0 }
    ) throws -> Image {
        let store = BlobStore(Source(blobs: try tars.map(compress)))
        let layers = tars.enumerated().map { index, tar in
            ImageLayer(
                index: index, mediaType: nil, digest: nil, size: nil, diffID: Digest.of(tar, algorithm: .sha256),
                file: String(index), history: nil)
        }
        guard let digest = Digest(.sha256, hex: String(repeating: "0", count: 64)) else { throw NoDigest() }
        return Image(
            archive: "test", references: ["test"], manifestDigest: nil, indexDigest: nil, configurationDigest: digest,
            platform: nil, configuration: configuration, layers: layers, diagnostics: [], store: store)
    }

    /// The analysis of layers with every byte booked.
    static func analysis(
        _ tars: [[UInt8]], identity: ContentIdentity = .digest, readsLinkage: Bool = false,
        compress: ([UInt8]) throws -> [UInt8] = { $0 }
    ) async throws -> ImageAnalysis {
        var options = ScanOptions()
        options.booksBytes = true
        options.contentIdentity = identity
        options.readsLinkage = readsLinkage
        return try await ImageAnalyzer(options: options).analyze(image(tars, compress: compress))
    }
}

/// A dpkg database of one version of each package.
enum TestDatabase {
    /// Adds `status` and the file lists to a layer.
    static func add(_ packages: [(name: String, version: String, files: [String])], to tar: inout TarBuilder) {
        let stanzas = packages.map {
            "Package: \($0.name)\nStatus: install ok installed\nArchitecture: all\nVersion: \($0.version)\n"
        }
        tar.add("var/lib/dpkg/status", stanzas.joined(separator: "\n"))
        for package in packages {
            tar.add(
                "var/lib/dpkg/info/\(package.name).list",
                "/.\n" + package.files.map { "/\($0)\n" }.joined())
        }
    }
}
