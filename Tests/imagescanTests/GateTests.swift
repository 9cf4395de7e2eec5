import Foundation
import Testing

/// Gates and settings: what fails ends with 2, options win over variables, and variables over the file.
@Suite struct GateTests {
    private func compare(
        _ arguments: [String] = [], settings: String? = nil, environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        let scratch = try Scratch()
        var program = Program()
        program.folder = scratch.folder
        program.environment = environment
        if let settings { try settings.write(to: scratch.url(".imagescan.yaml"), atomically: true, encoding: .utf8) }
        let images = [Fixtures.slim, Fixtures.full].map { Fixtures.url($0).path }
        return try await program.run(["compare"] + images + ["-q", "-o", "csv"] + arguments)
    }

    @Test(arguments: [
        ("--max-size", "1MB", "diff size is 10.9 MB, limit 1.00 MB"),
        ("--max-size", "10946559", "diff size is 10946560 B, limit 10946559 B"),
        ("--max-growth", "9123839", "diff size grew by 9123840 B (500.6 %), limit 9123839 B"),
        ("--max-size", "live:1MiB", "live size is "),
        ("--max-size", "download:1MB", "download size is "),
        ("--max-growth", "5%", "diff size grew by 9.12 MB (500.6 %), limit 91.1 kB (5.0 %)"),
        ("--max-growth", "live:1kB", "live size grew by "),
        ("--max-packages", "10", "11 packages, limit 10"),
        ("--min-saving", "1", "diff size grew by 9.12 MB (500.6 %), at least 1 B less is asked for"),
        ("--max-waste", "1MB", "1.27 MB (11.6 %) of the layers is deleted or overwritten, limit 1.00 MB"),
        ("--max-waste", "10%", "1.27 MB (11.6 %) of the layers is deleted or overwritten, limit 1.09 MB (10.0 %)"),
    ])
    func endsWith2(_ gate: String, _ bound: String, _ reason: String) async throws {
        let outcome = try await compare([gate, bound])
        #expect(outcome.status == 2)
        #expect(outcome.message.hasPrefix("imagescan: gate failed: "))
        #expect(outcome.message.contains(reason))
        #expect(outcome.text.hasPrefix("kind,name,"))
    }

    @Test func boundsOneImageWhateverIsShown() async throws {
        for more in [[], ["--removable"]] {
            let failed = try await Program().run(["usage", Fixtures.full, "-q", "--max-waste", "1MB"] + more)
            #expect(failed.status == 2 && failed.message.contains("limit 1.00 MB"))
            #expect(try await Program().run(["usage", Fixtures.full, "-q", "--max-waste", "2MB"] + more).status == 0)
        }
        // Two figures that look alike get the digits that tell them apart.
        for (bound, words) in [("100%", "87.7 %, at least 100.0 %"), ("87.749%", "87.7489 %, at least 87.749 %")] {
            let shown = try await Program().run("usage", Fixtures.full, "-q", "--min-efficiency", bound)
            #expect(shown.status == 2 && shown.message.contains("efficiency is \(words) is asked for"))
        }
    }

    @Test(arguments: ["105%", "-1%", "nan%", "diff:5%"])
    func refusesAShareOfWasteThatNoneCanBe(_ bound: String) async throws {
        let outcome = try await Program().run("usage", Fixtures.full, "--max-waste=\(bound)")
        #expect(outcome.status == 64 && outcome.message.contains("--max-waste takes bytes or a share"))
    }

    @Test(arguments: [("--min-saving", "105%"), ("--max-packages", "-3"), ("--max-packages", "5%")])
    func refusesBoundsThatNothingCanReach(_ gate: String, _ bound: String) async throws {
        #expect(try await compare(["\(gate)=\(bound)"]).status == 64)
    }

    @Test func passesBounds() async throws {
        let outcome = try await compare([
            "--max-size", "10946560", "--max-growth", "9123840", "--max-packages", "11", "--max-waste", "1272900",
        ])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
    }

    @Test func holdsTheLastOfSeveralAgainstTheFirst() async throws {
        let images = [Fixtures.slim, Fixtures.slim, Fixtures.full]
        let outcome = try await Program().run(["compare"] + images + ["-q", "--max-growth", "5%"])
        #expect(outcome.status == 2)
        #expect(outcome.message.contains("grew by 9.12 MB"))
    }

    @Test func readsTheSettingsOfTheFolder() async throws {
        let settings = "# bounds of this project\nverify: false\ngates:\n  max-packages: 3\n  max-size: 20MB\n"
        let outcome = try await compare(settings: settings)
        #expect(outcome.status == 2)
        #expect(outcome.message.contains("11 packages, limit 3"))
        #expect(!outcome.message.contains("diff size"))
    }

    @Test func prefersVariablesToTheFileAndOptionsToBoth() async throws {
        let settings = "gates:\n  max-packages: 3\n"
        let variables = ["IMAGESCAN_MAX_PACKAGES": "4"]
        let file = try await compare(settings: settings)
        #expect(file.message.contains("limit 3"))
        let variable = try await compare(settings: settings, environment: variables)
        #expect(variable.message.contains("limit 4"))
        let option = try await compare(["--max-packages", "5"], settings: settings, environment: variables)
        #expect(option.message.contains("limit 5"))
    }

    @Test func readsAFileByName() async throws {
        let scratch = try Scratch()
        try "gates: {max-packages: 3}\n".write(to: scratch.url("ci.yaml"), atomically: true, encoding: .utf8)
        #expect(try await compare(["--config", scratch.path("ci.yaml")]).status == 2)
        let missing = try await compare(["--config", scratch.path("none.yaml")])
        #expect(missing.status != 0)
        #expect(missing.message.contains("none.yaml"))
    }

    @Test(arguments: [
        ("verify: true\ngates:\n  max-sise: 3\n", ".imagescan.yaml:3:3: "),
        ("colour: never\n", ".imagescan.yaml:1:1: "), ("gates: 3\n", ".imagescan.yaml:1:8: "),
        ("gates:\n  max-size: many\n", ".imagescan.yaml:2:13: "), ("verify: maybe\n", ".imagescan.yaml:1:9: "),
        ("- a\n", ".imagescan.yaml:1:1: "), ("gates: [\n", ".imagescan.yaml"),
    ])
    func namesThePlaceOfAWrongSetting(_ settings: String, _ place: String) async throws {
        let outcome = try await compare(settings: settings)
        #expect(outcome.status != 0 && outcome.status != 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.contains(place), "\(outcome.message)")
    }

    @Test(arguments: ["--max-size", "--max-growth", "--max-packages", "--min-saving", "--max-waste"])
    func refusesABoundThatIsNone(_ gate: String) async throws {
        let outcome = try await compare([gate, "many"])
        #expect(outcome.status == 64)
        #expect(outcome.message.contains(String(gate.dropFirst(2))))
    }

    @Test func namesTheVariableThatIsWrong() async throws {
        let outcome = try await compare(environment: ["IMAGESCAN_MAX_SIZE": "many"])
        #expect(outcome.status != 0 && outcome.status != 2)
        #expect(outcome.message.contains("IMAGESCAN_MAX_SIZE"))
    }
}
