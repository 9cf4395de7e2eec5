import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ApkRelationTests {
    @Test func readsNames() throws {
        for name in [
            "musl", "so:libc.musl-x86_64.so.1", "cmd:[", "/bin/sh", "pc:gtk+-3.0", "py3.12:a[b]", ".build-deps",
        ] {
            let relation = try #require(ApkRelation(name))
            #expect(relation.name == name)
            #expect(relation.constraint == nil)
            #expect(relation.tag == nil)
            #expect(!relation.isConflict)
            #expect(relation.description == name)
        }
    }

    @Test func readsTagsAndConflicts() throws {
        let tagged = try #require(ApkRelation("nginx@edge>=1.2-r0"))
        #expect(tagged.name == "nginx")
        #expect(tagged.tag == "edge")
        #expect(tagged.constraint?.version == "1.2-r0")
        #expect(tagged.description == "nginx@edge>=1.2-r0")
        let conflict = try #require(ApkRelation("!uclibc-utils<1"))
        #expect(conflict.isConflict)
        #expect(conflict.name == "uclibc-utils")
        #expect(conflict.description == "!uclibc-utils<1")
        #expect(ApkRelation("a~=1")?.description == "a~1")
    }

    @Test(arguments: ["", "!", "=1", "a=", "a>=", "a<>", "@edge", "!@x=1", "a b", ">1", "!=1"])
    func refusesWhatIsNoRelation(text: String) { #expect(ApkRelation(text) == nil) }

    @Test(arguments: [
        ("a=1.2", ["1.2", "1.2_p0"], ["1.2"]),
        ("a<1.2", ["1.1", "1.2_rc1", "1.2", "1.3"], ["1.1", "1.2_rc1"]),
        ("a<=1.2", ["1.1", "1.2", "1.2-r0"], ["1.1", "1.2"]),
        ("a=<1.2", ["1.1", "1.2", "1.2-r0"], ["1.1", "1.2"]),
        ("a>1.2", ["1.2", "1.2-r0", "2"], ["1.2-r0", "2"]),
        ("a>=1.2", ["1.2_pre", "1.2", "2"], ["1.2", "2"]),
        ("a~1.2", ["1.1", "1.2", "1.2.9-r3", "1.2_rc1", "1.20", "1.3"], ["1.2", "1.2.9-r3", "1.2_rc1"]),
        ("a~=1.2", ["1.2.1", "1.21"], ["1.2.1"]),
        ("a>~1.2", ["1.1", "1.2_rc1", "1.2", "1.3"], ["1.2_rc1", "1.2", "1.3"]),
        ("a<~1.2", ["1.1", "1.2.5", "1.3"], ["1.1", "1.2.5"]),
        ("a<=>1.2", ["1.1", "1.2", "1.3"], ["1.1", "1.2", "1.3"]),
        ("a=1.2-beta", ["1.2-beta", "1.2"], ["1.2-beta"]),
    ])
    func comparesAsApkDoes(text: String, candidates: [String], expected: [String]) throws {
        let relation = try #require(ApkRelation(text))
        #expect(candidates.filter { relation.fits(version: $0, checksum: nil) } == expected)
    }

    @Test func isNotSatisfiedByNamesWithoutVersion() throws {
        #expect(try #require(ApkRelation("a")).fits(version: nil, checksum: nil))
        for text in ["a=1", "a>0", "a<1", "a~1"] {
            #expect(try !#require(ApkRelation(text)).fits(version: nil, checksum: nil))
        }
    }

    @Test func namesOnePackageByItsChecksum() throws {
        let relation = try #require(ApkRelation("musl><Q1QzS5mGlRJEGhtxURI27D3fk/saY="))
        #expect(relation.constraint?.isChecksum == true)
        #expect(relation.fits(version: nil, checksum: "Q1QzS5mGlRJEGhtxURI27D3fk/saY="))
        #expect(relation.fits(version: "1", checksum: "X14334b99869512441a1b71511236ec3ddf93fb1a6"))
        #expect(!relation.fits(version: "1", checksum: "Q1Deb0jNytkrjPW4N/eKLZ43BwOlw="))
        #expect(!relation.fits(version: "1", checksum: nil))
        #expect(try !#require(ApkRelation("a><nonsense")).fits(version: "1", checksum: "nonsense"))
        #expect(relation.constraint?.contains(ApkVersion("1")) == false)
    }

    @Test func takesFieldsApart() {
        #expect(ApkRelation.elements(of: " a  b=1\tso:c\n!d ") == ["a", "b=1", "so:c", "!d"])
        #expect(ApkRelation.elements(of: "").isEmpty)
    }
}
