import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Compares our list with what every interpreter of a real image says of itself.
@Suite(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
struct PythonZooTests {
    struct Truth: Decodable {
        var python: [Interpreter]
    }

    struct Interpreter: Decodable {
        struct Metadata: Decodable {
            var version: String
            var prefix: String
            var path: [String]
            var distributions: [Distribution]
        }

        struct Distribution: Decodable {
            var name: String
            var version: String
            var path: String
            var shadowed: Bool
            var installer: String?
        }

        struct Listed: Decodable, Hashable {
            var name: String
            var version: String
        }

        var user: String
        var metadata: Metadata
        var pipList: [Listed]?
    }

    /// The image read once for all tests.
    private static let loaded = Result { try load() }

    let truth: Truth
    let image: Image
    let tree: FileTree

    init() throws { (truth, image, tree) = try PythonZooTests.loaded.get() }

    private static func load() throws -> (Truth, Image, FileTree) {
        let truth = try JSONDecoder().decode(
            Truth.self, from: SharedData.data("images/truth/pip-zoo.json"))
        var options = ScanOptions()
        options.verifiesLayers = false
        options.ecosystems = [PythonEcosystem()]
        let archive = try ImageArchive(path: SharedData.url("images/layout").path, options: options)
        let image = try archive.image(reference: "pip-zoo")
        var tree = FileTree()
        for layer in image.layers {
            switch try #require(try image.store.layer(layer.file)) {
            case .read(let layer, for: _): tree.apply(layer)
            case .stream(let stream): tree.apply(try options.readOptions.layerReader.read(stream))
            }
        }
        return (truth, image, tree)
    }

    @Test func agreesWithEveryInterpreter() throws {
        #expect(truth.python.count == 5)
        for interpreter in truth.python {
            var configuration = image.configuration
            configuration.config?.user = interpreter.user
            let context = CatalogContext(tree: tree, configuration: configuration, distribution: nil)
            let rows = PythonEcosystem().catalog(context).packages.map(\.package)
            try compare(rows, with: interpreter.metadata)
            if let listed = interpreter.pipList { compare(rows, with: listed, path: interpreter.metadata.path) }
            try comparePaths(configuration, with: interpreter.metadata)
        }
    }

    private func compare(_ rows: [Package], with metadata: Interpreter.Metadata) throws {
        let path = metadata.path.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        let visible = rows.filter { row in path.contains { row.site == $0 } }
        let ours = Set(visible.map { "\($0.name) \($0.version) \($0.record)" })
        let theirs = Set(
            metadata.distributions.map { distribution in
                let path = distribution.path.hasSuffix("/") ? String(distribution.path.dropLast()) : distribution.path
                return "\(distribution.name) \(distribution.version) \(path)"
            })
        #expect(ours.symmetricDifference(theirs).sorted() == [], "\(metadata.prefix)")
        for row in visible where row.python?.environment == metadata.prefix {
            let distribution = metadata.distributions.first { $0.path.hasPrefix(row.record) }
            #expect((row.shadowedBy != nil) == distribution?.shadowed, "\(row.record)")
            #expect(row.python?.installer == distribution?.installer, "\(row.record)")
            #expect(metadata.version.hasPrefix(row.python?.interpreterVersion ?? "none"))
        }
    }

    /// pip lists of each name what comes first on the path.
    private func compare(_ rows: [Package], with listed: [Interpreter.Listed], path: [String]) {
        var first: [String: Interpreter.Listed] = [:]
        for folder in path {
            for row in rows where row.site == folder {
                let name = row.python?.normalizedName ?? ""
                first[name] = first[name] ?? Interpreter.Listed(name: row.name, version: row.version)
            }
        }
        #expect(Set(first.values) == Set(listed))
    }

    private func comparePaths(_ configuration: ImageConfiguration, with metadata: Interpreter.Metadata) throws {
        var finder = PythonSiteFinder(tree: tree, configuration: configuration)
        finder.find()
        let environments = finder.environments
        let index = try #require(environments.environments.firstIndex { $0.root.description == metadata.prefix })
        let ours = environments.searchPath(of: index).map { finder.sites[$0].path.description }
        // The standard library and the working directory hold no distributions here.
        let expected = metadata.path.filter {
            !$0.isEmpty && !$0.hasPrefix("/usr/lib/python3.") && !$0.hasSuffix(".zip")
        }
        #expect(ours == expected, "\(metadata.prefix)")
    }

    @Test func listsEachDistributionOnce() throws {
        let context = CatalogContext(tree: tree, configuration: image.configuration, distribution: nil)
        let result = PythonEcosystem().catalog(context)
        let rows = result.packages.map(\.package)
        #expect(Set(rows.map(\.record)).count == rows.count)
        #expect(!rows.contains { $0.record.contains("/_vendor/") || $0.record.hasPrefix("/opt/wheels") })
        let known = Set(truth.python.flatMap { $0.metadata.distributions.map(\.version) })
        #expect(rows.filter { !known.contains($0.version) }.map(\.record) == [])
        #expect(result.diagnostics.map { "\($0.path ?? ""): \($0.message)" } == [])
    }

    @Test func knowsWhatIsSpecialAboutEachForm() throws {
        let context = CatalogContext(tree: tree, configuration: image.configuration, distribution: nil)
        let packages = PythonEcosystem().catalog(context).packages
        func package(_ name: String) throws -> CatalogedPackage {
            try #require(packages.first { $0.package.name == name })
        }
        func files(_ name: String) throws -> [String] {
            try package(name).files.map { tree.path(of: $0).description }.sorted()
        }
        let modern = try package("Zoo.Modern").package.python
        #expect(modern?.isEditable == true && modern?.editableLocation == "/src/modern")
        let legacy = try package("zoo-legacy").package.python
        #expect(legacy?.format == "egg-link" && legacy?.isEditable == true && legacy?.editableLocation == "/src/legacy")
        #expect(try files("zoo-legacy").contains("/src/legacy/zoo_legacy/__init__.py"))
        #expect(try files("zoo-eggfile").contains { $0.hasSuffix("/zoo_eggfile.py") })
        #expect(try files("zoo-eggdir").contains { $0.hasSuffix("/zoo_eggdir/__init__.py") })
        #expect(try files("zoo-egg") == ["/opt/eggs/zoo_egg-4.2-py3.11.egg"])
        #expect(try package("zoo-egg").package.python?.format == "egg")
        let zope = try files("zope.interface")
        #expect(zope.contains { $0.hasSuffix(".so") } && zope.contains { $0.hasSuffix(".pyc") })
    }

    @Test func readsAFileUnderAThousandNamesNotAThousandTimes() throws {
        var layer = TestLayer()
        let site = "usr/lib/python3.11/site-packages"
        try layer.add(file: "\(site)/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
        let record = (0..<100_000).map { "a/\($0).py,,\n" }.joined()
        try layer.add(file: "\(site)/a-1.dist-info/RECORD", record)
        for number in 0..<1000 { try layer.add(link: "\(site)/b\(number)-1.dist-info", to: "a-1.dist-info") }
        let context = CatalogContext(
            tree: TestLayer.tree(layer), configuration: ImageConfiguration(), distribution: nil)
        let result = PythonEcosystem().catalog(context)
        #expect(result.packages.map(\.package.name) == ["a"])
        #expect(result.diagnostics.contains { $0.message == RepeatedReads.remark })
    }
}
