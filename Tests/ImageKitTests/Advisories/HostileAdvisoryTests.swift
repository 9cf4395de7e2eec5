import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Advisory files that are made to mislead: each is an error or a diagnostic, and nothing is called clean because of it.
@Suite struct HostileAdvisoryTests {
    private let trial: AdvisoryTrial

    init() throws { trial = try AdvisoryTrial() }

    private static let open = "{\"introduced\":\"0\"}"
    private static func good(_ name: String = "a") -> String {
        AdvisoryTrial.osv("G", "PyPI", name, events: open)
    }

    @Test func aRingOfAliasesIsOneFinding() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let count = 1000
        let records = (0..<count).map { number in
            AdvisoryTrial.osv(
                "A-\(number)", "PyPI", "a", events: HostileAdvisoryTests.open,
                more: ",\"aliases\":[\"A-\((number + 1) % count)\",\"A-\(number)\"]")
        }
        let found = try trial.find(["a.jsonl": records.joined(separator: "\n")], in: image)
        #expect(found.findings.count == 1)
        let finding = try #require(found.findings.first)
        #expect(Set([finding.id] + finding.aliases).count == count)
    }

    @Test func rangesOutOfOrderSayTheSame() async throws {
        let events = [
            "{\"fixed\":\"2.5\"}", "{\"introduced\":\"2\"}", "{\"last_affected\":\"1.5\"}", "{\"introduced\":\"1\"}",
            "{\"introduced\":\"3\"}",
        ]
        for version in ["0.9", "1", "1.5", "1.6", "2", "2.5", "3", "99"] {
            let image = try await AdvisoryTrial.image([], pip: [("a", version)])
            let results = try [events, events.reversed(), events.sorted()].map { events in
                try trial.find(
                    ["a.json": AdvisoryTrial.osv("G", "PyPI", "a", events: events.joined(separator: ","))], in: image
                ).findings.map { [$0.id, $0.fixedVersion ?? ""] }
            }
            #expect(Set(results).count == 1, "\(version)")
            #expect(results[0].isEmpty == ["0.9", "1.6", "2.5"].contains(version), "\(version)")
        }
    }

    /// A record beyond the bound, in each form in which records come.
    @Test func aRecordBeyondTheBoundIsSaid() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let padding = String(repeating: "x", count: AdvisoryFiles.recordLimit)
        let large = AdvisoryTrial.osv(
            "L", "PyPI", "a", events: HostileAdvisoryTests.open, more: ",\"details\":\"\(padding)\"")
        let found = try trial.find(
            [
                "a.jsonl": [HostileAdvisoryTests.good("b"), large, HostileAdvisoryTests.good("c")].joined(
                    separator: "\n")
            ],
            in: image)
        #expect(found.findings.isEmpty && !found.isComplete)
        #expect(
            found.diagnostics.contains { $0.message.contains("larger than") && $0.path?.contains("line 2") == true })
        let report = VulnerabilityReport(image, found)
        #expect(report.summary == "No data: 1 record about a can't be read")
        #expect(report.remarks == ["No data on 1 Python package (a): 1 record about a can't be read."])
        #expect(throws: ImageError.self) { try trial.find(["b.json": large], in: image) }
    }

    private func zip(_ files: [String]) throws -> String {
        let path = trial.folder.path("all.zip")
        try? FileManager.default.removeItem(atPath: path)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-m", "zipfile", "-c", path] + files
        try process.run()
        process.waitUntilExit()
        return path
    }

    @Test func zipBombsAndCutZipsAreErrors() throws {
        let bomb = try trial.folder.write(
            Array(repeating: UInt8(ascii: " "), count: AdvisoryFiles.recordLimit + (1 << 20)), to: "bomb.json")
        let path = try zip([bomb])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count < 100_000)
        #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [path], wanted: nil) }
        let good = try trial.write(["a.json": HostileAdvisoryTests.good()])
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try zip(good))))
        for length in [4, 30, 60, whole.count / 2] {
            let cut = try trial.folder.write(Array(whole.prefix(length)), to: "cut.zip")
            #expect(throws: ImageError.self, "\(length)") { try AdvisoryFiles(paths: [cut], wanted: nil) }
        }
    }

    @Test func namesAreNoStatements() throws {
        let names = [
            "x'; DROP TABLE advisories; --", "\" OR 1=1", "x\u{0}y", "?1", "%", String(repeating: "n", count: 5000),
        ]
        let records = try names.map { name in
            let text = String(decoding: try JSONEncoder().encode(name).dropFirst().dropLast(), as: UTF8.self)
            return AdvisoryTrial.osv("ID-\(text)", "Debian:12", text, events: HostileAdvisoryTests.open)
        }
        let paths = try trial.write(["a.jsonl": records.joined(separator: "\n")])
        let files = try AdvisoryFiles(paths: paths, wanted: nil)
        #expect(files.all.count == names.count)
        try AdvisoryDatabase.write(files, to: trial.folder.path("a.db"))
        for name in names {
            let stored = try AdvisoryFiles(paths: [trial.folder.path("a.db")], wanted: [name])
            #expect(stored.all.flatMap(\.affected).map(\.name) == [name])
        }
        #expect(try AdvisoryFiles(paths: [trial.folder.path("a.db")], wanted: nil).all.count == names.count)
    }

    /// Whatever byte of a database is another one: an error, or an answer, and never a crash.
    @Test func flippedBytesOfADatabaseAreErrorsOrAnswers() throws {
        let records = (0..<200).map {
            AdvisoryTrial.osv("A-\($0)", "PyPI", "a\($0)", events: HostileAdvisoryTests.open)
        }
        let files = try AdvisoryFiles(paths: trial.write(["a.jsonl": records.joined(separator: "\n")]), wanted: nil)
        try AdvisoryDatabase.write(files, to: trial.folder.path("a.db"))
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: trial.folder.path("a.db"))))
        var errors = 0
        for place in stride(from: 16, to: whole.count, by: whole.count / 150) {
            var bytes = whole
            bytes[place] ^= 0xFF
            let path = try trial.folder.write(bytes, to: "flipped.db")
            do {
                _ = try AdvisoryFiles(paths: [path], wanted: nil).all
            } catch is ImageError {
                errors += 1
            }
        }
        #expect(errors > 0)
    }

    @Test func swappedFilesAreToldByTheirContents() async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        let tracker = "{\"x\":{\"CVE-1\":{\"releases\":{\"bookworm\":{\"status\":\"open\"}}}}}"
        #expect(try trial.find(["epss.csv": tracker], in: image).findings.map(\.id) == ["CVE-1"])
        // A policy, a bill, and text are no advisories.
        for text in [
            "rules: []\n", "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[]}", "SQLite format 3\u{0}", "PK\u{3}\u{4}",
        ] {
            #expect(throws: ImageError.self) { try trial.find(["advisories.db": text], in: image) }
        }
    }

    @Test func deepAndStrangeRecordsCostThemselves() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let deep = String(repeating: "[", count: 100_000)
        let bad = [
            HostileAdvisoryTests.good().replacing("\"G\"", with: "7"),
            HostileAdvisoryTests.good().replacing("\"affected\"", with: "\"x\":\(deep),\"affected\""),
            HostileAdvisoryTests.good().replacing("\"introduced\":\"0\"", with: "\"introduced\":{}"),
            String(HostileAdvisoryTests.good().dropLast(8)),
        ]
        let text = ([HostileAdvisoryTests.good()] + bad + [HostileAdvisoryTests.good()]).joined(separator: "\n")
        let found = try trial.find(["a.jsonl": text], in: image)
        #expect(found.findings.map(\.id) == ["G"])
        #expect(found.unknown.map(\.reason) == ["\(bad.count) records about a can't be read"])
        // A damaged record of another package takes nothing from this one.
        let paths = try trial.write(["b.jsonl": text + "\n" + HostileAdvisoryTests.good("b")])
        #expect(try AdvisoryFiles(paths: paths, wanted: ["b"]).diagnostics.isEmpty)
        let files = try AdvisoryFiles(paths: paths, wanted: nil)
        try AdvisoryDatabase.write(files, to: trial.folder.path("a.db"))
        let stored = try AdvisoryFiles(paths: [trial.folder.path("a.db")], wanted: ["a"])
        #expect(stored.damagedRecords(about: "a") == bad.count && stored.damagedRecords(about: "b") == 0)
    }

    /// What names nothing may be about anything.
    @Test func recordsThatNameNothingConcernAll() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1"), ("b", "1")])
        let text = [HostileAdvisoryTests.good(), "{\"id\":\"X\",\"modified\":\"2026\",", HostileAdvisoryTests.good()]
        let paths = try trial.write(["a.jsonl": text.joined(separator: "\n")])
        let files = try AdvisoryFiles(paths: paths, wanted: nil)
        try AdvisoryDatabase.write(files, to: trial.folder.path("a.db"))
        for source in [
            files, try AdvisoryFiles(paths: paths, wanted: ["a", "b"]),
            try AdvisoryFiles(paths: [trial.folder.path("a.db")], wanted: ["a", "b"]),
        ] {
            let found = try VulnerabilityMatcher(source, today: #require(CalendarDate("2026-11-26"))).findings(
                in: image)
            #expect(
                VulnerabilityReport(image, found).remarks == [
                    "No data on 2 Python packages: 1 record of the data, which may be about any package, can't be read."
                ])
        }
    }

    @Test func statementsOfOtherKindsAreRefused() throws {
        for text in ["", "[]", "{}", "{\"statements\":7}", String(repeating: "[", count: 100_000), "{\"document\":{}}"]
        {
            let paths = try trial.write(["vex.json": text])
            #expect(throws: ImageError.self) { try StatementFiles(paths: paths) }
        }
    }
}
