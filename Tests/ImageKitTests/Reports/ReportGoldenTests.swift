import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Every report of the demo images that people or other programs read, to the byte.
@Suite struct ReportGoldenTests {
    private static func analyze(_ fixture: String) async throws -> ImageAnalysis {
        var options = ScanOptions()
        options.prepare(for: try Policy.builtInNames.compactMap { try Policy.builtIn($0) })
        options.booksBytes = true
        options.readsLinkage = true
        options.contentIdentity = .digest
        let archive = try Repository.archive(fixture, reading: options)
        return try await ImageAnalyzer(options: options).analyze(archive.image())
    }

    private static let full = Task { try await analyze("demo.oci.tar") }
    private static let slim = Task { try await analyze("demo-slim.docker.tar") }

    private var full: ImageAnalysis { get async throws { try await ReportGoldenTests.full.value } }
    private var slim: ImageAnalysis { get async throws { try await ReportGoldenTests.slim.value } }

    @Test func comparesBeforeWithAfter() async throws {
        let (full, slim) = try await (full, slim)
        try Golden.expect(ComparisonReport(ImageComparison(from: full, to: slim)), equals: "comparison.txt")
        try Golden.expect(ComparisonReport(ImageComparison(from: full, to: slim)), as: .csv, equals: "comparison.csv")
        let growth = ComparisonReport(
            ImageComparison(from: slim, to: full), files: FileChanges(from: slim.tree, to: full.tree),
            stages: StageComparison(from: slim, to: full),
            gates: [SizeGate(.maximumPackages(3)), SizeGate(.maximumGrowth(.live, .percent(5)))])
        try Golden.expect(growth, equals: "comparison-growth.txt")
    }

    @Test func showsAHistoryWithItsChanges() async throws {
        let report = try await HistoryReport([full, slim, full])
        try Golden.expect(report, equals: "history.txt")
        try Golden.expect(report, as: .csv, equals: "history.csv")
        try Golden.expect(report, as: .json, equals: "history.json")
    }

    @Test func showsUsage() async throws {
        let analysis = try await full
        let ledger = try #require(analysis.ledger)
        let duplicates = DuplicateContents(in: analysis.tree)
        try Golden.expect(
            UsageReport(analysis, Usage(ledger, by: .owner), duplicates: duplicates, limit: 8), equals: "usage.txt")
        try Golden.expect(
            UsageReport(analysis, Usage(ledger, by: .layer, fates: [.overwritten, .deleted])),
            equals: "usage-layers.txt")
        try Golden.expect(UsageReport(analysis, Usage(ledger, by: .cause)), as: .csv, equals: "usage.csv")
        try Golden.expect(RemovableReport(analysis), equals: "removable.txt")
        try Golden.expect(RemovableReport(analysis), as: .csv, equals: "removable.csv")
    }

    @Test(arguments: ["Jinja2", "idna", "libpython3.11-minimal"]) func saysWhy(_ name: String) async throws {
        try await Golden.expect(WhyReport(full, name: name), equals: "why-\(name).txt")
    }

    @Test(arguments: [(ReportFormat.table, "txt"), (.markdown, "md"), (.json, "json")])
    func advises(_ format: ReportFormat, _ suffix: String) async throws {
        try await Golden.expect(AdviceReport(full), as: format, equals: "advice.\(suffix)")
    }

    @Test(arguments: [(ReportFormat.table, "txt"), (.markdown, "md"), (.sarif, "sarif"), (.junit, "xml")])
    func checks(_ format: ReportFormat, _ suffix: String) async throws {
        var policies = try ["default", "cis"].compactMap { try Policy.builtIn($0) }
        policies.append(
            try Policy(
                yaml: """
                    name: claims
                    rules:
                      - rule: smaller
                        with: {by: 90%}
                      - rule: layers
                        with: {at-most: 3}
                    """))
        let input = try await RuleInput(
            full, before: slim, today: #require(CalendarDate("2026-01-31")))
        try Golden.expect(CheckReport(PolicyCheck(input, policies: policies)), as: format, equals: "check.\(suffix)")
    }

    @Test(arguments: [(ReportFormat.table, "txt"), (.markdown, "md"), (.csv, "csv")])
    func showsAttestations(_ format: ReportFormat, _ suffix: String) async throws {
        var tar = TarBuilder()
        TestDatabase.add([(name: "listed", version: "2", files: []), (name: "new", version: "1", files: [])], to: &tar)
        var image = try AttestedImage(layers: [tar.archive])
        func package(_ name: String) -> [String: Any] {
            [
                "name": name, "versionInfo": "1",
                "externalRefs": [
                    ["referenceType": "purl", "referenceLocator": "pkg:deb/debian/\(name)@1?arch=all"]
                ],
            ]
        }
        let document: [String: Any] = [
            "spdxVersion": "SPDX-2.3", "name": "sbom", "creationInfo": ["creators": ["Tool: scanner-1"]],
            "packages": [package("listed"), package("absent")],
        ]
        let provenance: [String: Any] = [
            "builder": ["id": "https://example.org/runs/1"], "materials": [["uri": "pkg:docker/python@3.11"]],
        ]
        let (spdx, slsa) = ("https://spdx.dev/Document", "https://slsa.dev/provenance/v0.2")
        try image.addBuildKit([
            (spdx, image.statement(spdx, document)), (slsa, image.statement(slsa, provenance)),
        ])
        let folder = try TemporaryFolder()
        try folder.write(image.archive, to: "attested.tar")
        var options = ScanOptions()
        options.readsAttestations = true
        let archive = try ImageArchive(path: folder.path("attested.tar"), options: options)
        let chosen = try archive.image()
        let analysis = try await ImageAnalyzer(options: options).analyze(chosen)
        let report = try AttestationsReport(analysis, archive.attestations(for: chosen))
        let text = try report.text(as: format, style: TableStyle(width: 80))
            .replacing(folder.path("attested.tar"), with: "ARCHIVE")
        try Golden.expect(text, equals: "attestations.\(suffix)")
    }

    @Test func listsPolicies() throws { try Golden.expect(PolicyList(), equals: "policies.txt") }
}
