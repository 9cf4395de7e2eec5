import Foundation
import Testing

/// `imagescan licenses` on the committed images.
@Suite struct LicensesCommandTests {
    @Test(arguments: [
        (["-o", "table"], "licenses-full.txt"), (["--packages"], "licenses-full-packages.txt"),
        (["-o", "csv"], "licenses-full.csv"), (["-o", "markdown"], "licenses-full.md"),
        (["-o", "jsonl"], "licenses-full.jsonl"),
    ])
    func printsEveryFormat(_ arguments: [String], _ golden: String) async throws {
        let outcome = try await Program().run(["licenses", Fixtures.full] + arguments)
        #expect(outcome.status == 0)
        #expect(outcome.message == "")
        try Golden.expect(outcome.text, equals: golden)
    }

    @Test func countsEachPackageUnderEachOfItsLicenses() async throws {
        let outcome = try await Program().run("licenses", Fixtures.full, "-o", "json")
        let document = try JSONSerialization.members(outcome.output)
        let packages = try #require(document["packages"] as? [[String: Any]])
        let groups = try #require(document["licenses"] as? [[String: Any]])
        #expect(packages.count == 12)
        let grouped = Set(groups.flatMap { $0["packages"] as? [String] ?? [] })
        #expect(grouped == Set(packages.compactMap { $0["purl"] as? String }))
        let references = try #require(document["references"] as? [[String: Any]]).compactMap {
            $0["identifier"] as? String
        }
        for package in packages {
            for match in (package["license"] as? String ?? "").matches(of: /LicenseRef-[A-Za-z0-9.-]+/) {
                #expect(references.contains(String(match.output)))
            }
        }
    }

    @Test func refusesAFormatItDoesNotHave() async throws {
        #expect(try await Program().run("licenses", Fixtures.full, "-o", "sarif").status == 64)
    }
}
