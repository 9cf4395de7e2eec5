import Testing

@testable import ImageReading

/// What makes two layers one: each part of the key on its own.
@Suite struct LayerCacheTests {
    private let image: Image
    private let twin: Image

    private static func digest(_ text: String) -> Digest { Digest.of(Array(text.utf8), algorithm: .sha256) }

    init() {
        func image(_ files: [(name: String, contents: [UInt8], link: String?)]) -> Image {
            Image(
                archive: "an archive", references: [], manifestDigest: nil,
                indexDigest: nil, configurationDigest: LayerCacheTests.digest("configuration"), platform: nil,
                configuration: ImageConfiguration(), layers: [], diagnostics: [],
                store: BlobStore(FileSource(files)))
        }
        self.image = image([("a", [1], nil), ("b", [2], nil), ("long", [1, 2], nil), ("link", [1], "a")])
        // Another archive of the same name with the same files.
        twin = image([("a", [1], nil), ("b", [2], nil)])
    }

    private func key(
        _ file: String = "a", digest: String? = "blob", diffID: String = "tar", of image: Image? = nil,
        isVerified: Bool, _ change: (inout ReadOptions) -> Void = { _ in }
    ) throws -> LayerKey {
        let layer = ImageLayer(
            index: 0, mediaType: nil, digest: digest.map(LayerCacheTests.digest), size: nil,
            diffID: LayerCacheTests.digest(diffID), file: file, history: nil)
        var options = ReadOptions()
        options.verifiesLayers = isVerified
        change(&options)
        let image = image ?? self.image
        let size = try #require(try image.store.size(of: image.store.identity(of: file)))
        return LayerLoader(options: options).key(of: layer, in: image, size: size)
    }

    @Test func verifiedLayersAreOneByTheDigestOfTheirBlobs() throws {
        let first = try key(isVerified: true)
        #expect(try key("b", of: twin, isVerified: true) == first)
        #expect(try key(digest: "another", isVerified: true) != first)
        #expect(try key(digest: nil, isVerified: true) != first)
    }

    @Test func withoutABlobDigestLayersOfOneSizeAreOne() throws {
        let first = try key(digest: nil, isVerified: true)
        #expect(try key("b", digest: nil, of: twin, isVerified: true) == first)
        #expect(try key("long", digest: nil, isVerified: true) != first)
        #expect(try key(digest: nil, diffID: "another", isVerified: true) != first)
    }

    @Test func layersThatNobodyVerifiesAreOneByTheirPlace() throws {
        let first = try key(isVerified: false)
        #expect(try key("link", digest: "another", isVerified: false) == first)
        #expect(try key("b", isVerified: false) != first)
        #expect(try key(of: twin, isVerified: false) != first)
        #expect(try key(diffID: "another", isVerified: false) != first)
        #expect(try key(isVerified: true) != first)
    }

    @Test func layersReadForOtherThingsAreOthers() throws {
        let changes: [(inout ReadOptions) -> Void] = [
            { _ in }, { $0.contentIdentity = .checksum }, { $0.contentIdentity = .digest }, { $0.fileHashes = [.md5] },
            { $0.fileHashes = [.md5, .sha1] }, { $0.readsLinkage = true }, { $0.scansSecrets = true },
            { $0.captures = [CaptureRule("dpkg") { _ in nil }] }, { $0.limits.entries = 7 },
            { $0.limits.metadataField = 7 },
        ]
        let keys = try changes.map { try key(isVerified: true, $0) }
        #expect(Set(keys).count == changes.count)
        // What bounds no layer leaves it what it is.
        #expect(try key(isVerified: true) { $0.limits.packages = 7 } == keys[0])
    }

    @Test func pathsNameOnePlace() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(ImageBuilder(layers: [TarBuilder().archive]).archive(.dockerFlat), to: "a.tar")
        let again = try folder.write(ImageBuilder(layers: [TarBuilder().archive]).archive(.dockerFlat), to: "b.tar")
        var options = ReadOptions()
        options.verifiesLayers = false
        let loader = LayerLoader(options: options)
        let images = try [path, path, again].map { try ImageArchive(path: $0, reading: options).image() }
        let keys = images.map { loader.key(of: $0.layers[0], in: $0, size: 1) }
        #expect(keys[0] == keys[1] && keys[0] != keys[2])
    }

    @Test func keepsALayerUnderItsKey() throws {
        let cache = LayerCacheMemory()
        var layer = Layer()
        layer.downloadSize = 7
        cache.keep(layer, for: try key(isVerified: true))
        #expect(cache.layer(for: try key("b", of: twin, isVerified: true))?.downloadSize == 7)
        #expect(cache.layer(for: try key(digest: "another", isVerified: true)) == nil)
    }
}
