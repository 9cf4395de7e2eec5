import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Layers kept in a folder: the same answers as without, also where files are damaged.
@Suite struct LayerCacheFolderTests {
    private static let demo = Repository.fixture("demo.oci.tar")
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// All that reading can be asked for.
    private func options(_ cache: (any LayerCache)?) -> ScanOptions {
        var options = ScanOptions()
        options.booksBytes = true
        options.readsLicenses = true
        options.readsLinkage = true
        options.scansSecrets = true
        options.askForFiles()
        options.prepareForIntegrity()
        options.layerCache = cache
        return options
    }

    /// What is found of an image: every row of the ledger, the packages, secrets, digests and remarks.
    private func answer(_ path: String, _ cache: (any LayerCache)?) async throws -> [String] {
        let options = options(cache)
        let image = try ImageArchive(path: path, options: options).image()
        let analysis = try await ImageAnalyzer(options: options).analyze(image)
        let files = analysis.tree.liveNodes.map { node in
            "\(analysis.tree.path(of: node)) \(analysis.tree.contentDigest(of: node)?.hex ?? "") "
                + Digest.hex(analysis.tree.digest(of: node, by: .sha1) ?? [])
        }
        let ledger = try #require(analysis.ledger)
        let json =
            try UsageReport(analysis, Usage(ledger, by: .directory)).text(as: .json)
            + InventoryReport(analysis).text(as: .json)
        return files + [json, "\(analysis.secrets ?? [])", "\(analysis.diagnostics)"]
    }

    private func images() throws -> [String] {
        var random = SeededGenerator(seed: 20_261_126)
        let shapes: [ImageBuilder.Shape] = [.ociArchive, .dockerFlat]
        return try (0..<6).map { number in
            let layers = RandomLayers.make(layers: 4, using: &random)
            return try folder.write(
                ImageBuilder(layers: layers).archive(shapes[number % shapes.count]), to: "\(number).tar")
        } + [LayerCacheFolderTests.demo]
    }

    @Test func answersAreTheSameWithAndWithout() async throws {
        for (number, image) in try images().enumerated() {
            let path = "\(folder.url.path)/cache-\(number)"
            let plain = try await answer(image, nil)
            let cold = try LayerCacheFolder(path: path)
            #expect(try await answer(image, cold) == plain)
            let warm = try LayerCacheFolder(path: path)
            #expect(try await answer(image, warm) == plain)
            #expect(warm.counts.missed == 0 && warm.counts.found > 0)
            #expect(warm.diagnostics.isEmpty)
        }
    }

