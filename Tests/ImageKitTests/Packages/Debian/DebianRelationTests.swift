import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct DebianRelationTests {
    @Test func readsEveryPartOfAnElement() throws {
        let relation = try #require(
            DebianRelation("libc6:any (>= 2.36~) [amd64 !i386] <!nocheck cross> <stage1>\n | default-mta"))
        #expect(relation.alternatives.map(\.name) == ["libc6", "default-mta"])
        let first = relation.alternatives[0]
        #expect(first.architectureQualifier == "any")
        #expect(first.constraint == .init(comparison: .laterOrEqual, version: "2.36~"))
        #expect(first.architectures.map(\.name) == ["amd64", "i386"])
        #expect(first.architectures.map(\.isNegated) == [false, true])
        #expect(first.profiles.map { $0.map(\.name) } == [["nocheck", "cross"], ["stage1"]])
        #expect(first.profiles[0].map(\.isNegated) == [true, false])
        #expect(relation.alternatives[1].constraint == nil)
    }

    @Test(arguments: [
        ("a(<<1)", DebianRelation.Comparison.earlier), ("a (< 1)", .earlierOrEqual), ("a (<= 1)", .earlierOrEqual),
        ("a (= 1)", .equal), ("a (1)", .equal), ("a (> 1)", .laterOrEqual), ("a ( >= 1 ) ", .laterOrEqual),
        ("a (>>1)", .later),
    ])
    func readsComparisons(text: String, comparison: DebianRelation.Comparison) throws {
        let constraint = try #require(DebianRelation(text)?.alternatives.first?.constraint)
        #expect(constraint == .init(comparison: comparison, version: "1"))
    }

    @Test(arguments: [
        ("<<", [true, false, false]), ("<=", [true, true, false]), ("=", [false, true, false]),
        (">=", [false, true, true]), (">>", [false, false, true]),
    ])
    func knowsWhichVersionsSatisfy(comparison: String, expected: [Bool]) throws {
        let constraint = try #require(DebianRelation("a (\(comparison) 2)")?.alternatives.first?.constraint)
        #expect(["2~", "2-0", "2-1"].map { constraint.contains(DebianVersion($0)) } == expected)
    }

    @Test(arguments: [
        "", "|", "a |", "a | | b", "a (", "a (>=)", "a (>= 1", "a (=> 1)", "a (>= 1) x", "a b", "a:", "a: any", "-a",
        "a []", "a [amd64", "a <", "a <x", "a <>", "a ((1)", "a\u{0}", "é", "a (>= 1) (<< 2)", "a [!]",
    ])
    func refuses(text: String) {
        #expect(DebianRelation(text) == nil)
    }

    @Test func splitsAFieldIntoElements() {
        #expect(
            DebianRelation.elements(of: " a (>= 1),\n b |  c ,, d:any,") == ["a (>= 1)", "b | c", "d:any"])
        #expect(DebianRelation.elements(of: " \n").isEmpty)
    }
}
