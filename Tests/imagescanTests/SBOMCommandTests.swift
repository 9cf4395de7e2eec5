import Foundation
import Testing

/// `imagescan sbom` and `imagescan convert`.
@Suite struct SBOMCommandTests {
    private static let formats = [
        ("spdx-json", "spdx23"), ("cyclonedx-json", "cdx16"), ("cyclonedx-json@1.7", "cdx17"),
    ]

    private static let images: [String] = {
        var images = [Fixtures.full, Fixtures.slim]
        if let layout = Fixtures.shared?.appendingPathComponent("images/layout").path {
            images += ["pip-zoo", "distroless-python3", "purge", "no-layers"].map { "\(layout)#\($0)" }
        }
        return images
    }()

    /// Writes an image in every format and returns the files.
    private func write(_ image: String, _ options: [String] = [], in scratch: Scratch) async throws -> [String] {
        let files = SBOMCommandTests.formats.map { scratch.path("\($0.1).json") }
        let outputs = zip(SBOMCommandTests.formats, files).flatMap { ["-o", "\($0.0)=\($1)"] }
        let outcome = try await Program().run(["sbom", image, "-q"] + options + outputs)
        try #require(outcome.status == 0, "\(outcome.message)")
        return files
    }

    @Test(.enabled(if: BillValidators.isThere, "python3 is missing"), arguments: images)
    func pleasesTheValidatorsOfOthers(_ image: String) async throws {
        let scratch = try Scratch()
        // The time that SPDX's tools take grows with the square of the number of files.
        let isSmall = [Fixtures.full, Fixtures.slim].contains(image)
        let files = try await write(image, isSmall ? ["--files"] : [], in: scratch)
        for (format, file) in zip(SBOMCommandTests.formats, files) {
            #expect(try BillValidators.schemaFaults(format.1, file) == "")
        }
        // NTIA's elements are those of components; an image of no layers has none.
        #expect(try BillValidators.faults(files, wantsElements: !image.hasSuffix("#no-layers")) == "")
    }

    @Test(.enabled(if: BillValidators.isThere, "python3 is missing"))
    func pleasesTheValidatorsWhateverNamesSay() async throws {
        let scratch = try Scratch()
        let made = try Python.run("hostile-text.py", scratch.folder.path)
        try #require(made.status == 0, "\(made.text)")
        let files = try await write(scratch.path("hostile.tar"), ["--files"], in: scratch)
        for (format, file) in zip(SBOMCommandTests.formats, files) {
            #expect(try BillValidators.schemaFaults(format.1, file) == "")
        }
        #expect(try BillValidators.faults(files, wantsElements: false) == "")
    }

