import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// A policy weighs judgements and makes exceptions.
@Suite struct FindingTests {
    private static func image() -> TarBuilder {
        var tar = TarBuilder()
        tar.add("usr/bin/su", mode: 0o4755)
        tar.add("usr/bin/wall", mode: 0o2755)
        return tar
    }

    private static func finding(_ policy: String, today: String = "2026-01-31") async throws -> Finding {
        try #require(try await PolicyTrial.findings(policy, [image()], today: today).first)
    }

    @Test func countsOffences() async throws {
        let finding = try await FindingTests.finding("rules: [no-setuid]")
        #expect(finding.status == .fail)
        #expect(finding.message == "2 setuid or setgid files: /usr/bin/su, /usr/bin/wall")
        #expect(finding.evidence.map(\.detail) == ["mode 4755, owner 7:8", "mode 2755, owner 7:8"])
        #expect(finding.evidence.map(\.layer) == [0, 0])
    }

    @Test func warnsWhereThePolicySaysSo() async throws {
        #expect(try await FindingTests.finding("rules: [{rule: no-setuid, severity: warn}]").status == .warn)
    }

    private static func policy(_ exception: String) -> String {
        "rules: [no-setuid]\nexceptions:\n  - rule: no-setuid\n    reason: needed\n    \(exception)\n"
    }

    @Test func exceptsOffencesOneByOne() async throws {
        let one = try await FindingTests.finding(FindingTests.policy("path: /usr/bin/su"))
        #expect(one.status == .fail && one.message == "1 setuid or setgid file: /usr/bin/wall (1 excepted)")
        #expect(one.excepted.map(\.reason) == ["needed"])
        let both = try await FindingTests.finding(FindingTests.policy("path: [/usr/bin/*]"))
        #expect(both.status == .excepted && both.statusWithoutExceptions == .fail && both.excepted.count == 2)
        #expect(both.message == "2 setuid or setgid files: /usr/bin/su, /usr/bin/wall")
    }

    @Test func exceptsARuleAsAWhole() async throws {
        let finding = try await FindingTests.finding(FindingTests.policy("expires: 2026-01-31"))
        #expect(finding.status == .excepted && finding.notes == ["excepted until 2026-01-31: needed"])
        #expect(finding.excepted.map(\.expires) == [CalendarDate("2026-01-31"), CalendarDate("2026-01-31")])
    }

    @Test func tellsOfAnExceptionThatEnded() async throws {
        let finding = try await FindingTests.finding(FindingTests.policy("expires: 2026-01-31"), today: "2026-02-01")
        #expect(finding.status == .fail && finding.notes == ["an exception ended on 2026-01-31: needed"])
    }

    @Test(arguments: [
        ("healthcheck", "curl -u u:hunter2hunter2 https://u:hunter2hunter2@h/"),
        ("command-line", "x --password=hunter2hunter2"),
        ("command-line", "x --password hunter2hunter2"), ("environment", ""), ("label", ""), ("no-latest-tag", ""),
    ])
    func masksSecretsOfEveryRule(_ rule: String, _ command: String) async throws {
        let parameters = [
            "environment": "{variable: DB_PASSWORD, value: abc}", "label": "{label: db.password, value: abc}",
            "command-line": "{contains: abc}",
        ]
        var configuration = ImageConfiguration()
        var execution = ImageConfiguration.Execution()
        execution.cmd = ["sh", "-c", command]
        var check = ImageConfiguration.Healthcheck()
        check.test = ["CMD-SHELL", command]
        execution.healthcheck = check
        execution.env = ["DB_PASSWORD=hunter2 hunter2hunter2"]
        execution.labels = [
            "db.password": "hunter2 hunter2hunter2", "org.opencontainers.image.base.name": "u:hunter2hunter2@h/x",
        ]
        configuration.config = execution
        let with = parameters[rule].map { ", with: \($0)" } ?? ""
        let finding = try #require(
            try await PolicyTrial.findings(
                "rules: [{rule: \(rule)\(with)}]", [FindingTests.image()], configuration: configuration
            ).first)
        #expect(!finding.message.contains("hunter2"), "\(finding.message)")
        #expect(!finding.evidence.contains { "\($0)".contains("hunter2") }, "\(finding.evidence)")
    }

    /// A package is excepted by its name, by a glob, and by a package URL that says as much of it as one cares to.
    @Test(arguments: [
        ("a1", true), ("pkg:deb/debian/a1", true), ("pkg:deb/debian/a1@1", true),
        ("pkg:deb/debian/a1@1?arch=amd64", true),
        ("pkg:deb/debian/a1@*", true), ("pkg:deb/a1", true), ("a", false), ("pkg:deb/debian/a1@2", false),
        ("pkg:deb/ubuntu/a1", false), ("pkg:deb/debian/a1?arch=arm64", false), ("pkg:pypi/a1", false),
    ])
    func exceptsPackages(_ subject: String, _ isCovered: Bool) {
        let exception = PolicyException(rule: "x", subjects: [subject], reason: "why")
        let evidence = Evidence(.package, "pkg:deb/debian/a1@1?arch=amd64&distro=debian-12")
        #expect(exception.covers(evidence) == isCovered)
        // A path is no package, whatever it is called.
        #expect(!exception.covers(Evidence(.file, "pkg:deb/debian/a1/x")))
    }

    @Test func leavesDigestsAndOptionsWithoutSecretsAlone() {
        for text in [
            "python:3.12-slim@sha256:abcdef", "adduser --disabled-password app", "mailto:someone@example.com",
            "docker login --password-stdin registry.example.com", "curl -u \"$USER:$PASSWORD\" https://h",
        ] {
            #expect(SecretText.withoutSecrets(text) == text)
            #expect(SecretText.secrets(in: text).isEmpty)
        }
    }
}
