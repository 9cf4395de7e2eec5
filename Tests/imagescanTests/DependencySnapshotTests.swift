import Foundation
import Testing

/// `imagescan sbom -o github-snapshot`.
@Suite struct DependencySnapshotTests {
    private static let commit = "ce587453ced02b1526dfb4cb910479d431683101"

    private func program(_ environment: [String: String] = [:]) -> Program {
        var program = Program()
        // Of continuous integration that runs these tests nothing is heard.
        let names = ["RUN_ID", "WORKFLOW", "JOB", "SHA", "REF", "SERVER_URL", "REPOSITORY"]
        program.environment = Dictionary(uniqueKeysWithValues: names.map { ("GITHUB_\($0)", "") })
            .merging(environment) { $1 }
        return program
    }

    private let options = ["--job", "7", "--correlator", "build", "--sha", commit, "--ref", "refs/heads/main"]

    @Test func resolvesEveryPackage() async throws {
        let outcome = try await program().run(["sbom", Fixtures.full, "-q", "-o", "github-snapshot"] + options)
        try #require(outcome.status == 0, "\(outcome.message)")
        let document = try JSONSerialization.members(outcome.output)
        #expect(document["version"] as? Int == 0)
        #expect(document["sha"] as? String == DependencySnapshotTests.commit)
        #expect(document["ref"] as? String == "refs/heads/main")
        #expect(document["job"] as? [String: String] == ["id": "7", "correlator": "build"])
        #expect(document["scanned"] as? String == "2026-01-01T00:00:00Z")
        let detector = try #require(document["detector"] as? [String: String])
        #expect(Set(detector.keys) == ["name", "version", "url"])
        let manifests = try #require(document["manifests"] as? [String: [String: Any]])
        let manifest = try #require(manifests["demo:full"])
        #expect(manifest["name"] as? String == "demo:full")
        let resolved = try #require(manifest["resolved"] as? [String: [String: Any]])
        #expect(resolved.count == 12)
        #expect(resolved.allSatisfy { $0.key == $0.value["package_url"] as? String })
        #expect(resolved.values.allSatisfy { $0["scope"] as? String == "runtime" })
        let jinja = try #require(resolved["pkg:pypi/jinja2@3.1.6"])
        #expect(jinja["relationship"] as? String == "direct")
        #expect((jinja["dependencies"] as? [String])?.contains("pkg:pypi/markupsafe@2.1.5") == true)
        #expect(resolved["pkg:pypi/markupsafe@2.1.5"]?["relationship"] as? String == "indirect")
        for dependency in resolved.values.flatMap({ $0["dependencies"] as? [String] ?? [] }) {
            #expect(resolved[dependency] != nil)
        }
    }

    @Test func takesTheJobFromTheEnvironment() async throws {
        let workflow = program([
            "GITHUB_RUN_ID": "42", "GITHUB_WORKFLOW": "CI", "GITHUB_JOB": "image", "GITHUB_REF": "refs/tags/v1",
            "GITHUB_SHA": DependencySnapshotTests.commit, "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "a/b",
        ])
        let outcome = try await workflow.run("sbom", Fixtures.slim, "-q", "-o", "github-snapshot")
        let document = try JSONSerialization.members(outcome.output)
        let job = [
            "id": "42", "correlator": "CI image demo", "html_url": "https://github.example/a/b/actions/runs/42",
        ]
        #expect(document["job"] as? [String: String] == job)
        #expect(document["ref"] as? String == "refs/tags/v1")
    }

    @Test func comesOfAnInventoryToTheSameBytes() async throws {
        let scratch = try Scratch()
        let inventory = try await Program().run(
            "inventory", Fixtures.full, "-q", "--sbom", "-o", "json=\(scratch.path("a.json"))")
        #expect(inventory.status == 0)
        let direct = try await program().run(["sbom", Fixtures.full, "-q", "-o", "github-snapshot"] + options)
        let converted = try await program().run(["convert", scratch.path("a.json"), "-o", "github-snapshot"] + options)
        #expect(direct.output == converted.output)
        #expect(!direct.output.isEmpty)
    }

    @Test(arguments: [
        (["--sha", "abc"], "40 lower-case"), (["--sha", String(repeating: "G", count: 40)], "40 lower-case"),
        (["--ref", "main"], "refs/"), (["--ref", "refs/\u{1B}[31m"], "refs/"), (["--job", ""], "identifier"),
        (["--correlator", ""], "correlator"),
    ])
    func refusesWhatTheInterfaceWouldRefuse(_ wrong: [String], _ reason: String) async throws {
        // Of one option given twice the last counts.
        let outcome = try await program().run(["sbom", Fixtures.slim, "-o", "github-snapshot"] + options + wrong)
        #expect(outcome.status == 64)
        #expect(outcome.message.contains(reason), "\(outcome.message)")
        #expect(!outcome.message.contains("\u{1B}"))
        #expect(outcome.output.isEmpty)
    }

    @Test func saysWhatIsMissing() async throws {
        let outcome = try await program().run(
            "sbom", Fixtures.slim, "-o", "github-snapshot", "--job", "1", "--ref", "refs/a")
        #expect(outcome.status == 64)
        #expect(outcome.message.contains("--sha"))
        #expect(outcome.message.contains("GITHUB_SHA"))
    }
}
