import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct RecordFileTests {
    private func paths(_ file: RecordFile) -> [String] { file.entries.map { DisplayText.decoded($0.path) } }

    @Test func readsPathsHashesAndSizes() {
        let file = RecordFile(Array("a/b.py,sha256=xyz,12\r\n../../bin/x,,\n/abs/y,sha256=q,0".utf8))
        #expect(paths(file) == ["a/b.py", "../../bin/x", "/abs/y"])
        #expect(file.entries.map(\.size) == [12, nil, 0])
        #expect(file.entries.map { $0.hash.map { DisplayText.decoded($0) } } == ["sha256=xyz", nil, "sha256=q"])
        #expect(file.remarks.isEmpty)
    }

    @Test func readsQuotedFields() {
        let file = RecordFile(Array("\"a,b\"\"c\nd.py\",\"sha256=x\",\"5\"\nnext,,".utf8))
        #expect(paths(file) == ["a,b\"c\nd.py", "next"])
        #expect(file.entries[0].size == 5)
        #expect(file.remarks.isEmpty)
    }

    @Test func keepsShortAndLongLines() {
        let file = RecordFile(Array("one\n\ntwo,x\nthree,x,1,more\nfour,x,abc\n,x,1\nfive,x,-1".utf8))
        #expect(paths(file) == ["one", "two", "three", "four", "five"])
        #expect(file.entries.map(\.size) == [nil, nil, 1, nil, nil])
        #expect(file.remarks == ["5 lines of RECORD are not a path, a hash and a size"])
    }

    @Test func losesNothingBehindAnOpenQuote() {
        let file = RecordFile(Array("a,,\n\"b,,\nc,,1\n\"d\",,\n".utf8))
        // The first quote is closed by the second one; only the last is open.
        #expect(paths(file).contains("a"))
        let open = RecordFile(Array("a,,\n\"b,,\nc,,1\n".utf8))
        #expect(paths(open) == ["a", "\"b", "c"])
        #expect(open.remarks == ["a quote in RECORD is never closed; taken for a character"])
    }

    @Test func staysLinearWithManyOpenQuotes() {
        let line = Array("x\"y,\"\"\"\n".utf8)
        #expect(!RecordFile(Array(repeating: line, count: 50_000).flatMap { $0 }).entries.isEmpty)
    }

    @Test func keepsBytesThatAreNoText() {
        #expect(RecordFile([0xFF, 0x2C, 0x2C, 0x0A]).entries.map(\.path) == [[0xFF]])
    }
}
