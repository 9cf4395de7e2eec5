import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading

/// What others found with records that are here, and inputs that are made to break.
@Suite struct AdvisoryRecordTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let records = ["A", "B"].map {
        AdvisoryTrial.osv($0, "PyPI", "a", events: "{\"introduced\":\"0\"}", more: ",\"details\":\"] } [\"")
    }

    /// Records in a list, as some mirrors hand them out; of a damaged one the others are read.
    @Test(arguments: [
        ("[\(records[0]),\n \(records[1])]", 0), (" [ \(records[0]) , {\"id\":7} , \(records[1]) ] ", 1),
        ("[\(records[0]), 7, \(records[1]), \"x\"]", 2),
    ])
    func readsAList(_ text: String, _ damaged: Int) throws {
        let path = try folder.write(Array(text.utf8), to: "list.json")
        let source = try AdvisoryFiles(paths: [path], wanted: nil)
        #expect(source.all.map(\.id) == ["A", "B"])
        #expect(source.diagnostics.count == damaged && source.provenance.map(\.records) == [2 + damaged])
        #expect(source.damagedRecords(about: nil) == damaged)
        if damaged > 0 { #expect(source.diagnostics.first?.path == "\(path), record 2") }
        // In a folder and in a zip.
        #expect(try AdvisoryFiles(paths: [folder.path("")], wanted: ["a"]).all.count == 2)
        let zip = folder.path("all.zip")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-m", "zipfile", "-c", zip, path]
        try process.run()
        process.waitUntilExit()
        let zipped = try AdvisoryFiles(paths: [zip], wanted: nil)
        #expect(zipped.all.map(\.id) == ["A", "B"] && zipped.damagedRecords(about: nil) == damaged)
    }

    @Test(arguments: ["[]", "[\(records[0])", "[\(records[0]),", "[\(records[0])}", "[{\"name\":1}]"])
    func aListThatIsCutOrOfOtherThingsIsAnError(_ text: String) throws {
        let path = try folder.write(Array(text.utf8), to: "list.json")
        #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [path], wanted: nil) }
    }

    /// Some programs begin UTF-8 with a mark; UTF-16 is an error that says so.
    @Test(arguments: [
        records[0], records.joined(separator: "\n"), "[\(records[0])]",
        "{\"catalogVersion\":\"2026.11.01\",\"vulnerabilities\":[{\"cveID\":\"CVE-2026-1\"}]}",
        "{\"x\": {\"CVE-2\": {\"releases\": {\"bookworm\": {\"status\": \"open\", \"repositories\": {\"bookworm\": \"1\"}}}}}}",
        "#model_version:v1,score_date:2026-11-01T00:00:00+0000\ncve,epss,percentile\nCVE-2026-1,0.5,0.9\n",
    ])
    func aByteOrderMarkChangesNothing(_ text: String) throws {
        let plain = try AdvisoryFiles(paths: [folder.write(Array(text.utf8), to: "a.json")], wanted: nil)
        let marked = try AdvisoryFiles(
            paths: [folder.write([0xEF, 0xBB, 0xBF] + Array(text.utf8), to: "a.json")], wanted: nil)
        #expect(marked.provenance == plain.provenance && marked.all == plain.all && marked.diagnostics.isEmpty)
        let wide: [UInt8] = [0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] }
        let path = try folder.write(wide, to: "b.json")
        let error = #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [path], wanted: nil) }
        #expect(error?.reason == "the file is UTF-16; imagescan reads UTF-8")
    }

    /// osv-scanner's recorded answers: packages of PyPI with the records that concern them, of later data than is here.
    @Test(.enabled(if: SharedData.isAvailable, "\(SharedData.comment)"))
    func findsWhatAnotherScannerFinds() async throws {
        let table = String(
            decoding: try SharedData.bytes("advisories/2026-11/osv-scanner/cassette-pairs.tsv"), as: UTF8.self)
        let records = try SharedData.url("advisories/pypi-2024-10-10.osv.jsonl").path
        let source = try AdvisoryFiles(paths: [records], wanted: nil)
        let known = Set(source.all.filter { !$0.isWithdrawn }.map(\.id))
        var compared = 0
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, fields[0] == "PyPI" else { continue }
            let expected = Set(fields[3].split(separator: " ").map(String.init)).intersection(known)
            let site = "usr/lib/python3.11/site-packages/\(fields[1])-\(fields[2]).dist-info"
            var tar = TarBuilder()
            tar.add("\(site)/METADATA", "Name: \(fields[1])\nVersion: \(fields[2])\n")
            let image = try await TestImage.analysis([tar.archive])
            let found = try VulnerabilityMatcher(source, today: #require(CalendarDate("2026-11-26"))).findings(
                in: image)
            let ids = Set(found.findings.flatMap { [$0.id] + $0.aliases }).intersection(known)
            #expect(ids.isSuperset(of: expected), "\(fields[1]) \(fields[2])")
            compared += expected.count
        }
        #expect(compared > 10)
    }

    private func failure(_ name: String, _ bytes: [UInt8]) throws -> ImageError? {
        let path = try folder.write(bytes, to: name)
        do {
            let source = try AdvisoryFiles(paths: [path], wanted: nil)
            // Nothing that was not read is called covered.
            #expect(source.all.isEmpty, "\(name)")
            return nil
        } catch let error as ImageError {
            #expect(error.archive == path, "\(name)")
            return error
        }
    }

    @Test func damagedDataIsAnError() throws {
        let record = #"{"id":"A","modified":"2026-01-01T00:00:00Z","affected":[]}"#
        for (name, text) in [
            ("empty.json", ""), ("half.json", String(record.dropLast(5))), ("array.json", "[]"), ("text.json", "hello"),
            ("tracker.json", #"{"perl":{"CVE-1":{"releases":{"bookworm""#),
            ("kev.json", #"{"catalogVersion":"x","vulnerabilities":7}"#),
            ("table.csv", "version,codename,series,nonsense\n1,a,b,c\n"), ("zip.zip", "PK\u{3}\u{4}nonsense"),
            ("database.db", "SQLite format 3\u{0}nonsense"),
        ] {
            #expect(try failure(name, Array(text.utf8)) != nil, "\(name)")
        }
    }

    @Test func aRingOfAliasesIsOneFinding() async throws {
        let records = (0..<1000).map { number in
            """
            {"id":"A-\(number)","modified":"2026-01-01T00:00:00Z","aliases":["A-\((number + 1) % 1000)"],"affected":[{"package":{"ecosystem":"PyPI","name":"tool"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}
            """
        }
        let path = try folder.write(Array(records.joined(separator: "\n").utf8), to: "ring.jsonl")
        var tar = TarBuilder()
        tar.add("usr/lib/python3.11/site-packages/tool-1.dist-info/METADATA", "Name: tool\nVersion: 1\n")
        let image = try await TestImage.analysis([tar.archive])
        let found = try VulnerabilityMatcher(
            AdvisoryFiles(paths: [path], wanted: nil), today: #require(CalendarDate("2026-11-26"))
        ).findings(in: image)
        #expect(found.findings.count == 1 && found.findings.first?.aliases.count == 999)
    }

    @Test func namesAreNoStatementsOfADatabase() throws {
        let name = #"x'); DROP TABLE advisories; --"#
        let record = """
            {"id":"\(name)","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"Debian:12","name":"\(name)"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}
            """
        let source = try AdvisoryFiles(paths: [folder.write(Array(record.utf8), to: "a.json")], wanted: nil)
        let database = folder.path("a.db")
        try AdvisoryDatabase.write(source, to: database)
        let read = try AdvisoryFiles(paths: [database], wanted: [name])
        #expect(read.all.map(\.id) == [name])
        #expect(try AdvisoryFiles(paths: [database], wanted: ["other"]).all.isEmpty)
    }

    @Test func cutAndSwappedDatabasesAreErrors() throws {
        let record =
            #"{"id":"A","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"PyPI","name":"tool"},"versions":["1"]}]}"#
        let source = try AdvisoryFiles(paths: [folder.write(Array(record.utf8), to: "a.json")], wanted: nil)
        let database = folder.path("a.db")
        try AdvisoryDatabase.write(source, to: database)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: database)))
        for count in stride(from: 16, to: bytes.count, by: 4096) {
            let path = try folder.write(Array(bytes.prefix(count)), to: "cut-\(count).db")
            #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [path], wanted: nil) }
        }
        let other = try folder.write(
            Array(String(decoding: bytes, as: UTF8.self).replacing("advisories 2", with: "advisories 9").utf8),
            to: "other.db")
        #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [other], wanted: nil) }
    }
}
