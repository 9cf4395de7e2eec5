import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What rules learn of the steps that BuildKit records in provenance of mode=max.
@Suite struct BuildProvenanceTests {
    private static let type = "https://slsa.dev/provenance/v0.2"

    private static func image(_ identifier: String, _ id: String) -> [String: Any] {
        ["id": id, "op": ["Op": ["source": ["identifier": "docker-image://\(identifier)"]]]]
    }

    private static func run(_ command: String, _ id: String, on input: String, env: [String] = []) -> [String: Any] {
        [
            "id": id, "inputs": ["\(input):0"],
            "op": [
                "Op": [
                    "exec": [
                        "meta": ["args": ["/bin/sh", "-c", command], "env": env], "mounts": [["dest": "/"]],
                    ]
                ]
            ],
        ]
    }

    private static func end(_ input: String) -> [String: Any] {
        ["id": "end", "inputs": ["\(input):0"], "op": ["Op": [:] as [String: Any]]]
    }

    private static func copy(from source: String, to input: String, _ id: String) -> [String: Any] {
        [
            "id": id, "inputs": ["\(input):0", "\(source):0"],
            "op": ["Op": ["file": ["actions": [["input": 0, "secondaryInput": 1]]]]],
        ]
    }

    private static func attestations(
        _ steps: [[String: Any]], arguments: [String: String] = [:], layers: [String: Any] = [:],
        materials: [String] = []
    ) throws -> ImageAttestations {
        var attested = try AttestedImage()
        let predicate: [String: Any] = [
            "builder": ["id": "b"], "materials": materials.map { ["uri": $0] },
            "invocation": ["parameters": ["args": arguments]], "buildConfig": ["llbDefinition": steps],
            "metadata": ["https://mobyproject.org/buildkit@v1#metadata": ["layers": layers]],
        ]
        try attested.addBuildKit([(type, attested.statement(type, predicate))])
        return try attested.read()
    }

    private static var stages: [[String: Any]] {
        [
            image("docker.io/library/golang:1.22@sha256:\(String(repeating: "1", count: 64))", "go"),
            run("make", "made", on: "go", env: ["API_TOKEN=s3cr3t-of-the-build"]),
            image("docker.io/library/python:3.11@sha256:\(String(repeating: "2", count: 64))", "py"),
            copy(from: "made", to: "py", "copied"), end("copied"),
        ]
    }

    @Test func theBaseIsTheImageThatTheLastStageBeganWith() async throws {
        let given = try BuildProvenanceTests.attestations(
            BuildProvenanceTests.stages,
            materials: ["pkg:docker/golang@1.22", "pkg:docker/python@3.11", "pkg:docker/example/scanner@1"])
        let judgement = try await TestPolicy.steps(["COPY a b"]).judge("approved-base-image") {
            $0.attestations = given
        }
        #expect(judgement.message == "docker.io/library/python:3.11, according to provenance")
    }

    @Test func theBaseIsTheImageWhoseLayersAreTheLowest() async throws {
        var tar = TarBuilder()
        tar.add("a", "a")
        var policy = TestPolicy()
        policy.layers = [tar]
        let digest = try Digest.of(#require(policy.layers.first).archive, algorithm: .sha256).description
        // The chain of steps says python, the layers that were recorded say golang.
        let given = try BuildProvenanceTests.attestations(
            BuildProvenanceTests.stages, layers: ["go:0": [[["digest": digest]]]])
        let judgement = try await policy.judge("approved-base-image") { $0.attestations = given }
        #expect(judgement.message == "docker.io/library/golang:1.22, according to provenance")
    }

    @Test func aStageThatBeginsWithNothingHasNoBase() async throws {
        let steps: [[String: Any]] = [
            BuildProvenanceTests.image("golang:1.22", "go"),
            [
                "id": "copied", "inputs": ["go:0"],
                "op": ["Op": ["file": ["actions": [["input": -1, "secondaryInput": 0]]]]],
            ],
            BuildProvenanceTests.end("copied"),
        ]
        let given = try BuildProvenanceTests.attestations(steps, materials: ["pkg:docker/golang@1.22"])
        let judgement = try await TestPolicy.steps(["COPY a b"]).judge("approved-base-image") {
            $0.attestations = given
        }
        #expect(judgement.verdict == .noData)
    }

    @Test(arguments: [
        (["pkg:docker/python@3.11?platform=linux%2Famd64", "pkg:docker/team/scanner@1"], true),
        (["pkg:docker/python@3.11", "pkg:docker/docker/buildkit-syft-scanner@stable-1"], true),
        (["pkg:docker/python@3.11", "pkg:docker/golang@1.22"], false),
    ])
    func theScannerIsNoBase(_ materials: [String], _ isKnown: Bool) async throws {
        var attested = try AttestedImage()
        let predicate: [String: Any] = ["builder": ["id": "b"], "materials": materials.map { ["uri": $0] }]
        let type = BuildProvenanceTests.type
        try attested.addBuildKit([(type, attested.statement(type, predicate))])
        let given = try attested.read()
        let judgement = try await TestPolicy.steps(["COPY a b"]).judge("approved-base-image") {
            $0.attestations = given
        }
        #expect((judgement.message == "python:3.11, according to provenance") == isKnown)
    }

    /// What an earlier stage began with is a material too: an image that begins with its own COPY has no base.
    @Test(arguments: [("COPY /app / # buildkit", false), ("ADD file:1 in /", true), ("# debian.sh --arch amd64", true)])
    func anEarlierStageIsNoBase(_ first: String, _ isKnown: Bool) async throws {
        var attested = try AttestedImage()
        let predicate: [String: Any] = ["builder": ["id": "b"], "materials": [["uri": "pkg:docker/python@3.11"]]]
        try attested.addBuildKit([(BuildProvenanceTests.type, attested.statement(BuildProvenanceTests.type, predicate))]
        )
        let given = try attested.read()
        let judgement = try await TestPolicy.steps(["COPY a b"], base: [first]).judge("approved-base-image") {
            $0.attestations = given
        }
        #expect((judgement.message == "python:3.11, according to provenance") == isKnown)
    }

    @Test func secretsInArgumentsAndEnvironmentsAreFound() async throws {
        let token = "ghp_" + String(repeating: "q7Xb2Lk9", count: 5).prefix(36)
        let given = try BuildProvenanceTests.attestations(
            BuildProvenanceTests.stages, arguments: ["build-arg:GITHUB_TOKEN": token, "target": "final"])
        let judgement = try await TestPolicy.steps(["COPY a b"]).judge("no-secrets") { $0.attestations = given }
        #expect(judgement.evidence.map(\.subject) == ["provenance: GITHUB_TOKEN", "provenance: API_TOKEN"])
        #expect(judgement.evidence.map(\.kind) == [.attestation, .attestation])
        #expect(!judgement.message.contains(token))
    }

    @Test func secretsInParametersAndEmbeddedDockerfilesAreFound() async throws {
        let token = "ghp_" + String(repeating: "q7Xb2Lk9", count: 5).prefix(36)
        let dockerfile = Data("FROM debian:12\nENV A=b \\\n  API_TOKEN=s3cr3t-of-the-build\nRUN make\n".utf8)
        let type = "https://slsa.dev/provenance/v1"
        let predicate: [String: Any] = [
            "buildDefinition": [
                "buildType": "t",
                "externalParameters": [
                    "inputs": ["deploy": ["password": "k4-of-the-registry"]], "flags": ["--label", "a=\(token)"],
                ],
            ],
            "runDetails": [
                "metadata": ["buildkit_metadata": ["source": ["infos": [["data": dockerfile.base64EncodedString()]]]]]
            ],
        ]
        var attested = try AttestedImage()
        try attested.addBuildKit([(type, attested.statement(type, predicate))])
        let given = try attested.read()
        let judgement = try await TestPolicy.steps(["COPY a b"]).judge("no-secrets") { $0.attestations = given }
        #expect(
            Set(judgement.evidence.map(\.subject)) == [
                "provenance: API_TOKEN", "provenance: password", "provenance: GitHub token",
            ])
    }

