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
        ["inventory", Fixtures.full, "-o", "json", "-o", "csv"], ["inventory", Fixtures.full, "--platform", "amd64"],
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
