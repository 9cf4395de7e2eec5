import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ApkDependenciesTests {
    private func subject(
        _ position: Int, _ name: String, _ version: String = "1", depends: [String] = [], provides: [String] = [],
        installIf: [String] = []
    ) -> ApkDependencies.Subject {
        var fields = ApkFields()
        fields.depends = depends
        fields.provides = provides
        fields.installIf = installIf
        var package = Package(
            name: name, version: version, kind: .apk, purl: PackageURL(type: "apk", name: name, version: version))
        package.apk = fields
        return ApkDependencies.Subject(position: position, package: package)
    }

    private func world(_ text: String) throws -> ApkWorld {
        var layer = TestLayer()
        try layer.add(file: "etc/apk/world", text)
        var database = ApkDatabase(tree: TestLayer.tree(layer), distribution: nil)
        return try #require(ApkWorld(&database))
    }

    private func satisfying(_ element: String, _ others: [ApkDependencies.Subject]) -> [Int]? {
        let graph = ApkDependencies([subject(99, "asking", depends: [element])] + others, world: nil)
        return graph.relations.first?.first?.alternatives.first
    }

    @Test func findsPackagesByNameAndByWhatTheyProvide() {
        let others = [
            subject(10, "musl", "1.2.2-r7", provides: ["so:libc.musl-x86_64.so.1=1"]),
            subject(11, "busybox", "1.36", provides: ["/bin/sh", "cmd:sh=1.36"]),
            subject(12, "dash", "0.5", provides: ["/bin/sh"]),
            subject(13, "zlib", "1.3", provides: ["so:libz.so.1=1.3", "musl=9"]),
        ]
        #expect(satisfying("so:libc.musl-x86_64.so.1", others) == [10])
        #expect(satisfying("so:libz.so.1=1.3", others) == [13])
        #expect(satisfying("/bin/sh", others) == [11, 12])
        #expect(satisfying("/bin/sh=1", others) == [])
        #expect(satisfying("cmd:sh>1.30", others) == [11])
        #expect(satisfying("musl", others) == [10, 13])
        #expect(satisfying("musl~1.2", others) == [10])
        #expect(satisfying("musl>5", others) == [13])
        #expect(satisfying("missing", others) == [])
        #expect(satisfying("asking", others) == [99])
    }

    @Test func leavesConflictsOut() {
        let graph = ApkDependencies(
            [subject(0, "a", depends: ["!b", "c", "nonsense="]), subject(1, "c"), subject(2, "b")], world: nil)
        #expect(graph.relations == [[.init(text: "c", alternatives: [[1]])], [], []])
        #expect(graph.isWanted == nil)
        #expect(!graph.isCut)
    }

    @Test func tellsWhyPackagesWereInstalledByThemselves() {
        let graph = ApkDependencies(
            [
                subject(0, "ssl_client", installIf: ["busybox=1.34-r5", "libssl"]), subject(1, "busybox", "1.34-r5"),
                subject(2, "libssl"), subject(3, "a-doc", installIf: ["a", "docs"]), subject(4, "a"),
                subject(5, "damaged", installIf: ["a", "b="]),
            ], world: nil)
        #expect(graph.conditions[0]?.holds == true)
        #expect(graph.conditions[0]?.relations.map(\.alternatives) == [[[1]], [[2]]])
        #expect(graph.conditions[3]?.holds == false)
        #expect(graph.conditions[1] == nil)
        #expect(graph.conditions[5] == nil)
    }

    @Test func knowsWhatSomebodyAskedFor() throws {
        let subjects = [
            subject(0, "busybox", provides: ["/bin/sh", "cmd:ls=1"]), subject(1, "musl"), subject(2, "nginx", "1.26"),
            subject(3, ".build-deps", "20240101.1"), subject(4, "b"), subject(5, "c"),
        ]
        let world = try world("/bin/sh\nnginx@edge>=1.20\n!musl\n.build-deps=20240101.1\n  b>9\ncmd:ls>3 x\n")
        #expect(world.relations.map(\.name) == ["/bin/sh", "nginx", "musl", ".build-deps", "b", "cmd:ls", "x"])
        #expect(ApkDependencies(subjects, world: world).isWanted == [true, false, true, true, true, false])
        #expect(ApkDependencies(subjects, world: nil).isWanted == nil)
        #expect(world.names("nginx"))
        #expect(!world.names("musl"))
    }

    @Test func namesDamagedLinesOfWorld() throws {
        var layer = TestLayer()
        try layer.add(file: "etc/apk/world", "a\nb=\n=c\nd\n")
        var database = ApkDatabase(tree: TestLayer.tree(layer), distribution: nil)
        #expect(ApkWorld(&database)?.relations.map(\.name) == ["a", "d"])
        #expect(
            database.diagnostics.map(\.message) == ["line 2: 'b=' names no package", "line 3: '=c' names no package"])
    }

    @Test func keepsToItsLimits() {
        let many = (0..<2000).map { subject($0, "p\($0)", depends: ["x", "x"], provides: ["x"]) }
        let edges = ApkDependencies(many, world: nil, edgeLimit: 10_000)
        #expect(edges.isCut)
        #expect(edges.relations.count == 2000)
        let looks = ApkDependencies(many, world: nil, lookLimit: 5000)
        #expect(looks.isCut)
        let provided = ApkDependencies(
            [subject(0, "a", provides: Array(repeating: "b", count: 20))], world: nil, edgeLimit: 9)
        #expect(provided.isCut)
        #expect(!ApkDependencies(Array(many.prefix(20)), world: nil).isCut)
    }
}
