import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// `imagescan attestations` on the demo image with statements beside it, as BuildKit stores them.
@Suite struct AttestationsCommandTests {
    /// Unpacks the demo image and adds an attestation manifest with an SBOM and provenance to its index.
    private func layout(_ scratch: Scratch) throws -> String {
        let folder = scratch.url("layout")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let archive = Fixtures.repository.appendingPathComponent("Fixtures/\(Fixtures.full)").path
        let tar = try Process.run(
            URL(fileURLWithPath: "/usr/bin/env"), arguments: ["tar", "-xf", archive, "-C", folder.path])
        tar.waitUntilExit()
        let indexURL = folder.appendingPathComponent("index.json")
        var index = try JSONSerialization.members(Array(Data(contentsOf: indexURL)))
        var manifests = try #require(index["manifests"] as? [[String: Any]])
        let image = try #require(manifests.first?["digest"] as? String)

        func add(_ object: Any, _ type: String) throws -> [String: Any] {
            let bytes = Array(try JSONSerialization.data(withJSONObject: object, options: .sortedKeys))
            let digest = Digest.of(bytes, algorithm: .sha256)
            try Data(bytes).write(to: folder.appendingPathComponent("blobs/sha256/\(digest.hex)"))
            return ["mediaType": type, "digest": digest.description, "size": bytes.count]
        }
        func statement(_ type: String, _ predicate: [String: Any]) throws -> [String: Any] {
            try add(
                [
                    "_type": "https://in-toto.io/Statement/v0.1", "predicateType": type, "predicate": predicate,
                    "subject": [["name": "demo", "digest": ["sha256": String(image.dropFirst(7))]]],
                ], "application/vnd.in-toto+json")
        }
        let package: [String: Any] = [
            "name": "gh\u{1B}ost", "versionInfo": "1",
            "externalRefs": [["referenceType": "purl", "referenceLocator": "pkg:pypi/ghost@1"]],
        ]
        let layers = [
            try statement(
                "https://spdx.dev/Document",
                ["spdxVersion": "SPDX-2.3", "creationInfo": ["creators": ["Tool: x"]], "packages": [package]]),
            try statement(
                "https://slsa.dev/provenance/v0.2",
                ["builder": ["id": "https://example.org/builder"], "materials": [["uri": "pkg:docker/debian@12"]]]),
        ]
        let configuration = try add(
            ["architecture": "unknown", "os": "unknown"], "application/vnd.oci.image.config.v1+json")
        let type = "application/vnd.oci.image.manifest.v1+json"
        var entry = try add(
            ["schemaVersion": 2, "mediaType": type, "config": configuration, "layers": layers], type)
        entry["platform"] = ["architecture": "unknown", "os": "unknown"]
        entry["annotations"] = [
            "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image,
        ]
        manifests.append(entry)
        index["manifests"] = manifests
        try JSONSerialization.data(withJSONObject: index).write(to: indexURL)
        return folder.path
    }

    @Test(arguments: ["table", "json", "jsonl", "csv", "markdown"])
    func showsWhatTheyTell(_ format: String) async throws {
        let scratch = try Scratch()
        let outcome = try await Program().run("attestations", layout(scratch), "-o", format)
        #expect(outcome.status == 0)
        #expect(outcome.message == "")
        #expect(outcome.text.contains("https://example.org/builder"))
        #expect(outcome.text.contains("SPDX-2.3"))
        #expect(!outcome.text.unicodeScalars.contains { $0 == "\u{1B}" })
        if format == "table" {
            #expect(outcome.text.contains("0 the same, 1 listed but absent, 11 present but not listed"))
            #expect(outcome.text.contains("signatures are not"))
        }
    }

    @Test func saysThatThereAreNone() async throws {
        let without = try await Program().run("attestations", Fixtures.full)
        #expect(without.status == 0)
        #expect(without.text.hasSuffix("The archive has no attestations of this image.\n"))
        let saved = try await Program().run("attestations", Fixtures.slim)
        #expect(saved.status == 0)
        #expect(saved.text.contains("A docker-save archive can't hold attestations."))
    }
}
