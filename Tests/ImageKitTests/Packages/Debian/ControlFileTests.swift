import Foundation
import ImageKit
import Testing

@Suite struct ControlFileTests {
    private func stanzas(_ text: String, keyField: String? = nil, allowsComments: Bool = false) -> [ControlStanza] {
        Array(ControlFile(Array(text.utf8), keyField: keyField, allowsComments: allowsComments))
    }

    @Test func separatesStanzasAtEmptyLines() {
        let stanzas = stanzas("\n\nPackage: a\nVersion: 1\n\n\n\nPackage: b\n\n")
        #expect(stanzas.map { $0.text(of: "Package") } == ["a", "b"])
        #expect(stanzas.map(\.line) == [3, 8])
        #expect(stanzas.map(\.fieldNames) == [["Package", "Version"], ["Package"]])
        #expect(self.stanzas("").isEmpty)
        #expect(self.stanzas("\n \n\n").isEmpty)
    }

    @Test func findsFieldsInAnyCaseAndWithSpaceAroundTheColon() throws {
        let stanza = try #require(stanzas("pAcKaGe \t:\t a b  \nEmpty:\nX-Y:z").first)
        #expect(stanza.text(of: "Package") == "a b")
        #expect(stanza.text(of: "EMPTY") == "")
        #expect(stanza.text(of: "x-y") == "z")
        #expect(stanza.text(of: "Pack") == nil)
        #expect(stanza.line(of: "x-y") == 3)
        #expect(stanza.malformations.isEmpty)
    }

    @Test func keepsContinuationLinesAsWritten() throws {
        let stanza = try #require(stanzas("D: first\n second\n .\n\tthird \n \nE:\n x: y\nF: 1").first)
        #expect(stanza.text(of: "D") == "first\n second\n .\n\tthird")
        #expect(stanza.firstLine(of: "D") == "first")
        #expect(stanza.text(of: "E") == "\n x: y")
        #expect(stanza.firstLine(of: "E") == "")
        #expect(stanza.text(of: "F") == "1")
    }

    @Test func toleratesCarriageReturns() {
        let stanzas = stanzas("Package: a\r\nDepends: b,\r\n c\r\n\r\nPackage: d\r\n")
        #expect(stanzas.map { $0.text(of: "Package") } == ["a", "d"])
        #expect(stanzas.first?.text(of: "Depends") == "b,\r\n c")
        #expect(stanzas.first?.firstLine(of: "Depends") == "b,")
        #expect(stanzas.map(\.malformations.count) == [0, 0])
    }

    @Test func keepsBytesThatAreNoText() throws {
        let stanza = try #require(
            Array(ControlFile(Array("Maintainer: J".utf8) + [0xF6, 0x00] + Array("rg\n".utf8))).first)
        #expect(stanza.bytes(of: "Maintainer").map(Array.init) == [0x4A, 0xF6, 0x00, 0x72, 0x67])
        #expect(stanza.text(of: "Maintainer") == "J\\xf6\u{0}rg")
    }

    @Test func namesMalformedLinesAndKeepsTheRest() throws {
        let stanzas = stanzas(
            " lost\nPackage: a\nno colon here\n of this too\nVersion: 1\n: 2\nA b: 3\n\n\u{0}\u{0}\n\nPackage: c")
        #expect(stanzas.count == 3)
        #expect(stanzas[0].malformations.map(\.line) == [1, 3, 6, 7])
        #expect(stanzas[0].fieldNames == ["Package", "Version"])
        #expect(stanzas[0].text(of: "Package") == "a")
        #expect(stanzas[0].text(of: "Version") == "1")
        #expect(stanzas[1].malformations.map(\.line) == [9])
        #expect(stanzas[1].fieldNames.isEmpty)
        #expect(stanzas[2].text(of: "Package") == "c")
        #expect(stanzas[2].malformations.isEmpty)
    }

    @Test func keepsTheFirstOfARepeatedField() throws {
        let stanza = try #require(stanzas("Package: a\nVersion: 1\nversion: 2\n 3\nX: 4").first)
        #expect(stanza.text(of: "Version") == "1")
        #expect(stanza.text(of: "X") == "4")
        #expect(stanza.malformations.map(\.line) == [3])
    }

    @Test func startsAStanzaAtASecondKeyField() {
        let stanzas = stanzas("Package: a\nVersion: 1\n \npackage: b\nVersion: 2\n", keyField: "Package")
        #expect(stanzas.map { $0.text(of: "Package") } == ["a", "b"])
        #expect(stanzas.map { $0.text(of: "Version") } == ["1", "2"])
        #expect(stanzas.map { $0.malformations.map(\.line) } == [[4], []])
    }

    @Test func readsCommentsOnlyWhereAllowed() {
        let text = "# one\nA: 1\n# two\n 2\n"
        #expect(stanzas(text, allowsComments: true).map { $0.text(of: "A") } == ["1\n# two\n 2"])
        #expect(stanzas(text).first?.malformations.map(\.line) == [1, 3])
    }

    @Test func boundsWhatOneStanzaCosts() throws {
        let many = (0..<1000).map { "F\($0): x\n" }.joined() + String(repeating: "x\n", count: 1000)
        let stanza = try #require(stanzas(many).first)
        #expect(stanza.fieldNames.count == ControlStanza.fieldLimit)
        #expect(stanza.malformations.count == ControlStanza.malformationLimit)
    }

    @Test func readsManyStanzas() {
        let one = Array("Package: a\nStatus: install ok installed\nVersion: 1\nDescription: x\n y\n\n".utf8)
        var bytes: [UInt8] = []
        for _ in 0..<100_000 { bytes += one }
        var count = 0
        for stanza in ControlFile(bytes, keyField: "Package") where stanza.bytes(of: "Version") != nil { count += 1 }
        #expect(count == 100_000)
    }

    @Test(
        .enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"),
        arguments: [
            "status/one_status", "status/one_status_junk", "status/perl_status", "status/simple_status",
            "packages/simple_packages", "sources/simple_sources", "copyright/dep5-b43-fwcutter.copyright",
            "copyright/dep5-rpm.copyright", "copyright/dropbear.copyright",
        ])
    func agreesWithAnotherParser(file: String) throws {
        let json = try SharedData.data("conformance/deb822/\(file)-expected.json")
        // Some answers are of the first stanza only.
        let expected =
            try (try? JSONDecoder().decode([[String: String]].self, from: json))
            ?? [JSONDecoder().decode([String: String].self, from: json)]
        let stanzas = Array(ControlFile(try SharedData.bytes("conformance/deb822/\(file)")))
        #expect(stanzas.count == expected.count || expected.count == 1)
        for (stanza, fields) in zip(stanzas, expected) {
            #expect(stanza.malformations.isEmpty)
            #expect(Set(stanza.fieldNames.map { $0.lowercased() }) == Set(fields.keys.filter { $0 != "unknown" }))
            for (name, value) in fields where name != "unknown" {
                // The other parser drops the space before a value that starts on the next line.
                let text = try #require(stanza.text(of: name), "\(name)")
                #expect(text.trimmingCharacters(in: .whitespacesAndNewlines) == value, "\(name)")
            }
        }
    }
}
