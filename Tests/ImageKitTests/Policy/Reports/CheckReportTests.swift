import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports

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
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("imagekit-\(UUID().uuidString).sarif")
        defer { try? FileManager.default.removeItem(at: file) }
        try await CheckReportTests.report().text(as: .sarif).write(to: file, atomically: true, encoding: .utf8)
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
