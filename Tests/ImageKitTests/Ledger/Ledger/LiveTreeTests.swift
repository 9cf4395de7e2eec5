import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct LiveTreeTests {
    /// The nodes below and including one.
    private func all(_ node: LiveTree.Node) -> [LiveTree.Node] { [node] + node.children.flatMap(all) }

    @Test(arguments: 1...20, [1, 5, 1000])
    func sumsExactlyHoweverFewNodesAreKept(seed: UInt64, limit: Int) async throws {
        var random = SeededGenerator(seed: seed)
        let analysis = try await TestImage.analysis(RandomLayers.make(layers: 4, using: &random))
        let ledger = try #require(analysis.ledger)
        let tree = LiveTree(ledger, nodeLimit: limit)
        #expect(tree.root.size == ledger.total.liveSize)
        let nodes = all(tree.root)
        for node in nodes where !node.children.isEmpty {
            #expect(node.children.reduce(0) { $0 + $1.size } == node.size, "\(node.name)")
            #expect(node.children.reduce(0) { $0 + $1.fileCount } == node.fileCount, "\(node.name)")
        }
        #expect(nodes.count { $0.kind != .other } <= limit)
        if limit == 1000 {
            for layer in tree.root.children where layer.kind == .layer {
                #expect(layer.size == analysis.layers[Int(layer.name) ?? 0].liveSize)
            }
        }
    }

    @Test func namesLayersOwnersAndDirectories() async throws {
        var tar = TarBuilder()
        tar.add("usr/lib/alpha/one", contents: [1, 2, 3])
        tar.add("usr/lib/alpha/deep/er/two", contents: [1, 2])
        tar.add("opt/app/main", contents: [1])
        TestDatabase.add([("alpha", "1", ["usr/lib/alpha/one", "usr/lib/alpha/deep/er/two"])], to: &tar)
        let ledger = try #require(try await TestImage.analysis([tar.archive]).ledger)
        let layer = try #require(LiveTree(ledger).root.children.first)
        let alpha = try #require(layer.children.first { $0.kind == .package })
        #expect(alpha.name == "alpha 1")
        #expect(alpha.packageKind == .deb)
        #expect(alpha.children.map(\.name) == ["usr/lib/alpha"])
        #expect(alpha.children[0].children.map(\.name) == ["deep/er", ""])
        #expect(alpha.children[0].children.map(\.kind) == [.directory, .other])
        #expect(layer.children.contains { $0.kind == .cause && $0.name == "application files" && $0.size == 1 })
    }
}
