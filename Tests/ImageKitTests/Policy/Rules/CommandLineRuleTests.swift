import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct CommandLineRuleTests {
    private static let claim = """
        program: gunicorn
        contains: [--max-requests 1000, --max-requests-jitter 100, --preload]
        absent: --reload
        """
    private static let options = "--max-requests 1000 --max-requests-jitter=100 --preload"

    private func image(
        entrypoint: [String]? = nil, _ command: [String]?, files: [(name: String, text: String)] = [],
        env: [String] = []
    ) -> PolicyImage {
        var image = PolicyImage()
        image.config.entrypoint = entrypoint
        image.config.cmd = command
        image.config.workingDir = "/app"
        image.config.env = ["PATH=/usr/bin"] + env
        image.layer("COPY . /app") { tar in
            tar.add(file: "usr/bin/gunicorn", "#!/usr/bin/python3\n--reload", mode: 0o755)
            for file in files { tar.add(file: file.name, file.text, mode: 0o755) }
        }
        return image
    }

    @Test func readsTheExecForm() async throws {
        let words = ["gunicorn"] + CommandLineRuleTests.options.split(separator: " ").map(String.init) + ["app:app"]
        for image in [image(words), image(entrypoint: Array(words.prefix(3)), Array(words.dropFirst(3)))] {
            let judgement = try await image.judge(CommandLineRule.self, CommandLineRuleTests.claim)
            #expect(judgement.verdict == .pass)
            #expect(judgement.evidence.first?.detail == words.joined(separator: " "))
        }
    }

    @Test(arguments: [
        ["/bin/sh", "-c", "exec gunicorn \(options) app:app"],
        ["bash", "-ec", "cd /app && FOO=1 /usr/bin/gunicorn \(options) 'a b'"],
        ["tini", "--", "sh", "-c", "gunicorn --max-requests \"1000\" --max-requests-jitter 100 --preload app"],
        ["dumb-init", "gosu", "app", "sh", "-c", "nice sh -c 'exec gunicorn \(options) app'"],
    ])
    func unwrapsShells(command: [String]) async throws {
        #expect(try await image(command).judge(CommandLineRule.self, CommandLineRuleTests.claim).verdict == .pass)
    }

    @Test(arguments: [
        (["/app/start.sh"], "#!/bin/sh\n# --reload\nset -e\nexec gunicorn \(options) app:app \"$@\"\n"),
        (["./start.sh"], "#!/usr/bin/env bash\nexec gunicorn \(options) \\\n  app:app\n"),
        (["sh", "start.sh"], "gunicorn \(options) app:app\n"),
        (["sh", "-c", "./start.sh now"], "#!/bin/sh\ngunicorn \(options)"),
        (["tini", "--", "gosu", "app", "/app/start.sh"], "#!/bin/sh\nexec sh -c 'gunicorn \(options)'"),
    ])
    func readsAStartScript(command: [String], text: String) async throws {
        let image = image(command, files: [("app/start.sh", text)])
        let judgement = try await image.judge(CommandLineRule.self, CommandLineRuleTests.claim)
        #expect(judgement.verdict == .pass)
        #expect(judgement.evidence.map(\.subject) == ["/app/start.sh"])
        #expect(judgement.evidence.first?.layer == 0)
    }

    @Test func namesWhatIsMissing() async throws {
        let judgement = try await image(["gunicorn", "--max-requests", "100"]).judge(
            CommandLineRule.self, CommandLineRuleTests.claim)
        #expect(judgement.verdict == .fail)
        #expect(
            judgement.message
                == "not on the command line: --max-requests 1000, --max-requests-jitter 100, --preload")
        let script = image(["/app/start.sh"], files: [("app/start.sh", "#!/bin/sh\ngunicorn app")])
        #expect(
            try await script.judge(CommandLineRule.self, "contains: --preload").message.hasSuffix(
                "nor in /app/start.sh"))
        #expect(
            try await image(nil).judge(CommandLineRule.self, "program: x").message == "the image names nothing to run")
    }

    @Test func namesWhatShouldNotBeThere() async throws {
        let judgement = try await image(["gunicorn", "--reload"]).judge(CommandLineRule.self, "absent: --reload")
        #expect(judgement.message == "there is --reload")
        #expect(
            try await image(["gunicorn", "--reloads"]).judge(CommandLineRule.self, "absent: --reload").verdict == .pass)
    }

    @Test(arguments: [
        (["gunicorn", "app"], "app/gunicorn.conf.py"), (["gunicorn", "-c", "conf/g.py", "app"], "app/other"),
        (["gunicorn", "--config=python:conf", "app"], "app/other"),
    ])
    func hasNoDataWhereASettingsFileMaySetIt(command: [String], file: String) async throws {
        let judgement = try await image(command, files: [(file, "max_requests = 1000")]).judge(
            CommandLineRule.self, "contains: --preload")
        #expect(judgement.verdict == .noData)
        #expect(judgement.message.contains("may set it"))
    }

    @Test func countsGunicornsVariable() async throws {
        let image = image(["gunicorn", "app"], env: ["GUNICORN_CMD_ARGS=\(CommandLineRuleTests.options)"])
        let judgement = try await image.judge(CommandLineRule.self, CommandLineRuleTests.claim)
        #expect(judgement.verdict == .pass)
        #expect(judgement.evidence.map(\.subject) == ["Env.GUNICORN_CMD_ARGS"])
    }

    @Test func doesNotReadOtherLanguagesOrBinaries() async throws {
        let python = image(["/app/start.sh"], files: [("app/start.sh", "#!/usr/bin/python3\ngunicorn --preload")])
        #expect(try await python.judge(CommandLineRule.self, "contains: --preload").verdict == .fail)
        let binary = image(["/app/start.sh"], files: [("app/start.sh", "gunicorn --preload\u{0}")])
        #expect(try await binary.judge(CommandLineRule.self, "contains: --preload").verdict == .noData)
    }

    @Test(arguments: ["", "contains: []", "contains: \"\"", "absent: \" ; \""])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try CommandLineRule(RuleParameters(yaml: yaml)) }
    }
}
