import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Rules on the image that an image was built from, and on who says so.
struct BaseRulesTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let other = "sha256:" + String(repeating: "b", count: 64)

    /// An image of layers that hold one file each.
    private func image(_ files: String..., labels: [String: String] = [:]) -> TestPolicy {
        var image = TestPolicy()
        image.layers = files.map { name in
            var tar = TarBuilder()
            tar.add(name, name)
            return tar
        }
        image.execution.labels = labels
        return image
    }

    private func labels(_ name: String?, _ digest: String? = nil) -> [String: String] {
        ["org.opencontainers.image.base.name": name, "org.opencontainers.image.base.digest": digest].compactMapValues(
            \.self)
    }

    private func provenance(_ materials: [(uri: String, digest: String)], digest: String? = nil) throws
        -> ImageAttestations
    {
        let type = "https://slsa.dev/provenance/v0.2"
        var attested = try AttestedImage()
        try attested.addBuildKit([
            (
                type,
                attested.statement(
                    type,
                    [
                        "builder": ["id": "https://example.org/builder"],
                        "materials": materials.map {
                            ["uri": $0.uri, "digest": ["sha256": $0.digest]] as [String: Any]
                        },
                    ] as [String: Any], digest: digest)
            )
        ])
        return try attested.read()
    }

    // MARK: Approved

    @Test(arguments: [
        ("python:3.11-slim", "", true), ("docker.io/library/python:3.11", "", true), ("ghcr.io/a/b:1", "", false),
        ("a/b:1", "", false), ("a/b:1", "images: [a/*]", true), ("docker.io/a/b:1", "images: a/b:*", true),
        ("python:3.12", "images: [\"python:3.11*\"]", false),
        ("python:3.11-slim", "images: [\"docker.io/library/python:3.11*\"]", true),
    ])
    func `approves by name`(_ name: String, _ yaml: String, _ passes: Bool) async throws {
        let judgement = try await image("a", labels: labels(name)).judge("approved-base-image", yaml)
        #expect(judgement.verdict == (passes ? .pass : .fail))
        #expect(judgement.message.contains("according to labels"))
        #expect(judgement.evidence.map(\.kind) == [.configuration])
    }

    @Test func `takes provenance for more certain than labels`() async throws {
        let image = image("a", labels: labels("evil/base:1"))
        let given = try provenance([("pkg:docker/python@3.11?platform=linux%2Famd64", "ab")])
        let judgement = try await image.judge("approved-base-image") { $0.attestations = given }
        #expect(judgement.verdict == .pass && judgement.message == "python:3.11, according to provenance")
        // A statement about another image, and one of several stages, tell nothing.
        let foreign = try provenance([("pkg:docker/python@3.11", "ab")], digest: String(repeating: "0", count: 64))
        #expect(try await image.judge("approved-base-image") { $0.attestations = foreign }.verdict == .fail)
        let stages = try provenance([("pkg:docker/python@3.11", "ab"), ("pkg:docker/golang@1.22", "cd")])
        #expect(try await image.judge("approved-base-image") { $0.attestations = stages }.verdict == .fail)
        let frontEnd = try provenance([("pkg:docker/python@3.11", "ab"), ("pkg:docker/docker/dockerfile@1", "cd")])
        #expect(try await image.judge("approved-base-image") { $0.attestations = frontEnd }.verdict == .pass)
    }

    @Test func `compares the layers of a given base`() async throws {
        #expect(try await image("a", "b").judge("approved-base-image", on: image("a")).verdict == .pass)
        let other = try await image("a", "b").judge("approved-base-image", on: image("c"))
        #expect(other.verdict == .fail && other.evidence.map(\.kind) == [.image])
    }

    @Test(arguments: [
        ("", Judgement.Verdict.noData), ("distributions: debian:12", .pass), ("distributions: alpine:*", .fail),
    ])
    func `falls back to os-release`(_ yaml: String, _ verdict: Judgement.Verdict) async throws {
        let image = TestPolicy.files { $0.add("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n") }
        let judgement = try await image.judge("approved-base-image", yaml)
        #expect(judgement.verdict == verdict && judgement.message.contains("debian:12"))
    }

    @Test func `has no data where nothing tells`() async throws {
        #expect(try await image("a").judge("approved-base-image").verdict == .noData)
    }

    // MARK: Current

    @Test func `holds the base's digest against those that are current`() async throws {
        let rule = "current-base-image"
        let image = image("a", labels: labels("python:3.11", BaseRulesTests.digest))
        #expect(try await image.judge(rule).verdict == .noData)
        let current = "digests: [\"\(BaseRulesTests.other)\", \"\(BaseRulesTests.digest)\"]"
        #expect(try await image.judge(rule, current).verdict == .pass)
        let old = try await image.judge(rule, "digests: \"\(BaseRulesTests.other)\"")
        #expect(old.verdict == .fail && old.message.contains(BaseRulesTests.digest))
        #expect(try await self.image("a").judge(rule, current).verdict == .noData)
        await #expect(throws: PolicyError.self) { try await image.judge(rule, "digests: sha256:1") }
    }

    @Test func `knows a base by the diff ID of a layer, and by provenance`() async throws {
        let rule = "current-base-image"
        var tar = TarBuilder()
        tar.add("a", "a")
        let diffID = Digest.of(tar.archive, algorithm: .sha256).description
        let byLayer = try await image("a", "b").judge(rule, "digests: \"\(diffID)\"")
        #expect(byLayer.verdict == .pass && byLayer.evidence.map(\.layer) == [0])
        let given = try provenance([("pkg:docker/python@3.11", String(repeating: "a", count: 64))])
        let byProvenance = try await image("a").judge(rule, "digests: \"\(BaseRulesTests.digest)\"") {
            $0.attestations = given
        }
        #expect(byProvenance.verdict == .pass && byProvenance.message.contains("provenance"))
    }

    @Test func `compares with the current base itself`() async throws {
        let rule = "current-base-image"
        #expect(try await image("a", "b", "c").judge(rule, on: image("a", "b")).verdict == .pass)
        let old = try await image("a", "b", "c").judge(rule, on: image("a", "x"))
        #expect(old.verdict == .fail && old.message.contains("only 1 of its 2 layers"))
    }

    // MARK: Attestations

    @Test func `asks for an SBOM and a provenance about this image`() async throws {
        let rule = "supply-chain-attestations"
        let none = try await image("a").judge(rule)
        #expect(none.verdict == .noData && none.message == "attestations are not in this archive")

        let (spdx, slsa) = ("https://spdx.dev/Document", "https://slsa.dev/provenance/v0.2")
        let bill: [String: Any] = ["spdxVersion": "SPDX-2.3", "packages": [["name": "a"]]]
        let build: [String: Any] = ["builder": ["id": "https://example.org/builder"], "materials": [] as [Any]]
        var attested = try AttestedImage()
        try attested.addBuildKit([(spdx, attested.statement(spdx, bill)), (slsa, attested.statement(slsa, build))])
        let both = try attested.read()
        let passed = try await image("a").judge(rule) { $0.attestations = both }
        #expect(passed.verdict == .pass && passed.message == "SBOM and provenance about this image")
        #expect(passed.evidence.map(\.detail) == ["1 component", "builder https://example.org/builder, 0 materials"])

        let half = try provenance([])
        let failed = try await image("a").judge(rule) { $0.attestations = half }
        #expect(failed.verdict == .fail && failed.message == "no sbom about this image")
        #expect(try await image("a").judge(rule, "kinds: provenance") { $0.attestations = half }.verdict == .pass)
        let foreign = try provenance([], digest: String(repeating: "0", count: 64))
        let other = try await image("a").judge(rule, "kinds: provenance") { $0.attestations = foreign }
        #expect(other.verdict == .fail && other.evidence[0].detail?.hasPrefix("about another image") == true)
        await #expect(throws: PolicyError.self) { try await image("a").judge(rule, "kinds: hearsay") }
    }
}
