import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct LicenseExpressionTests {
    @Test(arguments: [
        ("MIT", "MIT"), ("mit", "MIT"), (" apache-2.0 ", "Apache-2.0"), ("GPL-2.0+", "GPL-2.0-or-later"),
        ("GPL-2.0", "GPL-2.0-only"), ("GPL-2.0-or-later+", "GPL-2.0-or-later"), ("Apache-2.0+", "Apache-2.0+"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("GPL-2.0-or-later with classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
        ("MIT OR Apache-2.0 AND ISC", "MIT OR (Apache-2.0 AND ISC)"),
        ("(MIT or Apache-2.0) and ISC", "(MIT OR Apache-2.0) AND ISC"),
        ("((MIT))", "MIT"), ("MIT AND MIT", "MIT"), ("MIT AND (ISC AND Zlib)", "MIT AND ISC AND Zlib"),
        ("LicenseRef-a.b-1", "LicenseRef-a.b-1"), ("DocumentRef-x:LicenseRef-y", "DocumentRef-x:LicenseRef-y"),
        ("LicenseRef-", nil), ("LicenseRef-a_b", nil), ("DocumentRef-x", nil), ("", nil), ("MIT AND", nil),
        ("AND MIT", nil), ("MIT ISC", nil), ("(MIT", nil), ("MIT)", nil), ("Nonsense-1.0", nil),
        ("MIT WITH Nonsense", nil), ("MIT WITH", nil), ("MIT, ISC", nil), ("MIT\u{0}", nil),
    ])
    func readsAsSPDXDoes(_ text: String, _ expected: String?) {
        #expect(LicenseExpression(text)?.description == expected)
    }

    @Test func printsWhatItReads() throws {
        let text = "(MIT OR (Apache-2.0 AND ISC)) AND (GPL-2.0-or-later WITH GCC-exception-3.1 OR LicenseRef-x)"
        let expression = try #require(LicenseExpression(text))
        #expect(expression.description == text)
        #expect(expression.terms.map(\.identifier) == ["MIT", "Apache-2.0", "ISC", "GPL-2.0-or-later", "LicenseRef-x"])
    }

    @Test func choosesOfAlternativesAndNeedsAllOfTheRest() throws {
        let isPermissive = { (term: LicenseTerm) in !term.family.contains("GPL") }
        #expect(try #require(LicenseExpression("MIT OR GPL-2.0")).isSatisfied(by: isPermissive))
        #expect(try !#require(LicenseExpression("MIT AND GPL-2.0")).isSatisfied(by: isPermissive))
    }

    @Test func refusesWhatNestsTooDeepOrNamesTooMuch() {
        let nested = { (depth: Int) in
            String(repeating: "(", count: depth) + "MIT" + String(repeating: ")", count: depth)
        }
        #expect(LicenseExpression(nested(64)) != nil)
        #expect(LicenseExpression(nested(65)) == nil)
        #expect(LicenseExpression(nested(30_000)) == nil)
        #expect(LicenseExpression(String(repeating: "(", count: 1 << 20)) == nil)
        #expect(LicenseExpression(Array(repeating: "MIT", count: 4096).joined(separator: " OR ")) != nil)
        #expect(LicenseExpression(Array(repeating: "MIT", count: 4097).joined(separator: " OR ")) == nil)
        let comb = String(repeating: "(MIT AND (ISC OR ", count: 31) + "Zlib" + String(repeating: "))", count: 31)
        #expect(LicenseExpression(comb) != nil)
    }

    @Test func tellsFamiliesAndLaterVersions() throws {
        let term = try #require(LicenseTerm("AGPL-3.0+"))
        #expect(term.family == "AGPL-3.0" && term.allowsLater && term.isListed)
        #expect(try !#require(LicenseTerm("AGPL-3.0-only")).allowsLater)
        #expect(try #require(LicenseTerm("Apache-2.0+")).allowsLater)
        #expect(LicenseTerm(reference: "a b/ü c").identifier == "LicenseRef-a-b-c")
        #expect(LicenseTerm(reference: "").identifier == "LicenseRef-unnamed")
    }
}
