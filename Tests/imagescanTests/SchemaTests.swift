import Foundation
import Testing

/// Real output compared with the JSON schemas that promise its shape.
@Suite struct SchemaTests {
    private static let folder = Fixtures.repository.appendingPathComponent("Documentation/schema")

    /// A record on a package of the demo images.
    private static let advisories: String = {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("imagescan-\(UUID().uuidString).json")
        let record =
            "{\"id\":\"CVE-2026-1\",\"modified\":\"2026-11-20T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\",\"name\":\"click\"},\"versions\":[\"8.1.7\"]}]}"
        try? record.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }()

    private static let hasValidator: Bool = {
        if (try? Python.run(["-c", "import jsonschema; jsonschema.Draft202012Validator"]))?.status == 0 { return true }
        Fixtures.note("SKIPPED: Python's jsonschema is missing (make test installs it), schemas are not checked")
        return false
    }()

    /// The demo images, their shapes, and the real images of shared data.
    private static let images: [String] = {
        var images = [Fixtures.full, Fixtures.slim]
        if Fixtures.hasShapes {
            images += ["buildah.oci.tar", "umoci-new.layout", "podman.docker.tar"].map {
                Fixtures.shapes.appendingPathComponent($0).path
            }
        }
        if let layout = Fixtures.shared?.appendingPathComponent("images/layout").path {
            images += ["pip-zoo", "distroless-python3", "purge", "no-layers"].map { "\(layout)#\($0)" }
        }
        return images
    }()

    @Test(.enabled(if: hasValidator, "Python's jsonschema is missing"), arguments: images)
    func describesEveryMember(_ image: String) async throws {
        let runs: [(arguments: [String], schema: String, file: String)] = [
            (["inventory", "--removed", "-o", "json"], "inventory", "a.json"),
            (["inventory", "--removed", "-o", "jsonl"], "inventory-line", "a.jsonl"),
            (["layers", "-o", "json"], "layers", "b.json"), (["layers", "-o", "jsonl"], "layers-line", "b.jsonl"),
            (["validate", "-o", "json"], "validation", "c.json"),
            (["validate", "--files", "-o", "json"], "validation", "c.json"),
            (["usage", "--duplicates", "-o", "json"], "usage", "d.json"),
            (["usage", "--by", "layer", "--fate", "live", "-o", "json"], "usage", "d.json"),
            (["usage", "--removable", "-o", "json"], "removable", "e.json"),
            (["usage", "--max-waste", "0B", "-o", "json"], "usage", "d.json"),
            (["files", "-o", "json"], "files", "k.json"),
            (["files", "--deleted", "-o", "jsonl"], "files-line", "k.jsonl"),
            (["advise", "-o", "json"], "advice", "f.json"),
            (["attestations", "-o", "json"], "attestations", "h.json"),
            (["licenses", "-o", "json"], "licenses", "g.json"),
            (["licenses", "-o", "jsonl"], "licenses-line", "g.jsonl"),
            (["inventory", "--sbom", "--files", "-o", "json"], "inventory", "i.json"),
            (["inventory", "--sbom", "-o", "jsonl"], "inventory-line", "i.jsonl"),
            (["sbom", "-o", "jsonl"], "sbom-line", "j.jsonl"),
        ]
        for run in runs { try await expect(run.arguments + [image, "-q"], follows: run.schema, file: run.file) }
    }

    @Test(
        .enabled(if: hasValidator, "Python's jsonschema is missing"),
        arguments: [
            (["why", Fixtures.full, "click"], "why"), (["why", Fixtures.full, "/srv/app"], "path"),
            (["why", Fixtures.full, "/usr/share/doc/base-files/changelog.gz"], "path"),
            (["why", Fixtures.full, "base-files"], "why"),
            (["compare", Fixtures.full, Fixtures.slim, "--files", "--stages", "--max-size", "1TB"], "comparison"),
            (["compare", Fixtures.slim, Fixtures.full, "--no-verify"], "comparison"),
            (["compare", Fixtures.full, Fixtures.full, "--files"], "comparison"),
            (["compare", Fixtures.full, Fixtures.slim, Fixtures.full], "history"),
            (["check", Fixtures.full, "--before", Fixtures.slim, "--base", Fixtures.slim], "check"),
            (["policy", "list"], "policies"),
            (["vulnerabilities", Fixtures.full, "--advisories", advisories], "vulnerabilities"),
            (["compare", Fixtures.full, Fixtures.slim, "--advisories", advisories], "comparison"),
        ])
    func describesEveryMemberOf(_ arguments: [String], _ schema: String) async throws {
        let quiet = arguments[0] == "policy" ? [] : ["-q"]
        try await expect(arguments + quiet + ["-o", "json"], follows: schema, file: "a.json")
    }

    private func expect(_ arguments: [String], follows schema: String, file: String) async throws {
        let scratch = try Scratch()
        let outcome = try await Program().run(arguments)
        // A check that fails has its report all the same.
        #expect(outcome.status == 0 || ["check", "validate", "usage"].contains(arguments[0]) && outcome.status == 2)
        try Data(outcome.output).write(to: scratch.url(file))
        let path = SchemaTests.folder.appendingPathComponent("\(schema).schema.json").path
        let answer = try Python.run("check-schema.py", path, scratch.path(file))
        #expect(answer.status == 0, "\(schema): \(answer.text)")
    }
}
