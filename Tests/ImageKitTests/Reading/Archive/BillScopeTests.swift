import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Which part of a build an SBOM describes, and the formats it may have.
@Suite struct BillScopeTests {
    private static let spdx = "https://spdx.dev/Document"

    private static func bill(_ name: String) -> [String: Any] {
        ["spdxVersion": "SPDX-2.3", "name": name, "packages": [["name": "a"]]]
    }

    @Test func stagesAndTheContextAreToldFromTheImage() async throws {
        var attested = try AttestedImage()
        let names = ["sbom", "sbom-build", "sbom-sbom-tools", "sbom-context"]
        try attested.addBuildKit(
            names.map { (BillScopeTests.spdx, try attested.statement(BillScopeTests.spdx, BillScopeTests.bill($0))) })
        let read = try attested.read()
        #expect(read.attestations.map(\.scope) == [.image, .stage("build"), .stage("tools"), .context])
        let image = TestPolicy.steps(["COPY a b"])
        #expect(
            try await image.judge("supply-chain-attestations", "kinds: sbom") { $0.attestations = read }.verdict
                == .pass)
        let report = AttestationsReport(try await TestImage.analysis([TarBuilder().archive]), read)
        let table = try report.text(as: .table)
        #expect(table.contains("SPDX-2.3 of the build stage build") && table.contains("SPDX-2.3 of the build context"))
        #expect(report.entries.map { $0.comparison != nil } == [true, false, false, false])
        #expect(report.faults == [.absent] || report.faults.isEmpty)
    }

    @Test func aBillOfAnyNameIsTheImagesWhereItIsTheOnlyOne() async throws {
        var attested = try AttestedImage()
        try attested.addBuildKit([
            (BillScopeTests.spdx, attested.statement(BillScopeTests.spdx, BillScopeTests.bill("sbom-build")))
        ])
        let read = try attested.read()
        #expect(read.attestations.map(\.scope) == [.image])
        let image = TestPolicy.steps(["COPY a b"])
        #expect(
            try await image.judge("supply-chain-attestations", "kinds: sbom") { $0.attestations = read }.verdict
                == .pass)
    }

    @Test func readsSPDX3() async throws {
        var attested = try AttestedImage()
        let predicate: [String: Any] = [
            "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
            "@graph": [
                ["type": "CreationInfo", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z"],
                ["type": "SpdxDocument", "name": "a bill"], ["type": "Tool", "name": "tool"],
                [
                    "type": "software_Package", "name": "flask", "software_packageVersion": "3.0",
                    "software_packageUrl": "pkg:pypi/flask@3.0",
                ],
            ],
        ]
        try attested.addBuildKit([(BillScopeTests.spdx, attested.statement(BillScopeTests.spdx, predicate))])
        let read = try attested.read()
        let bill = try #require(read.attestations.first?.bill)
        #expect(bill.format == "SPDX-3.0.1" && bill.name == "a bill" && bill.creators == ["tool"])
        #expect(bill.components.map(\.purl) == ["pkg:pypi/flask@3.0"])
        let report = AttestationsReport(try await TestImage.analysis([TarBuilder().archive]), read)
        #expect(report.faults == [.absent])
    }
}
