import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct RemovalSearchTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func findsWhatRemovingOneByOneFinds(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let graph = try TestGraph.random(&generator, packages: 4 + Int(seed % 20))
        let positions = Array(graph.packages.indices)
        let found = graph.removals(of: positions)
        #expect(found.count == positions.count)
        for position in positions {
            var expected = graph.removal(of: position)
            expected.alreadyUnneeded = []
            #expect(found[position] == expected, "\(graph.packages[position].name)")
        }
    }

    @Test func endsWhereTheStepsEnd() throws {
        var generator = SeededGenerator(seed: 1)
        let graph = try TestGraph.random(&generator, packages: 20)
        let positions = Array(graph.packages.indices)
        #expect(graph.removals(of: positions, stepLimit: 5).count < positions.count)
    }

    /// Each package is looked at a few times, however many there are.
    @Test func looksOnlyAtWhatDependsOnTheRemoved() throws {
        var test = TestGraph()
        for number in 0..<300 { try test.add("p\(number)", "Depends: common") }
        try test.add("common*", "Depends: base")
        try test.add("base*")
        let graph = try test.graph()
        var search = RemovalSearch(graph)
        for position in graph.packages.indices where graph.roots[position] == .manual {
            #expect(search.removal(of: position).packages == [position])
        }
        #expect(search.steps < 10 * graph.packages.count)
    }
}
