import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Compares the committed images, layer by layer, with what dpkg and pip say once each layer is applied.
@Suite struct DemoImageTests {
    struct Truth: Decodable {
        var layers: [Layer]
    }

    struct Layer: Decodable {
        var diffId: String
        var diffSize: Int64
        var dpkg: [DebianPackage]
        var pip: [String: [Listed]]
    }

    struct DebianPackage: Decodable {
        var name: String
        var version: String
        var architecture: String
        var status: String
        var source: String
        var sourceVersion: String
    }

    struct Listed: Decodable {
        var name: String
        var version: String
    }

    private static func truth(_ name: String) throws -> Truth {
        let data = try Data(contentsOf: URL(fileURLWithPath: Repository.fixture("demo.truth.json")))
        return try #require(try JSONDecoder().decode([String: Truth].self, from: data)[name])
    }

    @Test(arguments: ["demo.oci.tar", "demo-slim.docker.tar"])
    func agreesWithDpkgAndPip(_ name: String) async throws {
        let truth = try DemoImageTests.truth(name)
        let image = try ImageArchive(path: Repository.fixture(name)).image()
        let analysis = try await ImageAnalyzer().analyze(image)
        Invariants.expect(analysis, name)
        #expect(analysis.diagnostics.isEmpty)
        #expect(analysis.layers.map(\.layer.diffID.description) == truth.layers.map(\.diffId))
        #expect(analysis.layers.map(\.diffSize) == truth.layers.map(\.diffSize))
        compare(analysis.inventory, with: try #require(truth.layers.last))
    }

    @Test(arguments: ["demo.oci.tar", "demo-slim.docker.tar"])
    func agreesAfterEachLayer(_ name: String) async throws {
        let truth = try DemoImageTests.truth(name)
        let image = try ImageArchive(path: Repository.fixture(name)).image()
        let whole = try await ImageAnalyzer().analyze(image)
        var tree = FileTree()
        for (layer, expected) in zip(whole.tree.layers, truth.layers) {
            tree.apply(layer)
            let inventory = try Inventory(
                of: tree, configuration: image.configuration, ecosystems: ScanOptions().ecosystems)
            compare(inventory, with: expected)
        }
        // The layer a package is said to come from is the first of those at the end that have it in this version.
        for package in whole.inventory.packages where package.kind == .deb {
            let has = truth.layers.map { layer in
                layer.dpkg.contains {
                    $0.name == package.name && $0.version == package.version && $0.status.hasSuffix(" installed")
                }
            }
            #expect(package.layer == has.count - has.reversed().prefix { $0 }.count, "\(package.name)")
        }
    }

    private func compare(_ inventory: Inventory, with truth: Layer) {
        let debian = (inventory.packages + inventory.removed).filter { $0.kind == .deb }
        #expect(
            debian.map {
                "\($0.name) \($0.version) \($0.architecture ?? "") \($0.debian?.state ?? "") "
                    + "\($0.debian?.sourceName ?? "") \($0.debian?.sourceVersion ?? "")"
            }.sorted()
                == truth.dpkg.map {
                    "\($0.name) \($0.version) \($0.architecture) \($0.status.split(separator: " ").last ?? "") "
                        + "\($0.source) \($0.sourceVersion)"
                }.sorted())
        let python = inventory.packages.filter { $0.kind == .pypi }
        #expect(
            python.map { "\($0.site) \($0.name) \($0.version)" }.sorted()
                == truth.pip.flatMap { folder, listed in listed.map { "/\(folder) \($0.name) \($0.version)" } }.sorted()
        )
    }

    @Test func knowsWhatTheLayersDid() async throws {
        let image = try ImageArchive(path: Repository.fixture("demo.oci.tar")).image()
        let analysis = try await ImageAnalyzer().analyze(image)
        let upgrade = try #require(analysis.layers[4].upgraded.first)
        #expect(upgrade.before == "3.1.3" && upgrade.after == "3.1.6" && upgrade.name.lowercased() == "jinja2")
        #expect(analysis.layers[5].removed.map(\.name).contains("python3-six"))
        #expect(analysis.inventory.packages.first { $0.name.lowercased() == "jinja2" }?.layer == 4)
        // Both of Debian and of pip, in two folders of one environment.
        #expect(analysis.inventory.packages.filter { $0.name == "idna" }.map(\.layer) == [1, 2])
        #expect(analysis.layers[2].added.map(\.name).contains("idna"))
        #expect(analysis.layers[3].changes.isEmpty)
    }
}
