import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// `imagescan sbom --referrer`.
@Suite struct ReferrerTests {
    private func members(_ layout: URL, _ name: String) throws -> [String: Any] {
        try JSONSerialization.members(Array(Data(contentsOf: layout.appendingPathComponent(name))))
    }

    /// A blob whose size and digest are those of its descriptor.
    private func blob(_ layout: URL, _ descriptor: Any?) throws -> [UInt8] {
        let descriptor = try #require(descriptor as? [String: Any])
        let digest = try #require(Digest(descriptor["digest"] as? String ?? ""))
        let url = layout.appendingPathComponent("blobs/sha256/\(digest.hex)")
        let bytes = Array(try Data(contentsOf: url))
        #expect(Digest.of(bytes, algorithm: .sha256) == digest)
        #expect(bytes.count == descriptor["size"] as? Int)
        return bytes
    }

    @Test(arguments: [
        ("", "spdx-json", "application/spdx+json"),
        ("cyclonedx-json=", "cyclonedx-json", "application/vnd.cyclonedx+json"),
        ("spdx-json@3.0.1=", "spdx-json@3.0.1", "application/spdx+json"),
    ])
    func writesAnArtifactThatRefersToTheImage(_ prefix: String, _ format: String, _ type: String) async throws {
        let scratch = try Scratch()
        let layout = scratch.url("a.layout")
        let outcome = try await Program().run("sbom", Fixtures.full, "-q", "--referrer", prefix + layout.path)
        try #require(outcome.status == 0, "\(outcome.message)")
        #expect(outcome.output.isEmpty)
        #expect(try members(layout, "oci-layout")["imageLayoutVersion"] as? String == "1.0.0")
        let entries = try #require(members(layout, "index.json")["manifests"] as? [[String: Any]])
        #expect(entries.count == 1)
        #expect(entries.first?["artifactType"] as? String == type)
        let manifest = try JSONSerialization.members(blob(layout, entries.first))
        #expect(manifest["artifactType"] as? String == type)
        #expect((manifest["config"] as? [String: Any])?["mediaType"] as? String == "application/vnd.oci.empty.v1+json")
        #expect(try blob(layout, manifest["config"]) == Array("{}".utf8))
        let layers = try #require(manifest["layers"] as? [[String: Any]])
        #expect(layers.count == 1)
        #expect(layers.first?["mediaType"] as? String == type)
        let document = try await Program().run("sbom", Fixtures.full, "-q", "-o", format)
        #expect(try blob(layout, layers.first) == document.output)
        // The manifest of the demo image, whose size its index tells.
        let tar = scratch.url("image")
        try unpack(tar)
        let image = try #require((members(tar, "index.json")["manifests"] as? [[String: Any]])?.first)
        let subject = try #require(manifest["subject"] as? [String: Any])
        for key in ["digest", "mediaType"] { #expect(subject[key] as? String == image[key] as? String) }
        #expect(subject["size"] as? Int == image["size"] as? Int)
    }

    private func unpack(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let archive = Fixtures.url(Fixtures.full).path
        let tar = try Process.run(
            URL(fileURLWithPath: "/usr/bin/env"), arguments: ["tar", "-xf", archive, "-C", folder.path])
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
    }

    /// What lies beside the image, as a tool puts it there, is found again.
    @Test func isFoundBesideTheImage() async throws {
        let scratch = try Scratch()
        let both = scratch.url("image")
        try unpack(both)
        let layout = scratch.url("a.layout")
        _ = try await Program().run("sbom", Fixtures.full, "-q", "--referrer", layout.path)
        for blob in try FileManager.default.contentsOfDirectory(atPath: layout.path + "/blobs/sha256") {
            try FileManager.default.copyItem(
                at: layout.appendingPathComponent("blobs/sha256/\(blob)"),
                to: both.appendingPathComponent("blobs/sha256/\(blob)"))
        }
        var index = try members(both, "index.json")
        let added = try #require(members(layout, "index.json")["manifests"] as? [[String: Any]])
        index["manifests"] = (index["manifests"] as? [[String: Any]] ?? []) + added
        try JSONSerialization.data(withJSONObject: index).write(to: both.appendingPathComponent("index.json"))
        let outcome = try await Program().run("attestations", both.path, "-q", "-o", "json")
        let found = try #require(JSONSerialization.members(outcome.output)["attestations"] as? [[String: Any]])
        #expect(found.count == 1)
        #expect(found.first?["link"] as? String == "referrer")
        #expect(found.first?["mediaType"] as? String == "application/spdx+json")
        #expect(try await Program().run("inventory", both.path, "-q").status == 0)
    }

    @Test func canBeCopiedByOthers() async throws {
        guard (try? Python.run(["-c", "import shutil, sys; sys.exit(shutil.which('skopeo') is None)"]))?.status == 0
        else {
            Fixtures.note("SKIPPED: skopeo is missing (make test installs it), referrers are not copied")
            return
        }
        let scratch = try Scratch()
        _ = try await Program().run("sbom", Fixtures.full, "-q", "--referrer", scratch.path("a.layout"))
        let copy = try Python.run([
            "-c", "import subprocess, sys; sys.exit(subprocess.call(['skopeo'] + sys.argv[1:]))", "--insecure-policy",
            "copy",
            "--quiet", "--preserve-digests", "oci:\(scratch.path("a.layout"))", "oci:\(scratch.path("b.layout"))",
        ])
        #expect(copy.status == 0, "\(copy.text)")
        let old = try #require(members(scratch.url("a.layout"), "index.json")["manifests"] as? [[String: Any]])
        let new = try #require(members(scratch.url("b.layout"), "index.json")["manifests"] as? [[String: Any]])
        #expect(new.first?["digest"] as? String == old.first?["digest"] as? String)
        _ = try blob(scratch.url("b.layout"), new.first)
    }

    @Test func leavesAFolderAloneThatIsThere() async throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(at: scratch.url("a"), withIntermediateDirectories: true)
        let outcome = try await Program().run("sbom", Fixtures.full, "-q", "--referrer", scratch.path("a"))
        #expect(outcome.status == 1)
        #expect(outcome.message.contains("already exists"))
        let missing = try await Program().run("sbom", Fixtures.full, "-q", "--referrer", scratch.path("no/a"))
        #expect(missing.status == 1)
        #expect(missing.message.contains("can't be written"), "\(missing.message)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["a"])
    }

    @Test func needsAManifestToReferTo() async throws {
        let scratch = try Scratch()
        let outcome = try await Program().run("sbom", Fixtures.slim, "-q", "--referrer", scratch.path("a"))
        #expect(outcome.status == 1)
        #expect(outcome.message.contains("no manifest"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).isEmpty)
    }
}
