import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ApkLicenseTests {
    @Test(arguments: [
        ("MIT", "MIT"), ("GPL-2.0-only", "GPL-2.0-only"), ("Zlib", "Zlib"), ("zlib", "Zlib"), ("OpenSSL", "OpenSSL"),
        ("BSD-2-Clause AND BSD-3-Clause", "BSD-2-Clause AND BSD-3-Clause"),
        ("ISC AND (BSD-3-Clause OR MIT)", "ISC AND (BSD-3-Clause OR MIT)"), ("GPL-2.0", "GPL-2.0-only"),
        ("GPL-2.0-only WITH Linux-syscall-note", "GPL-2.0-only WITH Linux-syscall-note"),
    ])
    func readsExpressions(text: String, expected: String) {
        let license = ApkLicense(text: text).read()
        #expect(license.expression?.description == expected)
        #expect(license.statements == [text])
        #expect(license.kind == .declared)
        #expect(!license.isHeuristic)
        #expect(license.references.isEmpty)
    }

    @Test(arguments: [
        ("GPL2", "GPL-2.0-only"), ("GPL3+", "GPL-3.0-or-later"), ("LGPL2.1+ ", "LGPL-2.1-or-later"),
        ("MPL-2.0 GPL-2.0-or-later", "MPL-2.0 AND GPL-2.0-or-later"),
        ("MIT BSD GPL2+", "MIT AND LicenseRef-BSD AND GPL-2.0-or-later"), ("MIT MIT", "MIT"),
        ("(MIT ISC) OR Zlib", "(MIT AND ISC) OR Zlib"), ("MIT (ISC OR Zlib)", "MIT AND (ISC OR Zlib)"),
    ])
    func guessesOldNames(text: String, expected: String) {
        let license = ApkLicense(text: text).read()
        #expect(license.expression?.description == expected)
        #expect(license.isHeuristic)
    }

    @Test(arguments: [
        ("custom", "LicenseRef-custom"), ("BSD", "LicenseRef-BSD"), ("custom:XCL", "LicenseRef-custom-XCL"),
        ("MIT AND custom", "MIT AND LicenseRef-custom"), ("MIT AND", "LicenseRef-MIT-AND"),
        (")(", "LicenseRef-unnamed"),
    ])
    func keepsUnknownNamesAsReferences(text: String, expected: String) {
        let license = ApkLicense(text: text).read()
        #expect(license.expression?.description == expected)
        let terms = license.expression?.terms.filter { !$0.isListed } ?? []
        #expect(terms.count == license.references.count)
        #expect(terms.allSatisfy { license.reference(of: $0) != nil })
        #expect(LicenseTerm.isValidReference(terms.first?.identifier ?? ""))
    }

    @Test func knowsNothingOfAnEmptyField() {
        #expect(ApkLicense(text: "").read() == PackageLicense())
        #expect(ApkLicense(text: " \n").read() == PackageLicense())
    }

    @Test func survivesLongFields() {
        for text in [
            String(repeating: "a ", count: 400_000), String(repeating: "(", count: 200_000),
            String(repeating: "MIT AND ", count: 100_000), String(repeating: "x", count: 1 << 20),
            (0..<20_000).map { "l\($0)" }.joined(separator: " "),
        ] {
            let license = ApkLicense(text: text).read()
            #expect(license.references.count <= PackageLicense.referenceLimit)
        }
    }
}
