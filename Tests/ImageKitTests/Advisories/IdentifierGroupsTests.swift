import Testing

@testable import ImageLedger

/// Records that share an identifier are one vulnerability.
struct IdentifierGroupsTests {
    @Test(
        arguments: [
            ([["A", "B"], ["C"], ["B", "D"]], [], [[0, 2], [1]]),
            ([["A"], ["B"]], [["A", "B"]], [[0, 1]]),
            ([["A"], ["B"]], [["A", "X"], ["Y", "B"], ["X", "Y"]], [[0, 1]]),
            ([["A"], ["B"]], [["C"]], [[0], [1]]),
            ([], [["A"]], []),
        ] as [([[String]], [[String]], [[Int]])])
    func listsThatShareAnIdentifierAreOneGroup(_ lists: [[String]], _ linked: [[String]], _ members: [[Int]]) {
        let groups = IdentifierGroups(lists, linked: linked).groups
        #expect(groups.map(\.members).sorted { $0[0] < $1[0] } == members)
    }

    @Test func aGroupHasTheIdentifiersOfWhatJoinsIt() {
        let groups = IdentifierGroups([["PYSEC-1"]], linked: [["PYSEC-1", "CVE-2026-1"], ["CVE-2026-2"]]).groups
        #expect(groups.map(\.identifiers) == [["PYSEC-1", "CVE-2026-1"]])
        #expect(groups.map { IdentifierGroups.name(of: $0.identifiers) } == ["CVE-2026-1"])
    }
}
