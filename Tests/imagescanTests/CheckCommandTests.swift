import Foundation
import Testing

/// `imagescan check` and `imagescan policy`.
@Suite struct CheckCommandTests {
    @Test func endsWith2WhereARuleFails() async throws {
        let outcome = try await Program().run("check", Fixtures.full)
        #expect(outcome.status == 2)
        #expect(outcome.text.contains("\nfail: Default non-root user\n"))
        #expect(outcome.text.contains("\npassed "))
    }

    @Test(
        arguments: [
            ("rules: [no-setuid]", [], 0), ("rules: [{rule: healthcheck, severity: warn}]", [], 0),
            ("rules: [{rule: healthcheck, severity: warn}]", ["--fail-on", "warn"], 2),
            ("rules: [healthcheck]", [], 2), ("rules: [{rule: healthcheck, with: {}}]", ["--fail-on", "no-data"], 2),
        ] as [(String, [String], Int32)])
    func judgesByAPolicyFile(_ yaml: String, _ options: [String], _ status: Int32) async throws {
        let scratch = try Scratch()
        try Data(yaml.utf8).write(to: scratch.url("p.yaml"))
        let outcome = try await Program().run(["check", Fixtures.full, "--policy", scratch.path("p.yaml")] + options)
        #expect(outcome.status == status, "\(outcome.message)")
    }

    @Test func namesLineAndColumn() async throws {
        let scratch = try Scratch()
        try Data("rules:\n  - no-setid\n".utf8).write(to: scratch.url("p.yaml"))
        let outcome = try await Program().run("check", Fixtures.full, "--policy", scratch.path("p.yaml"))
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.message.contains("p.yaml:2:5: there is no rule no-setid; did you mean no-setuid?"))
    }

    @Test func writesEveryFormat() async throws {
        let scratch = try Scratch()
        let outcome = try await Program().run(
            "check", Fixtures.full, "-o", "sarif=\(scratch.path("a.sarif"))", "-o", "junit=\(scratch.path("a.xml"))",
            "-o", "json=\(scratch.path("a.json"))", "-o", "markdown")
        #expect(outcome.status == 2)
        #expect(outcome.text.hasPrefix("## "))
        for name in ["a.sarif", "a.xml", "a.json"] {
            #expect(try Data(contentsOf: scratch.url(name)).count > 500)
        }
    }

    @Test(arguments: [
        ["check", Fixtures.full, "--policy", "nothing"], ["check", Fixtures.full, "--claims", "/nonexistent.yaml"],
    ])
    func tellsOfAMissingPolicy(_ arguments: [String]) async throws {
        let outcome = try await Program().run(arguments)
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.message.contains("can't be read"))
    }

    @Test func shipsItsPolicies() async throws {
        let scratch = try Scratch()
        for name in ["default", "scout", "cis", "dockle"] {
            let source = try await Program().run("policy", "init", "--from", name)
            #expect(source.status == 0)
            try Data(source.output).write(to: scratch.url("p.yaml"))
            let own = try await Program().run(
                "check", Fixtures.full, "--policy", scratch.path("p.yaml"), "-o", "json", "--date", "2026-01-31")
            let shipped = try await Program().run(
                "check", Fixtures.full, "--policy", name, "-o", "json", "--date", "2026-01-31")
            #expect(own.output == shipped.output && !own.output.isEmpty)
        }
    }

    @Test func explainsRules() async throws {
        let rule = try await Program().run("policy", "show", "no-setuid")
        #expect(rule.status == 0)
        for title in ["Why", "How it is decided", "What it can't see", "How to fix an image", "In a policy"] {
            #expect(rule.text.contains("\n\(title)\n"))
        }
        #expect(rule.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try await Program().run("policy", "show", "nothing").status == 64)
        let list = try await Program().run("policy", "list")
        #expect(list.status == 0 && list.text.contains("no-setuid") && list.text.contains("dockle"))
    }
}
