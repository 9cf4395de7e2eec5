import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct DependencyGraphTests {
    @Test func followsAlternativesAndProvides() throws {
        var image = TestGraph()
        try image.add("app", "Depends: missing | mta, lib (>= 2), virtual (>= 3), plain-virtual (>= 1)")
        try image.add("exim*", "Provides: mta")
        try image.add("lib*", version: "2.1")
        try image.add("three*", "Provides: virtual (= 3.1)")
        try image.add("two*", "Provides: virtual (= 2), plain-virtual")
        let graph = try image.graph()
        #expect(graph.needed(by: "app") == ["exim", "lib", "three"])
        #expect(graph.removed("app") == ["app", "exim", "lib", "three"])
        let set = graph.removal(of: try #require(graph.position("app")))
        #expect(set.alreadyUnneeded.map { graph.packages[$0].name } == ["two"])
        #expect(set.size == 40)
    }

    @Test func mindsArchitectures() throws {
        var image = TestGraph()
        try image.add("dpkg")
        try image.add("app", "Depends: tool, python:any, lib", architecture: "i386")
        try image.add("tool*", "Multi-Arch: foreign")
        try image.add("python*", "Multi-Arch: allowed")
        try image.add("lib*", "Multi-Arch: same")
        let graph = try image.graph()
        #expect(graph.needed(by: "app") == ["python", "tool"])
    }

    @Test func keepsEveryInstalledAlternative() throws {
        var image = TestGraph()
        try image.add("app", "Depends: a | b")
        try image.add("a*")
        try image.add("b*")
        let graph = try image.graph()
        #expect(graph.removed("app") == ["a", "app", "b"])
        #expect(graph.removed("a") == ["a"])
    }

    @Test func followsRecommendsAndSuggestsAsTheSettingsSay() throws {
        var image = TestGraph()
        try image.add("app", "Recommends: r\nSuggests: s")
        try image.add("r*")
        try image.add("s*")
        #expect(try image.graph().removed("app") == ["app", "r", "s"])
        try image.add(setting: "APT::AutoRemove { SuggestsImportant \"0\"; RecommendsImportant \"0\"; };")
        #expect(try image.graph().removed("app") == ["app"])
        // What is recommended is no reason to go.
        #expect(try image.graph().removed("r") == ["r"])
    }

    @Test func removesWhatBreaksAndKeepsRoots() throws {
        var image = TestGraph()
        try image.add("lib")
        try image.add("app", "Depends: lib, data")
        try image.add("data*", "Depends: base")
        try image.add("base*", "Priority: required")
        try image.add("essential*", "Essential: yes")
        try image.add("protected*", "Protected: yes")
        try image.add("kernel*")
        try image.add(setting: "APT::NeverAutoRemove { \"^kern\"; };")
        let graph = try image.graph()
        #expect(graph.removed("lib") == ["app", "data", "lib"])
        let set = graph.removal(of: try #require(graph.position("lib")))
        #expect(set.dependents.map { graph.packages[$0].name } == ["app"])
        #expect(set.alreadyUnneeded.isEmpty)
    }

    @Test func survivesCyclesAndLongChains() throws {
        var image = TestGraph()
        try image.add("p0", "Depends: p1")
        for number in 1..<3000 { try image.add("p\(number)*", "Depends: p\(number + 1), p0") }
        try image.add("p3000*")
        let graph = try image.graph()
        #expect(graph.removed("p0").count == 3001)
        let chains = graph.chains(to: try #require(graph.position("p3000")))
        #expect(chains.map(\.count) == [3000])
    }

    @Test func findsTheShortestChains() throws {
        var image = TestGraph()
        try image.add("near", "Depends: lib")
        try image.add("far", "Depends: between")
        try image.add("between*", "Depends: lib")
        try image.add("lib*")
        let graph = try image.graph()
        let chains = graph.chains(to: try #require(graph.position("lib")))
        #expect(chains.map { $0.map { graph.packages[$0.from].name } } == [["near"], ["far", "between"]])
        #expect(graph.chains(to: try #require(graph.position("lib")), limit: 1).count == 1)
    }

    // MARK: Python

    @Test func decidesMarkersForTheInterpreter() throws {
        var image = TestGraph()
        try image.add(
            wheel: "app", requested: true,
            """
            Requires-Dist: one
            Requires-Dist: two; python_version < "3"
            Requires-Dist: three; sys_platform == "win32"
            Requires-Dist: four; extra == "more"
            Provides-Extra: more
            """)
        for name in ["one", "two", "three", "four"] { try image.add(wheel: name, requested: name != "one") }
        let graph = try image.graph()
        #expect(graph.needed(by: "app") == ["one"])
        #expect(graph.removed("app") == ["app", "one"])
    }

    @Test func followsExtras() throws {
        var image = TestGraph()
        try image.add(wheel: "app", requested: true, "Requires-Dist: web[tls]>=1")
        try image.add(wheel: "web", "Requires-Dist: tls; extra == 'tls'\nProvides-Extra: tls")
        try image.add(wheel: "tls")
        #expect(try image.graph().removed("app") == ["app", "tls", "web"])
    }

    @Test func infersAnExtraThatIsInstalledWhole() throws {
        var image = TestGraph()
        try image.add(
            wheel: "server", requested: true,
            "Requires-Dist: fast; extra == 'standard'\nRequires-Dist: gone; extra == 'other'\n"
                + "Provides-Extra: standard\nProvides-Extra: other")
        try image.add(wheel: "fast")
        #expect(try image.graph().removed("server") == ["fast", "server"])
    }

    @Test func leavesWhatOthersRequireOrAskedFor() throws {
        var image = TestGraph()
        try image.add(wheel: "a", requested: true, "Requires-Dist: shared\nRequires-Dist: wanted")
        try image.add(wheel: "b", "Requires-Dist: shared")
        try image.add(wheel: "shared")
        try image.add(wheel: "wanted", requested: true)
        let graph = try image.graph()
        #expect(graph.removed("a") == ["a"])
        let set = graph.removal(of: try #require(graph.position("shared")))
        #expect(set.broken.map { graph.packages[$0].name } == ["a", "b"])
        #expect(graph.roots[try #require(graph.position("b"))] == .requiredByNobody)
    }

    @Test func remarksRequirementsItCannotRead() throws {
        var image = TestGraph()
        try image.add(wheel: "app", requested: true, "Requires-Dist: ???\nRequires-Dist: one")
        try image.add(wheel: "one")
        let graph = try image.graph()
        #expect(graph.diagnostics.map(\.code) == [.malformedRequirement])
        #expect(graph.needed(by: "app") == ["one"])
    }

    @Test func tiesADistributionToItsInterpretersPackage() throws {
        var image = TestGraph()
        try image.add("python3.11-minimal")
        try image.addKept("usr/bin/python3.11", "elf")
        try image.addKept("var/lib/dpkg/info/python3.11-minimal.list", "/.\n/usr/bin/python3.11\n")
        try image.add(wheel: "app", requested: true)
        let graph = try image.graph()
        #expect(graph.needed(by: "app") == ["python3.11-minimal"])
        let set = graph.removal(of: try #require(graph.position("python3.11-minimal")))
        #expect(set.broken.map { graph.packages[$0].name } == ["app"])
        #expect(set.packages.count == 1)
    }

    // MARK: Names

    @Test func suggestsNearNames() throws {
        var image = TestGraph()
        for name in ["libssl3", "openssl", "zlib1g", "gcc"] { try image.add(name) }
        let graph = try image.graph()
        #expect(graph.names(near: "opnessl") == ["openssl"])
        #expect(graph.names(near: "libssl").first == "libssl3")
        #expect(graph.names(near: "nothing-like-it").isEmpty)
        #expect(graph.names(near: "").isEmpty)
        #expect(graph.names(near: String(repeating: "x", count: 100_000)).isEmpty)
    }

    @Test func findsEveryKindOfAName() throws {
        var image = TestGraph()
        try image.add("requests")
        try image.add(wheel: "Requests")
        let graph = try image.graph()
        #expect(graph.positions(named: "requests").map { graph.packages[$0].kind } == [.deb, .pypi])
        #expect(graph.positions(named: "requests:amd64").count == 1)
    }

    // MARK: Large databases

    private func large(_ count: Int, _ fields: String, last: String) throws -> DependencyGraph {
        var layer = TestLayer()
        let status = (0..<count).map { "Package: p\($0)\nStatus: install ok installed\nVersion: 1\n\(fields)\n\n" }
        try layer.add(
            file: "var/lib/dpkg/status",
            status.joined() + "Package: z\nStatus: install ok installed\nVersion: 1\n\(last)\n")
        let tree = TestLayer.tree(layer)
        let configuration = ImageConfiguration()
        let inventory = try Inventory(of: tree, configuration: configuration, ecosystems: [DebianEcosystem()])
        return DependencyGraph(inventory: inventory, tree: tree, configuration: configuration, platform: nil)
    }

    @Test func followsNoMoreThanAMillionAlternatives() throws {
        let graph = try large(2000, "Provides: v", last: "Depends: " + String(repeating: "v|", count: 50_000) + "v")
        #expect(graph.diagnostics.map(\.code) == [.tooManyRelations])
        #expect(graph.relations.joined().flatMap(\.alternatives).reduce(0) { $0 + $1.count } <= 1_002_000)
    }

    @Test func looksAtNoMoreThanTenMillionProviders() throws {
        let graph = try large(6000, "Provides: v (= 1)\nDepends: v (>> 9)", last: "Provides: w")
        #expect(graph.diagnostics.map(\.code) == [.tooManyRelations])
    }
}
