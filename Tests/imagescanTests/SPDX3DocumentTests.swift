import Foundation
import Testing

/// `imagescan sbom -o spdx-json@3.0.1`.
@Suite struct SPDX3DocumentTests {
    /// The folder of schemas, where shared data and Python's modules are there.
    private static let schemas: String? = {
        let path = Fixtures.shared?.appendingPathComponent("conformance/schemas").path
        if let path,
            ["jsonschema_rs", "jsonschema, referencing"].contains(where: {
                (try? Python.run(["-c", "import \($0)"], interpreter: BillValidators.interpreter))?.status == 0
            })
        {
            return path
        }
        Fixtures.note("SKIPPED: the schema of SPDX 3.0.1 or Python's modules are missing, it is not checked")
        return nil
    }()

    /// What the schema has against a document; nil where nothing.
    private func faults(_ file: String) throws -> String? {
        let script = Fixtures.repository.appendingPathComponent("Tests/imagescanTests/Scripts/check-spdx3.py").path
        let answer = try Python.run(
            [script, #require(SPDX3DocumentTests.schemas), file], interpreter: BillValidators.interpreter)
        return answer.status == 0 ? nil : answer.text
    }

    private func graph(_ arguments: [String]) async throws -> [[String: Any]] {
        let outcome = try await Program().run(["sbom", "-q", "-o", "spdx-json@3.0.1"] + arguments)
        try #require(outcome.status == 0, "\(outcome.message)")
        return try #require(JSONSerialization.members(outcome.output)["@graph"] as? [[String: Any]])
    }

    private func relations(_ graph: [[String: Any]], _ kind: String) -> [(from: String, to: [String])] {
        graph.filter { $0["relationshipType"] as? String == kind }.compactMap { relation in
            guard let from = relation["from"] as? String, let to = relation["to"] as? [String] else { return nil }
            return (from, to)
        }
    }

    @Test(
        .enabled(if: schemas != nil, "the schema is missing"), arguments: [Fixtures.full, Fixtures.slim, "hostile"])
    func followsTheSchema(_ image: String) async throws {
        let scratch = try Scratch()
        var image = image
        if image == "hostile" {
            try #require(Python.run("hostile-text.py", scratch.folder.path).status == 0)
            image = scratch.path("hostile.tar")
        }
        let outcome = try await Program().run("sbom", image, "-q", "-o", "spdx-json@3.0.1=\(scratch.path("a.json"))")
        try #require(outcome.status == 0, "\(outcome.message)")
        #expect(try faults(scratch.path("a.json")) == nil)
    }

    /// The check above would hold too if the schema were never asked.
    @Test(.enabled(if: schemas != nil, "the schema is missing")) func theSchemaFindsFaults() async throws {
        let scratch = try Scratch()
        let document = scratch.path("a.json")
        let outcome = try await Program().run("sbom", Fixtures.slim, "-q", "-o", "spdx-json@3.0.1=\(document)")
        try #require(outcome.status == 0)
        let text = try String(contentsOf: scratch.url("a.json"), encoding: .utf8)
        let damaged = text.replacing("\"software_Package\"", with: "\"software_Packet\"")
        try #require(damaged != text)
        try damaged.write(to: scratch.url("b.json"), atomically: true, encoding: .utf8)
        #expect(try faults(scratch.path("b.json")) != nil)
    }

    @Test(arguments: [[], ["--files"]])
    func namesOnlyElementsThatAreThere(_ options: [String]) async throws {
        let graph = try await graph([Fixtures.full] + options)
        let names = graph.compactMap { $0["spdxId"] as? String }
        #expect(Set(names).count == names.count)
        #expect(graph.count == names.count + 1, "only the creation has a name that is no element's")
        let known = Set(names + ["NoneElement", "NoAssertionElement"])
        for element in graph {
            for key in ["from", "suppliedBy", "dataLicense"] {
                if let name = element[key] as? String { #expect(known.contains(name), "\(name)") }
            }
            for key in ["to", "element", "rootElement", "originatedBy", "createdBy", "createdUsing"] {
                for name in element[key] as? [String] ?? [] { #expect(known.contains(name), "\(name)") }
            }
            for entry in element["simplelicensing_customIdToUri"] as? [[String: String]] ?? [] {
                #expect(known.contains(entry["value"] ?? ""))
            }
        }
        let document = try #require(graph.first { $0["type"] as? String == "SpdxDocument" })
        #expect(Set(document["element"] as? [String] ?? []).count == names.count - 1)
    }

    @Test func saysWhatVersion23Says() async throws {
        let graph = try await graph([Fixtures.full])
        let outcome = try await Program().run("sbom", Fixtures.full, "-q")
        let old = try #require(JSONSerialization.members(outcome.output)["packages"] as? [[String: Any]])
        let packages = graph.filter { $0["type"] as? String == "software_Package" }
        #expect(packages.count == old.count)
        let expressions = graph.filter { $0["simplelicensing_licenseExpression"] != nil }.map {
            ($0["spdxId"] as? String ?? "", $0["simplelicensing_licenseExpression"] as? String)
        }
        let texts = Dictionary(uniqueKeysWithValues: expressions)
        let concluded = Dictionary(
            uniqueKeysWithValues: relations(graph, "hasConcludedLicense").map { ($0.from, $0.to) })
        for (new, old) in zip(packages, old) {
            #expect(new["name"] as? String == old["name"] as? String)
            #expect(new["software_packageVersion"] as? String == old["versionInfo"] as? String)
            let purl = (old["externalRefs"] as? [[String: String]])?.first { $0["referenceType"] == "purl" }
            #expect(new["software_packageUrl"] as? String == purl?["referenceLocator"])
            #expect((new["suppliedBy"] == nil) == (old["supplier"] as? String == "NOASSERTION"))
            let license = concluded[new["spdxId"] as? String ?? ""].flatMap { texts[$0[0]] } ?? nil
            let expected = old["licenseConcluded"] as? String
            #expect(license == (expected == "NOASSERTION" ? nil : expected))
        }
        #expect(packages.contains { $0["software_primaryPurpose"] as? String == "operatingSystem" })
        #expect(packages.contains { $0["software_primaryPurpose"] as? String == "container" })
        #expect(concluded.count >= 6)
    }

    @Test func tellsSourcesAndDependencies() async throws {
        let graph = try await graph([Fixtures.full])
        let elements: [(String, String)] = graph.compactMap { element in
            guard let identifier = element["spdxId"] as? String, let name = element["name"] as? String else {
                return nil
            }
            return (identifier, name)
        }
        let names = Dictionary(uniqueKeysWithValues: elements)
        let sources = relations(graph, "generates").flatMap { relation in
            relation.to.map { [names[relation.from], names[$0]] }
        }
        #expect(sources.contains(["python3.11", "libpython3.11-minimal"]))
        let needs = relations(graph, "dependsOn")
        #expect(needs.contains { names[$0.from] == "Jinja2" && $0.to.contains { names[$0] == "MarkupSafe" } })
        #expect(needs.contains { names[$0.from] == "click" && $0.to == ["NoneElement"] })
    }

    @Test func writesTheSameBytesTwiceAndHeedsTheDate() async throws {
        var program = Program()
        let first = try await program.run("sbom", Fixtures.slim, "-q", "-o", "spdx-json@3.0.1")
        let second = try await program.run("sbom", Fixtures.slim, "-q", "-o", "spdx-json@3.0.1")
        #expect(first.output == second.output)
        program.environment = ["SOURCE_DATE_EPOCH": "86400"]
        let dated = try await program.run("sbom", Fixtures.slim, "-q", "-o", "spdx-json@3.0.1")
        #expect(dated.text.contains("\"created\" : \"1970-01-02T00:00:00Z\""))
        #expect(dated.output != first.output)
    }
}
