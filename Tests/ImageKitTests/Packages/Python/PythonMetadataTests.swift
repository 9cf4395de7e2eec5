import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonMetadataTests {
    @Test(arguments: ["\n", "\r\n", "\r"])
    func readsFieldsWithAnyLineEnd(end: String) {
        let lines = [
            "Metadata-Version: 2.1", "NAME: Zoo", "Version:1.0 ", "Classifier: A", "Classifier: B", "", "Name: Body",
        ]
        let metadata = PythonMetadata(lines.joined(separator: end).utf8)
        #expect(metadata.value("name") == "Zoo")
        #expect(metadata.value("version") == "1.0")
        #expect(metadata.values("classifier") == ["A", "B"])
        #expect(metadata.remarks.isEmpty)
    }

    @Test func joinsContinuationLines() {
        let metadata = PythonMetadata("Description: one\n  two\n\t three: x\nName: a".utf8)
        #expect(metadata.value("description") == "one\ntwo\nthree: x")
        #expect(metadata.value("name") == "a")
    }

    @Test func takesTheFirstOfRepeatedNames() {
        let metadata = PythonMetadata("Name: first\nName: second\nVersion: 1".utf8)
        #expect(metadata.value("name") == "first")
        #expect(metadata.remarks == ["the field name is repeated; the first one counts"])
    }

    @Test func goesOnBehindLinesThatAreNoFields() {
        let metadata = PythonMetadata("garbage\n continued\nbad name: x\n: y\nName: a".utf8)
        #expect(metadata.value("name") == "a")
        #expect(metadata.remarks.contains("3 lines of the metadata are no fields"))
    }

    @Test func toleratesBytesThatAreNoText() {
        let metadata = PythonMetadata(
            Array("\u{FEFF}Name: a\nAuthor: ".utf8) + [0xE9, 0x0A] + Array("License: UNKNOWN\n".utf8))
        #expect(metadata.value("name") == "a")
        #expect(metadata.value("author") == "\\xe9")
        #expect(metadata.value("license") == nil)
        #expect(metadata.remarks == ["the metadata is not UTF-8"])
    }

    @Test func readsNothingFromNothing() {
        #expect(PythonMetadata([]).fields.isEmpty)
        #expect(PythonMetadata("\nName: a".utf8).value("name") == nil)
    }
}
