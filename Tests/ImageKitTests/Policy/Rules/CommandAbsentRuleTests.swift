import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct CommandAbsentRuleTests {
    private static func image(path: String? = "/usr/local/bin:/usr/bin:/bin") -> PolicyImage {
        var image = PolicyImage()
        image.config.env = path.map { ["PATH=\($0)"] }
        image.layer("ADD rootfs") { tar in
            tar.add(directory: "usr/bin")
            tar.add(link: "bin", to: "usr/bin")
            tar.add(file: "usr/bin/git", "x", mode: 0o755)
            tar.add(file: "usr/bin/notes", "x", mode: 0o644)
            tar.add(file: "usr/bin/busybox", "x", mode: 0o4755, user: 0, group: 50)
            tar.add(link: "usr/local/bin/wget", to: "../../bin/busybox")
            tar.add("usr/bin/vi", type: "1", link: "usr/bin/busybox")
            tar.add(link: "usr/bin/broken", to: "/nowhere")
            tar.add(link: "usr/bin/loop", to: "loop")
            tar.add(directory: "usr/bin/folder")
            tar.add(file: "opt/tools/x86_64-linux-gnu-gcc-12", "x", mode: 0o755)
        }
        return image
    }

    @Test(arguments: [
        ("git", "/usr/bin/git"), ("wget", "/usr/local/bin/wget"), ("vi", "/usr/bin/vi"), ("w*t", "/usr/local/bin/wget"),
        ("/bin/git", "/bin/git"), ("g?t", "/usr/bin/git"),
    ])
    func findsWhatAShellWouldStart(command: String, path: String) async throws {
        let judgement = try await CommandAbsentRuleTests.image().judge(
            CommandAbsentRule.self, "command: \"\(command)\"")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.subject) == [path])
    }

    @Test func tellsWhereALinkLeads() async throws {
        let judgement = try await CommandAbsentRuleTests.image().judge(CommandAbsentRule.self, "command: wget")
        #expect(judgement.evidence.first?.detail == "leads to /usr/bin/busybox, mode 4755, owner 0:50")
        #expect(judgement.evidence.first?.layer == 0)
    }

    @Test(arguments: [
        "curl", "notes", "broken", "loop", "folder", "x86_64-linux-gnu-gcc-12", "/usr/local/bin/git", "*gcc*",
    ])
    func passesWhereNothingCanBeStarted(command: String) async throws {
        let judgement = try await CommandAbsentRuleTests.image().judge(
            CommandAbsentRule.self, "command: \"\(command)\"")
        #expect(judgement.verdict == .pass)
        #expect(judgement.evidence.first?.detail?.contains("PATH=/usr/local/bin:/usr/bin:/bin") == true)
    }

    @Test func looksIntoEveryFolderWhereAsked() async throws {
        let judgement = try await CommandAbsentRuleTests.image().judge(
            CommandAbsentRule.self, "command: \"*-gcc-*\"\nanywhere: true")
        #expect(judgement.evidence.map(\.subject) == ["/opt/tools/x86_64-linux-gnu-gcc-12"])
    }

    @Test func usesTheEnginesPathWhereNoneIsSet() async throws {
        #expect(
            try await CommandAbsentRuleTests.image(path: nil).judge(CommandAbsentRule.self, "command: git").verdict
                == .fail)
        let other = CommandAbsentRuleTests.image(path: "/opt/venv/bin")
        #expect(try await other.judge(CommandAbsentRule.self, "command: git").verdict == .pass)
    }

    @Test func readsRelativeFoldersFromTheWorkingDirectory() async throws {
        var image = CommandAbsentRuleTests.image(path: "tools")
        image.config.workingDir = "/opt"
        #expect(
            try await image.judge(CommandAbsentRule.self, "command: \"*gcc*\"").evidence.map(\.subject)
                == ["/opt/tools/x86_64-linux-gnu-gcc-12"])
    }

    @Test(arguments: ["", "command: []", "command: git\nanywhere: maybe", "commands: git"])
    func refusesOtherParameters(yaml: String) async throws {
        await #expect(throws: PolicyError.self) { _ = try await PolicyImage().judge(CommandAbsentRule.self, yaml) }
    }
}