    @Test func layersShowWhatProvenanceRecords() async throws {
        let steps = [
            BuildProvenanceTests.image("debian:12", "base"),
            BuildProvenanceTests.run("apt-get install -y gcc", "other", on: "base"),
            BuildProvenanceTests.run("make install", "own", on: "base"), BuildProvenanceTests.end("own"),
        ]
        let analysis = try await TestPolicy.steps(["RUN /bin/sh -c apt-get install -y gcc # buildkit"]).analysis()
        var history = BuildHistory(of: analysis)
        #expect(history.corrections.isEmpty)
        history.correct(by: try BuildProvenanceTests.attestations(steps))
        #expect(history.corrections.count == 1)
        let report = LayersReport(analysis, recordedInstructions: history.corrections)
        #expect(
            try report.text(as: .table).contains(
                "According to the provenance other instructions made these layers than the history says:\n"
                    + "  layer 1: RUN make install"))
        #expect(try report.text(as: .json).contains("\"createdByProvenance\" : \"RUN make install\""))
    }

    @Test func aSiblingStagesStepIsNotTheImages() async throws {
        let steps = [
            BuildProvenanceTests.image("debian:12", "base"),
            BuildProvenanceTests.run("apt-get install -y gcc", "other", on: "base"),
            BuildProvenanceTests.run("apt-get install -y --no-install-recommends curl", "own", on: "base"),
            BuildProvenanceTests.end("own"),
        ]
        let given = try BuildProvenanceTests.attestations(steps)
        let image = TestPolicy.steps(["RUN /bin/sh -c apt-get install -y gcc # buildkit"])
        let yaml = "command: apt-get install\noption: --no-install-recommends"
        #expect(try await image.judge("history-command", yaml).verdict == .fail)
        let judgement = try await image.judge("history-command", yaml) { $0.attestations = given }
        #expect(judgement.verdict == .pass)
        #expect(judgement.evidence.first?.detail?.contains("the history has a step of another stage") == true)
        // What provenance does not know stays as the history has it.
        let unknown = TestPolicy.steps(["RUN /bin/sh -c apt-get install -y make # buildkit"])
        #expect(try await unknown.judge("history-command", yaml) { $0.attestations = given }.verdict == .fail)
    }

    @Test func aRecordOfAnotherShapeCostsNothingElse() async throws {
        var attested = try AttestedImage()
        let type = BuildProvenanceTests.type
        let predicate: [String: Any] = [
            "builder": ["id": "b"], "materials": [["uri": "pkg:docker/python@3.11"]], "buildConfig": "none",
            "invocation": ["parameters": [1, 2]],
        ]
        try attested.addBuildKit([(type, attested.statement(type, predicate))])
        let read = try attested.read()
        #expect(read.diagnostics.isEmpty && read.attestations.first?.provenance?.materials.count == 1)
        #expect(read.attestations.first?.provenance?.steps == nil)
    }
}
