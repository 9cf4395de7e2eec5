import Testing

@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What a report gets for the list of its formats.
@Suite struct ReportTests {
    private struct Greeting: Report {
        static let writers: [ReportWriter<Greeting>] = [
            ReportWriter(.table, note: "for people") { "hello \($0.name), \($1.width ?? 0)\n" },
            ReportWriter(.json) { "\"\($0.name)\"\n" },
            ReportWriter(streaming: .jsonLines, note: "one letter a line") { greeting, sink in
                for letter in greeting.name { try sink("\"\(letter)\"\n") }
            },
        ]

        let name: String
    }

    @Test func takesEverythingFromOneList() {
        #expect(Greeting.formats == [.table, .json, .jsonLines])
        #expect(Greeting.defaultFormat == .table)
        #expect(Greeting.formatList == "table (default; for people), json, jsonl (one letter a line)")
        #expect(Greeting.writers.map(\.isStreamed) == [false, false, true])
    }

    @Test(arguments: [(ReportFormat.table, "hello ab, 80\n"), (.json, "\"ab\"\n"), (.jsonLines, "\"a\"\n\"b\"\n")])
    func writesEachFormat(_ format: ReportFormat, _ text: String) throws {
        #expect(try Greeting(name: "ab").text(as: format, style: TableStyle(width: 80)) == text)
    }

    @Test func handsPartsOver() throws {
        var parts: [String] = []
        try Greeting(name: "ab").write(as: .jsonLines) { parts.append($0) }
        #expect(parts == ["\"a\"\n", "\"b\"\n"])
    }

    @Test func refusesAFormatItDoesNotHave() {
        let error = #expect(throws: ImageError.self) { try Greeting(name: "ab").text(as: .html) }
        #expect(error?.reason == "there is no format html; known are table, json, jsonl")
    }
}
