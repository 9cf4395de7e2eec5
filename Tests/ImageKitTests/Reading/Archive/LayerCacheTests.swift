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
        isVerified: Bool
    ) -> LayerCache.Key {
        let layer = ImageLayer(
            index: 0, mediaType: nil, digest: digest.map(LayerCacheTests.digest), size: nil,
            diffID: LayerCacheTests.digest(diffID), file: file, history: nil)
        return LayerCache.Key(layer, of: image ?? self.image, isVerified: isVerified)
    }

    @Test func verifiedLayersAreOneByTheirDigests() {
        let first = key(isVerified: true)
        #expect(key("b", of: twin, isVerified: true) == first)
        #expect(key(digest: "another", isVerified: true) != first)
        #expect(key(diffID: "another", isVerified: true) != first)
        #expect(key(digest: nil, isVerified: true) != first)
    }

    @Test func withoutABlobDigestLayersOfOneSizeAreOne() {
        let first = key(digest: nil, isVerified: true)
        #expect(key("b", digest: nil, of: twin, isVerified: true) == first)
        #expect(key("long", digest: nil, isVerified: true) != first)
        #expect(key(digest: nil, diffID: "another", isVerified: true) != first)
    }

    @Test func layersThatNobodyVerifiesAreOneByTheirPlace() {
        let first = key(isVerified: false)
        #expect(key("link", digest: "another", isVerified: false) == first)
        #expect(key("b", isVerified: false) != first)
        #expect(key(of: twin, isVerified: false) != first)
        #expect(key(diffID: "another", isVerified: false) != first)
        #expect(key(isVerified: true) != first)
    }

    @Test func pathsNameOnePlace() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(ImageBuilder(layers: [TarBuilder().archive]).archive(.dockerFlat), to: "a.tar")
        let again = try folder.write(ImageBuilder(layers: [TarBuilder().archive]).archive(.dockerFlat), to: "b.tar")
        let images = try [path, path, again].map { try ImageArchive(path: $0, reading: ReadOptions()).image() }
        let keys = images.map { LayerCache.Key($0.layers[0], of: $0, isVerified: false) }
        #expect(keys[0] == keys[1] && keys[0] != keys[2])
    }

    @Test func keepsALayerUnderItsKey() {
        let cache = LayerCache()
        var layer = Layer()
        layer.downloadSize = 7
        cache[key(isVerified: true)] = layer
        #expect(cache[key("b", of: twin, isVerified: true)]?.downloadSize == 7)
        #expect(cache[key(diffID: "another", isVerified: true)] == nil)
    }
}
