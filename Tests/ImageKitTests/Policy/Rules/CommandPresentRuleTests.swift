import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct CommandPresentRuleTests {
    @Test func wantsEveryCommand() async throws {
        var image = PolicyImage()
        image.layer("ADD rootfs") { tar in
            tar.add(file: "usr/bin/python3.11", "x", mode: 0o755)
            tar.add(link: "usr/bin/python3", to: "python3.11")
            tar.add(file: "usr/bin/data", "x")
        }
        let found = try await image.judge(CommandPresentRule.self, "command: [python3, \"python3.*\"]")
        #expect(found.message == "found: /usr/bin/python3, /usr/bin/python3.11")
        let missing = try await image.judge(CommandPresentRule.self, "command: [python3, gunicorn, data]")
        #expect(missing.verdict == .fail)
        #expect(missing.message == "not found on PATH: gunicorn, data")
    }
}
