import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What a check found, in every format.
@Suite struct CheckReportTests {
    /// A rule with whatever text an image can hold in its evidence.
    private struct HostileRule: Rule {
        static let documentation = NonRootUserRule.documentation
        var text = ""

        init(_ parameters: RuleParameters) throws {}

        func judge(_ input: RuleInput) -> Judgement {
            .offences(
                [Evidence(.file, "/\(text)", text, layer: 0), Evidence(.instruction, "RUN \(text)", text)], text,
                none: "nothing")
        }
    }

    private static let hostile =
        "a\u{1B}[31m\u{202E}|`<script>alert(1)</script>]]>{{x}}{0}[l](u)\"'\n\u{0}\u{FFFE}\u{85}\u{2028}=1+\\@b"

    private static func report(failing: Set<Finding.Status> = [.fail]) async throws -> CheckReport {
        var rule = try HostileRule(RuleParameters())
        rule.text = hostile
        let noUser = try Policy(yaml: "rules: [non-root-user]").entries[0].rule
        let policy = Policy(
            name: hostile,
            entries: [
                Policy.Entry(id: hostile, title: hostile, level: hostile, rule: rule),
                Policy.Entry(id: "W", title: "warned", severity: .warn, rule: rule),
                Policy.Entry(id: "U", title: "user", rule: noUser),
            ])
        var configuration = ImageConfiguration()
        configuration.config = ImageConfiguration.Execution()
        configuration.config?.user = "app"
        var accounts = TarBuilder()
        accounts.add("etc/passwd", type: "2", link: "pw")
        accounts.add("etc/pw", "app:x:7:7::/:\n")
        let input = try await PolicyTrial.input([accounts], configuration: configuration, for: [policy])
        return CheckReport(PolicyCheck(input, policies: [policy], failing: failing))
    }

    @Test func keepsATerminalSafe() async throws {
        let text = try await CheckReportTests.report().text(as: .table)
        #expect(!text.unicodeScalars.contains { $0 != "\n" && DisplayText.isUnsafe($0) })
        #expect(text.hasSuffix("\npassed 0, failed 1, warned 1, no data 1\n"))
    }

    @Test(arguments: [ReportFormat.json, .sarif]) func writesDocuments(_ format: ReportFormat) async throws {
        let text = try await CheckReportTests.report().text(as: format)
        #expect(!text.unicodeScalars.contains { $0 != "\n" && DisplayText.isUnsafe($0) })
        #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any])
    }

    /// One rule that is excepted as a whole, one of whose two offences one is, and one that holds.
    private static func exceptedReport() async throws -> CheckReport {
        let policy = try Policy(
            yaml: """
                rules: [{rule: no-setuid, id: partly}, {rule: path-absent, with: {path: /etc/shadow}}, {rule: no-setuid, id: own}]
                exceptions:
                  - {rule: own, reason: needed, expires: 2027-01-31}
                  - {rule: partly, path: /usr/bin/su, reason: login}
                """)
        var tar = TarBuilder()
        tar.add("usr/bin/su", mode: 0o4755)
        tar.add("usr/bin/wall", mode: 0o4755)
        return CheckReport(PolicyCheck(try await PolicyTrial.input([tar], for: [policy]), policies: [policy]))
    }

    @Test func saysWhatIsExceptedInEveryFormat() async throws {
        let report = try await CheckReportTests.exceptedReport()
        let statuses = report.check.findings.map(\.status)
        #expect(statuses == [.fail, .pass, .excepted])
        let table = try report.text(as: .table)
        #expect(table.contains("excepted  own ") && table.contains("note: excepted until 2027-01-31: needed"))
        #expect(table.hasSuffix("\npassed 1, failed 1, excepted 1\n"))
        let markdown = try report.text(as: .markdown)
        #expect(markdown.contains("excepted") && markdown.contains("until 2027-01-31: needed"))
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.text(as: .json).utf8)) as? [String: Any])
        #expect((json["counts"] as? [String: Int])?["excepted"] == 1)
        let findings = try #require(json["findings"] as? [[String: Any]])
        let excepted = findings.map { ($0["excepted"] as? [[String: Any]]) ?? [] }
        #expect(excepted.map(\.count) == [1, 0, 2])
        #expect(excepted[2].map { $0["expires"] as? String } == ["2027-01-31", "2027-01-31"])
        let junit = try report.text(as: .junit)
        #expect(junit.contains("failures=\"1\" errors=\"0\" skipped=\"1\""))
        #expect(junit.contains("<skipped message=\"excepted until 2027-01-31: needed\"/>"))
        let sarif = try #require(
            try JSONSerialization.jsonObject(with: Data(report.text(as: .sarif).utf8)) as? [String: Any])
        let results = try #require(((sarif["runs"] as? [[String: Any]])?.first)?["results"] as? [[String: Any]])
        let reasons = results.map {
            ($0["suppressions"] as? [[String: Any]])?.compactMap { $0["justification"] as? String }
        }
        #expect(reasons == [nil, ["login"], nil, ["needed"]])
        #expect(results.map { $0["kind"] as? String } == ["fail", "fail", "pass", "fail"])
    }

    @Test func keepsCellsApart() async throws {
        let text = try await CheckReportTests.report().text(as: .markdown)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
        #expect(rows.count == 4)
        #expect(rows.allSatisfy { $0.count { $0 == "|" } == 4 })
        #expect(!text.contains("<script>"))
    }

    @Test func writesTestResults() async throws {
        for (failing, counts) in [
            ([.fail], "failures=\"1\" errors=\"0\" skipped=\"1\""),
            ([.fail, .warn, .noData], "failures=\"3\" errors=\"0\" skipped=\"0\""),
        ] as [(Set<Finding.Status>, String)] {
            let text = try await CheckReportTests.report(failing: failing).text(as: .junit)
            #expect(text.contains(counts))
            let elements = try XMLElements(text)
            #expect(elements.names.count { $0 == "testcase" } == 3)
            #expect(
                Set(elements.names).isSubset(of: [
                    "testsuites", "testsuite", "testcase", "failure", "skipped", "system-out",
                ]))
        }
    }

    @Test(.enabled(if: SharedData.isAvailable, "\(SharedData.comment)")) func followsTheSchemaOfSARIF() async throws {
        for report in [try await CheckReportTests.report(), try await CheckReportTests.exceptedReport()] {
            try followsTheSchema(report)
        }
    }

    private func followsTheSchema(_ report: CheckReport) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("imagekit-\(UUID().uuidString).sarif")
        defer { try? FileManager.default.removeItem(at: file) }
        try report.text(as: .sarif).write(to: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", try SharedData.url("conformance/schemas/validate.py").path, "sarif", file.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}

/// The names of the elements of a well-formed document.
private final class XMLElements {
    struct Malformed: Error {}

    private(set) var names: [String] = []

    init(_ text: String) throws {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            "import sys, xml.etree.ElementTree as t\nfor e in t.fromstring(sys.stdin.buffer.read()).iter(): print(e.tag)",
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(text.utf8))
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Malformed() }
        names = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