    /// The check above would hold too if the validators were never asked.
    @Test(.enabled(if: BillValidators.isThere, "python3 is missing"))
    func validatorsFindFaults() async throws {
        let scratch = try Scratch()
        try Data(#"{"spdxVersion":"SPDX-2.3","packages":[{"name":1}]}"#.utf8).write(to: scratch.url("a.json"))
        let answer = try BillValidators.faults([scratch.path("a.json")], wantsElements: false)
        let schema = try BillValidators.schemaFaults("spdx23", scratch.path("a.json"))
        let isMissing = try Python.run(["-c", "import spdx_tools"]).status != 0
        #expect(!answer.isEmpty || isMissing)
        #expect(!schema.isEmpty || Fixtures.shared == nil)
    }

    @Test(arguments: [[], ["--files"]])
    func convertsAnInventoryToTheSameBytes(_ options: [String]) async throws {
        for format in ["spdx-json", "cyclonedx-json", "cyclonedx-json@1.7", "jsonl"] {
            let direct = try await Program().run(["sbom", Fixtures.full, "-q", "-o", format] + options)
            let scratch = try Scratch()
            let inventory = try await Program().run(
                ["inventory", Fixtures.full, "-q", "--sbom", "-o", "json=\(scratch.path("a.json"))"] + options)
            #expect(inventory.status == 0)
            let converted = try await Program().run("convert", scratch.path("a.json"), "-o", format)
            #expect(converted.status == 0, "\(converted.message)")
            #expect(converted.output == direct.output)
            #expect(!direct.output.isEmpty)
        }
    }

    @Test func convertsAPlainInventoryWithoutWhatItLacks() async throws {
        let scratch = try Scratch()
        _ = try await Program().run("inventory", Fixtures.full, "-q", "-o", "json=\(scratch.path("a.json"))")
        let outcome = try await Program().run("convert", scratch.path("a.json"))
        let document = try JSONSerialization.members(outcome.output)
        let packages = try #require(document["packages"] as? [[String: Any]])
        #expect(packages.allSatisfy { $0["licenseConcluded"] as? String == "NOASSERTION" })
        let relations = try #require(document["relationships"] as? [[String: Any]])
        let dependencies = relations.filter { $0["relationshipType"] as? String == "DEPENDS_ON" }
        #expect(dependencies.count == 12)
        #expect(dependencies.allSatisfy { $0["relatedSpdxElement"] as? String == "NOASSERTION" })
    }

    @Test func readsAnInventoryFromStandardInput() async throws {
        let scratch = try Scratch()
        _ = try await Program().run("inventory", Fixtures.full, "-q", "-o", "json=\(scratch.path("a.json"))")
        for input in [Program.Input.file(scratch.url("a.json")), .pipe(scratch.url("a.json"))] {
            var program = Program()
            program.input = input
            let outcome = try await program.run("convert", "-", "-o", "jsonl")
            #expect(outcome.status == 0, "\(outcome.message)")
            #expect(outcome.text.split(separator: "\n").count == 12)
        }
    }

    @Test(arguments: [
        ("{}", "lacks \"schemaVersion\""), ("[", "a.json"), (#"{"schemaVersion":"2.0"}"#, "schema version is 2.0"),
        (#"{"schemaVersion":"1.0"}"#, "lacks"), (#"{"schemaVersion":"1.0","schemaVersion":"1.0"}"#, "schemaVersion"),
    ])
    func refusesWhatIsNoInventory(_ text: String, _ reason: String) async throws {
        let scratch = try Scratch()
        try Data(text.utf8).write(to: scratch.url("a.json"))
        let outcome = try await Program().run("convert", scratch.path("a.json"))
        #expect(outcome.status == 1)
        #expect(outcome.message.contains("a.json"))
        #expect(outcome.message.contains(reason), "\(outcome.message)")
    }

    @Test func heedsTheDateOfSources() async throws {
        var program = Program()
        let own = try await program.run("sbom", Fixtures.full, "-q")
        #expect(own.text.contains("\"created\" : \"2026-01-01T00:00:00Z\""))
        program.environment = ["SOURCE_DATE_EPOCH": "86400"]
        let dated = try await program.run("sbom", Fixtures.full, "-q")
        #expect(dated.text.contains("\"created\" : \"1970-01-02T00:00:00Z\""))
        #expect(try await program.run("sbom", Fixtures.full, "-q").output == dated.output)
        program.environment = ["SOURCE_DATE_EPOCH": "yesterday"]
        #expect(try await program.run("sbom", Fixtures.full, "-q").status == 64)
    }

    @Test(.enabled(if: Fixtures.shared != nil, "IMAGESCAN_SHARED is not set"))
    func hasEveryImageOfAnArchiveInLines() async throws {
        let layout = try #require(Fixtures.shared).appendingPathComponent("images/layout").path
        let outcome = try await Program().run("sbom", layout, "-q", "-o", "jsonl")
        #expect(outcome.status == 0, "\(outcome.message)")
        let images = try outcome.text.split(separator: "\n").map {
            try #require(JSONSerialization.members(Array($0.utf8))["imageDigest"] as? String)
        }
        #expect(Set(images).count > 2)
        let document = try await Program().run("sbom", layout, "-q")
        #expect(document.status == 1)
        #expect(document.message.contains("choose one"))
    }

    @Test(arguments: [["-o", "html"], ["-o", "spdx-json", "-o", "jsonl"]])
    func refusesWhatItCanNotWrite(_ arguments: [String]) async throws {
        #expect(try await Program().run(["sbom", Fixtures.full] + arguments).status == 64)
    }
}
