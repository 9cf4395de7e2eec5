import Foundation
import Testing

/// Real output compared with the JSON schemas that promise its shape.
@Suite struct SchemaTests {
    private static let folder = Fixtures.repository.appendingPathComponent("Documentation/schema")

    private static func python(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-W", "ignore"] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private static let hasValidator: Bool = {
        if (try? python(["-c", "import jsonschema; jsonschema.Draft202012Validator"]))?.status == 0 { return true }
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
            (["usage", "--duplicates", "-o", "json"], "usage", "d.json"),
            (
                ["compare", "--files", "--stages", "--max-packages", "100000", "-o", "json", Fixtures.slim],
                "comparison", "e.json"
            ), (["compare", "-o", "json", Fixtures.slim, Fixtures.full], "history", "f.json"),
        ]
        let scratch = try Scratch()
        for run in runs {
            let outcome = try await Program().run(run.arguments + [image, "-q"])
            #expect(outcome.status == 0)
            try Data(outcome.output).write(to: scratch.url(run.file))
            let script = Fixtures.repository.appendingPathComponent("Tests/imagescanTests/check-schema.py").path
            let schema = SchemaTests.folder.appendingPathComponent("\(run.schema).schema.json").path
            let answer = try SchemaTests.python([script, schema, scratch.path(run.file)])
            #expect(answer.status == 0, "\(run.schema): \(answer.text)")
        }
    }
}
