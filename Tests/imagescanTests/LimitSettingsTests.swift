import Foundation
import ImageKit
import Testing

/// Limits are set by options, variables and the settings file, and win in that order.
@Suite struct LimitSettingsTests {
    private func inventory(
        _ arguments: [String] = [], settings: String? = nil, environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        let scratch = try Scratch()
        var program = Program()
        program.folder = scratch.folder
        program.environment = environment
        if let settings { try settings.write(to: scratch.url(".imagescan.yaml"), atomically: true, encoding: .utf8) }
        return try await program.run(["inventory", Fixtures.url(Fixtures.slim).path, "-q", "-o", "csv"] + arguments)
    }

    private static func variable(_ name: String) -> String {
        "IMAGESCAN_LIMIT_" + name.uppercased().replacingOccurrences(of: "-", with: "_")
    }

    @Test func takesEveryNameEverywhere() async throws {
        for value in ["1000000000", "nonsense"] {
            let byOption = try await inventory(Limits.names.flatMap { ["--limit", "\($0)=\(value)"] })
            #expect(byOption.status == (value == "nonsense" ? 64 : 0), "\(byOption.message)")
            for name in value == "nonsense" ? Limits.names : ["entries"] {
                let all = value == "nonsense" ? [name] : Limits.names
                let variables = Dictionary(uniqueKeysWithValues: all.map { (Self.variable($0), value) })
                let byVariable = try await inventory(environment: variables)
                let file = "limits:\n" + all.map { "  \($0): \(value)\n" }.joined()
                let byFile = try await inventory(settings: file)
                for outcome in [byVariable, byFile] {
                    #expect(outcome.status == (value == "nonsense" ? 64 : 0), "\(outcome.message)")
                    if value == "nonsense" { #expect(outcome.message.contains("the limit \(name) can't be nonsense")) }
                }
            }
        }
    }

    @Test func ordersThem() async throws {
        let file = "limits:\n  entries: 1\n"
        let outcomes = [
            try await inventory(settings: file),
            try await inventory(settings: file, environment: ["IMAGESCAN_LIMIT_ENTRIES": "2"]),
            try await inventory(
                ["--limit", "entries=3"], settings: file, environment: ["IMAGESCAN_LIMIT_ENTRIES": "2"]),
        ]
        for (index, outcome) in outcomes.enumerated() {
            #expect(outcome.status == 1)
            #expect(outcome.output.isEmpty)
            #expect(outcome.message.contains("limit entries = \(index + 1), raise it with --limit entries=N"))
        }
    }

    @Test func refusesMisspelledVariables() async throws {
        let near = try await inventory(environment: ["IMAGESCAN_MAX_SZE": "1MB"])
        #expect(near.status == 64)
        #expect(near.message.contains("IMAGESCAN_MAX_SZE is no setting (did you mean IMAGESCAN_MAX_SIZE?)"))
        // Of others nothing is known.
        #expect(try await inventory(environment: ["IMAGESCAN_SOMETHING_ELSE": "1"]).status == 0)
    }

    @Test func listsEveryName() async throws {
        let help = try await Program().run("help", "inventory").text
        let words = Set(help.split { $0.isWhitespace || $0 == "," || $0 == "." }.map(String.init))
        #expect(Set(Limits.names).isSubset(of: words))
    }
}
