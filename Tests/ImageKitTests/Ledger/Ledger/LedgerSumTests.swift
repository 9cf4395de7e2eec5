import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The sums of random layers and random pairs, held against a slow calculation of its own.
@Suite struct LedgerSumTests {
    @Test(arguments: 1...40)
    func booksEveryByteOnce(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let tars = RandomLayers.make(layers: Int.random(in: 1...5, using: &random), using: &random)
        let isCompressed = Bool.random(using: &random)
        let analysis = try await TestImage.analysis(tars) { isCompressed ? try Compressor.gzip($0) : $0 }
        let ledger = try #require(analysis.ledger)
        for (layer, summary) in analysis.layers.enumerated() {
            let bookings = ledger.bookings(ofLayer: layer)
            let overhead = ledger.overhead(ofLayer: layer)
            let sum = bookings.map(\.amounts).reduce(overhead, +)
            #expect(sum.diffSize == Int64(tars[layer].count), "seed \(seed) layer \(layer)")
            #expect(sum.downloadSize == summary.downloadSize, "seed \(seed) layer \(layer)")
            #expect(sum.liveSize == summary.liveSize, "seed \(seed) layer \(layer)")
            #expect(bookings.allSatisfy { $0.amounts.downloadSize >= 0 }, "seed \(seed) layer \(layer)")
            #expect(overhead.diffSize >= 1024)
        }
        #expect(ledger.total.liveSize == slowLiveSize(analysis.tree), "seed \(seed)")
        let inventory = analysis.inventory
        #expect(inventory.packages.reduce(inventory.unownedSize) { $0 + $1.size } == inventory.liveSize)
    }

    /// A file is as large whatever follows it: the end of a tar that is not compressed is overhead.
    @Test func theEndOfAPlainTarIsNoFiles() async throws {
        for others in [0, 1, 3] {
            var tar = TarBuilder()
            tar.add("srv/a", contents: [UInt8](repeating: 1, count: 10_000))
            for number in 0..<others { tar.add("srv/b\(number)", contents: []) }
            let ledger = try #require(try await TestImage.analysis([tar.archive]).ledger)
            let file = try #require(ledger.bookings(ofLayer: 0).first)
            #expect(file.amounts.downloadSize == 10_752)
        }
    }

    /// Walks the tree from its root and counts each file once.
    private func slowLiveSize(_ tree: FileTree) -> Int64 {
        var seen: Set<Int> = []
        var size: Int64 = 0
        var pending = [tree.root]
        while let node = pending.popLast() {
            pending += tree.children(of: node)
            guard let file = tree.fileNumber(of: node), seen.insert(file).inserted else { continue }
            size += tree.size(of: node)
        }
        return size
    }

    @Test(arguments: 1...30)
    func comparesToTheByte(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed &* 1000)
        let before = try await TestImage.analysis(packaged(RandomLayers.make(layers: 3, using: &random), &random))
        let after = try await TestImage.analysis(packaged(RandomLayers.make(layers: 2, using: &random), &random))
        let comparison = ImageComparison(from: before, to: after)
        #expect(comparison.rows.map(\.delta).reduce(.zero, +) == comparison.delta, "seed \(seed)")
        #expect(comparison.totalBefore == before.ledger?.total)
        #expect(comparison.totalAfter.diffSize == after.diffSize)
        let back = ImageComparison(from: after, to: before)
        #expect(back.delta == .zero - comparison.delta)
        #expect(ImageComparison(from: before, to: before).rows.isEmpty)
    }

    /// Puts a database of random packages, some of which own the random files, on top.
    private func packaged(_ layers: [[UInt8]], _ random: inout SeededGenerator) -> [[UInt8]] {
        var tar = TarBuilder()
        let packages = ["alpha", "beta", "gamma"].filter { _ in Bool.random(using: &random) }.map { name in
            let files = ["usr/lib/a", "usr/lib/b", "opt/app/c.h", "opt/app/a"].filter { _ in Bool.random(using: &random)
            }
            return (name, String(Int.random(in: 1...3, using: &random)), files)
        }
        TestDatabase.add(packages, to: &tar)
        return layers + [tar.archive]
    }
}
