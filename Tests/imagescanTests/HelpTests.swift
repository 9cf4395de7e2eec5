import Testing

/// What the program says of itself.
@Suite struct HelpTests {
    @Test func isBuiltBesideTheTests() async throws {
        let outcome = try await Program().run("--version")
        #expect(outcome.status == 0)
        #expect(outcome.text.hasPrefix("imagescan "))
        #expect(outcome.text.contains("libarchive 3."))
    }

    @Test(arguments: ["inventory", "layers", "validate"])
    func givesExamplesForEachCommand(_ command: String) async throws {
        for arguments in [["help", command], [command, "--help"]] {
            let outcome = try await Program().run(arguments)
            #expect(outcome.status == 0)
            #expect(outcome.errors.isEmpty)
            #expect(outcome.text.contains("EXAMPLES\n"))
            #expect(outcome.text.contains("imagescan \(command) app.tar"))
            #expect(outcome.text.contains("--platform <os/arch>"))
        }
    }

    private static let commands = [
        "", "inventory", "layers", "usage", "why", "advise", "compare", "check", "policy", "policy list", "policy show",
        "policy init", "licenses", "attestations", "sbom", "convert", "validate", "files", "vulnerabilities",
        "advisories", "advisories build", "advisories show", "advisories search", "cache", "cache show", "cache prune",
    ]

    @Test(arguments: HelpTests.commands)
    func wrapsHelpOnce(_ command: String) async throws {
        var program = Program()
        program.environment["COLUMNS"] = "80"
        let outcome = try await program.run(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(outcome.status == 0)
        let lines = outcome.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.filter { $0.count > 80 } == [])
        for (line, next) in zip(lines, lines.dropFirst()) where !line.isEmpty {
            // Continued lines stand at the margin or beside a label; examples stand between, and are lines of their own.
            let indent = next.prefix { $0 == " " }.count
            guard indent == 0 || indent > 20, let first = next.dropFirst(indent).first, first.isLowercase else {
                continue
            }
            let word = next.dropFirst(indent).prefix { $0 != " " }
            #expect(line.count + 1 + word.count >= 80, "\(line)\n\(next)")
        }
    }

    @Test(arguments: [
        ("inventori", "did you mean inventory?"), ("app.tarx", "there is no file app.tarx"),
        ("nginx", "there is no command or file nginx; imagescan --help lists the commands"),
        ("nginx", "docker save nginx | imagescan inventory -"),
        ("invnetory", "there is no command invnetory (did you mean inventory?)"),
    ])
    func saysWhatToTypeInstead(_ word: String, _ words: String) async throws {
        let outcome = try await Program().run(word)
        #expect(outcome.status == 64 && outcome.message.contains(words))
    }

    @Test(arguments: [
        ("policy", "nosuch", "imagescan policy has no command nosuch; it has list, show, init"),
        ("policy", "no-setuid", "imagescan policy show no-setuid"),
        ("cache", "clean", "imagescan cache has no command clean; it has show, prune"),
        ("advisories", "find", "it has build, show, search"),
    ])
    func saysWhichCommandsACommandHas(_ command: String, _ word: String, _ words: String) async throws {
        let outcome = try await Program().run(command, word)
        #expect(outcome.status == 64 && outcome.message.contains(words))
        #expect(try await Program().run("help", command).status == 0)
    }

    @Test(arguments: [
        (["policy", "show", "nosuch"], "See 'imagescan policy show --help'"),
        (["help", "policy"], "USAGE: imagescan policy "),
        (["files", "--layer", "x", "a"], "See 'imagescan files --help'"),
        (["policy", "show"], "Usage: imagescan policy show <name>"),
        (["inventory", "docker://debian:12"], "docker save debian:12 | imagescan inventory -"),
        (["inventory", "https://example.org/a.tar"], "curl -L https://example.org/a.tar | imagescan inventory -"),
    ])
    func namesTheWholeCommand(_ arguments: [String], _ words: String) async throws {
        let outcome = try await Program().run(arguments)
        #expect((outcome.message + outcome.text).contains(words), "\(outcome.message)")
    }

    @Test func startsWithWhatHelps() async throws {
        var program = Program()
        program.environment["COLUMNS"] = "80"
        let screen = try await program.run("--help").text.split(separator: "\n", omittingEmptySubsequences: false)
            .prefix(24)
        for line in [
            "  imagescan inventory app.tar             Which packages are in it?",
            "  imagescan usage app.tar                 What is every byte there for?",
            "  imagescan compare before.tar after.tar  What changed, and what did it save?", "EXAMPLES",
        ] { #expect(screen.contains(Substring(line))) }
    }

    @Test func namesCommandsAndExitStatuses() async throws {
        let outcome = try await Program().run("--help")
        #expect(outcome.status == 0)
        for word in ["inventory", "layers", "validate", "EXIT STATUS", "64 wrong usage"] {
            #expect(outcome.text.contains(word))
        }
    }

    @Test(arguments: [
        ["inventory"], ["inventory", Fixtures.full, "--unknown"], ["unknown"],
        ["inventory", Fixtures.full, "-o", "yaml"], ["validate", Fixtures.full, "-o", "csv"],
        ["inventory", Fixtures.full, "-o", "json", "-o", "csv"], ["inventory", Fixtures.full, "--platform", "amd"],
        ["inventory", Fixtures.full, "--color", "blue"], ["inventory", Fixtures.full, "-o", "=file"],
        ["inventory", Fixtures.full, "-o", "json="],
    ])
    func endsWith64ForWrongUsage(_ arguments: [String]) async throws {
        let outcome = try await Program().run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.contains("Usage: imagescan"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func writesCompletions(_ shell: String) async throws {
        let outcome = try await Program().run("--generate-completion-script", shell)
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("inventory"))
    }
}