    @Test func damagedFilesAreReadAgainAndReplaced() async throws {
        var random = SeededGenerator(seed: 7)
        let image = LayerCacheFolderTests.demo
        let path = "\(folder.url.path)/cache"
        let plain = try await answer(image, nil)
        _ = try await answer(image, LayerCacheFolder(path: path))
        for round in 0..<12 {
            let names = try LayerCacheFolder(path: path).entries().map(\.name)
            let name = try #require(names.randomElement(using: &random))
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            var bytes = [UInt8](try Data(contentsOf: file))
            switch round % 4 {
            case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            case 1: bytes = []
            case 2: bytes.append(0)
            default: bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
            try Data(bytes).write(to: file)
            let damaged = try LayerCacheFolder(path: path)
            #expect(try await answer(image, damaged) == plain)
            #expect(damaged.counts.missed == 1)
            #expect(damaged.diagnostics.map(\.code) == [.cacheUnusable])
            let repaired = try LayerCacheFolder(path: path)
            #expect(try await answer(image, repaired) == plain)
            #expect(repaired.counts.missed == 0)
        }
    }

    @Test func contentsThatAreNoLayerAreRefused() throws {
        var random = SeededGenerator(seed: 3)
        let key = LayerKey(place: "here", options: ReadOptions())
        var tar = TarBuilder()
        tar.add("a", "text")
        tar.add("b", type: "2", link: "a")
        var options = ReadOptions()
        options.contentIdentity = .digest
        options.captures = [CaptureRule("all") { _ in .whole }]
        let layer = try options.layerReader.read(MemoryStream(tar.archive))
        let contents = try #require(LayerFile.contents(of: layer, for: key))
        #expect(try LayerFile.contents(of: LayerFile.layer(contents: contents, for: key), for: key) == contents)
        #expect(throws: LayerFile.Failure.self) {
            try LayerFile.layer(contents: contents, for: LayerKey(place: "there", options: options))
        }
        // Whatever stands in a file whose digest is right: an error or a layer, never a trap.
        for _ in 0..<20_000 {
            var other = contents
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                other[Int.random(in: 0..<other.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let read = try? LayerFile.layer(contents: other, for: key) {
                for index in 0..<read.changeset.count { _ = read.changeset[index] }
            }
        }
        for count in 0..<contents.count {
            #expect(throws: LayerFile.Failure.self) {
                try LayerFile.layer(contents: Array(contents.prefix(count)), for: key)
            }
        }
    }

    @Test func anotherVersionsFilesAreReadAgain() async throws {
        let path = "\(folder.url.path)/cache"
        let plain = try await answer(LayerCacheFolderTests.demo, nil)
        _ = try await answer(LayerCacheFolderTests.demo, LayerCacheFolder(path: path))
        for entry in try LayerCacheFolder(path: path).entries() {
            let file = URL(fileURLWithPath: "\(path)/\(entry.name)")
            let bytes = [UInt8](try Data(contentsOf: file))
            let head = 16 + SHA256.byteCount
            let rest = Array("9".utf8) + bytes.dropFirst(head)
            try Data(Array(bytes.prefix(16)) + SHA256.hash(rest) + rest).write(to: file)
        }
        let cache = try LayerCacheFolder(path: path)
        #expect(try await answer(LayerCacheFolderTests.demo, cache) == plain)
        #expect(cache.counts.found == 0)
        #expect(cache.diagnostics.allSatisfy { $0.message.contains("version 9") })
    }

    @Test func layersThatAreNotWhatTheyShouldBeAreNotKept() async throws {
        let builder = ImageBuilder(layers: [TarBuilder().archive])
        var other = TarBuilder()
        other.add("other", "text")
        let layer = Digest.of(builder.layers[0], algorithm: .sha256).hex + ".tar"
        var tar = TarBuilder()
        for member in try builder.members(.dockerFlat) {
            tar.add(member.name, contents: member.name == layer ? other.archive : member.contents)
        }
        let path = try folder.write(tar.archive, to: "wrong.tar")
        let cache = try LayerCacheFolder(path: "\(folder.url.path)/cache")
        await #expect(throws: ImageError.self) { try await answer(path, cache) }
        #expect(try cache.entries().isEmpty)
    }

    @Test func whatIsNoFileIsNotThere() async throws {
        let path = "\(folder.url.path)/cache"
        let demo = LayerCacheFolderTests.demo
        _ = try await answer(demo, LayerCacheFolder(path: path))
        for entry in try LayerCacheFolder(path: path).entries() {
            let file = "\(path)/\(entry.name)"
            try FileManager.default.removeItem(atPath: file)
            try Tool.run("mkfifo", file)
        }
        let cache = try LayerCacheFolder(path: path)
        #expect(try await answer(demo, cache) == answer(demo, nil))
        #expect(cache.counts.found == 0)
        let repaired = try LayerCacheFolder(path: path)
        #expect(try await answer(demo, repaired) == answer(demo, nil))
        #expect(repaired.counts.missed == 0)
    }

    @Test func prunesWhatWasNotUsedForLongest() async throws {
        let path = "\(folder.url.path)/cache"
        for image in try images() { _ = try await answer(image, LayerCacheFolder(path: path)) }
        let cache = try LayerCacheFolder(path: path)
        let entries = try cache.entries()
        #expect(entries.allSatisfy { $0.layer?.hasPrefix("sha256:") == true })
        let kept = entries.prefix(3).reduce(0) { $0 + $1.size }
        #expect(try cache.prune(to: kept).count == entries.count - 3)
        #expect(try cache.entries().map(\.name) == entries.prefix(3).map(\.name))
        #expect(try cache.prune(to: 0).count == 3)
        #expect(try cache.entries().isEmpty)
    }

    @Test func refusesAFolderInWhichEverybodyMayWrite() throws {
        let path = "\(folder.url.path)/open"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
        #expect(throws: ImageError.self) { try LayerCacheFolder(path: path) }
        #expect(throws: ImageError.self) { try LayerCacheFolder(path: try folder.write([1], to: "file")) }
        #expect(throws: ImageError.self) { try LayerCacheFolder(existing: "\(folder.url.path)/none") }
    }
}
