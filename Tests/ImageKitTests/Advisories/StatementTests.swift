import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// VEX statements suppress what they are about, and nothing else.
struct StatementTests {
    private let trial: AdvisoryTrial
    private let folder: TemporaryFolder

    init() throws {
        trial = try AdvisoryTrial()
        folder = try TemporaryFolder()
    }

    private func found(in image: ImageAnalysis) throws -> VulnerabilityFindings {
        try trial.find(
            ["a.json": AdvisoryTrial.osv("CVE-2026-1", "Debian:12", "bar", events: "{\"introduced\":\"0\"}")], in: image
        )
    }

    private func openVEX(_ statements: String) -> String {
        "{\"@context\":\"https://openvex.dev/ns/v0.2.0\",\"author\":\"A\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"statements\":[\(statements)]}"
    }

    private func statement(
        _ product: String, _ status: String = "not_affected", time: String = "2026-02-01T00:00:00Z",
        id: String = "CVE-2026-1"
    ) -> String {
        "{\"vulnerability\":{\"name\":\"\(id)\"},\"timestamp\":\"\(time)\",\"products\":[{\"@id\":\"\(product)\"}],\"status\":\"\(status)\",\"justification\":\"component_not_present\"}"
    }

    private func applied(
        _ document: String, to found: VulnerabilityFindings, of image: Image, asOf: String? = nil
    ) throws -> VulnerabilityFindings {
        try StatementFiles(paths: [folder.write(Array(document.utf8), to: "vex.json")]).applied(
            to: found, of: image, asOf: asOf.flatMap { CalendarDate($0) })
    }

    /// One binary package that is not affected leaves the others of the source.
    @Test func aStatementOnOneBinaryIsNotOneOnItsSource() async throws {
        let image = try await AdvisoryTrial.image([("libbar1", "bar", "1"), ("bar-bin", "bar", "1")])
        let found = try found(in: image)
        let one = try applied(openVEX(statement("pkg:deb/debian/bar-bin")), to: found, of: image.image)
        #expect(one.counted.map { $0.packages.map(\.name) } == [["libbar1"]])
        let both = try applied(
            openVEX([statement("pkg:deb/debian/bar-bin"), statement("pkg:deb/debian/libbar1")].joined(separator: ",")),
            to: found, of: image.image)
        #expect(both.counted.isEmpty && both.findings.map { $0.packages.count } == [2])
        for product in ["pkg:deb/debian/bar", "pkg:deb/debian/bar@1?arch=source"] {
            #expect(try applied(openVEX(statement(product)), to: found, of: image.image).counted.isEmpty)
        }
    }

    /// Each finding keeps its own packages, also where another version has the same vulnerability.
    @Test func aSuppressedFindingKeepsItsPackages() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("bar", "1.0")]) { tar in
            tar.add("opt/v/lib/python3.11/site-packages/bar-1.4.dist-info/METADATA", "Name: bar\nVersion: 1.4\n")
            tar.add("opt/v/pyvenv.cfg", "home = /usr/bin\n")
        }
        let found = try trial.find(
            ["a.json": AdvisoryTrial.osv("CVE-2026-1", "PyPI", "bar", events: "{\"introduced\":\"0\"}")], in: image)
        let left = try applied(openVEX(statement("pkg:pypi/bar")), to: found, of: image.image)
        #expect(left.counted.isEmpty && left.findings.count == 2)
        for finding in left.findings { #expect(finding.packages.allSatisfy { $0.version == finding.version }) }
    }

    /// Instants, whatever their time zones, decide which of two statements is newer.
    @Test func theNewestStatementCounts() async throws {
        let image = try await AdvisoryTrial.image([("libbar1", "bar", "1")])
        let found = try found(in: image)
        let early = "2026-03-01T02:00:00+05:00"
        let late = "2026-03-01T01:00:00.5Z"
        for (first, second, isGone) in [("not_affected", "affected", false), ("affected", "not_affected", true)] {
            let list = [
                statement("pkg:deb/debian/libbar1", second, time: late),
                statement("pkg:deb/debian/libbar1", first, time: early),
            ]
            let result = try applied(openVEX(list.joined(separator: ",")), to: found, of: image.image)
            #expect(result.counted.isEmpty == isGone)
        }
        let then = openVEX(statement("pkg:deb/debian/libbar1"))
        #expect(try applied(then, to: found, of: image.image, asOf: "2026-01-15").counted.count == 1)
        #expect(try applied(then, to: found, of: image.image, asOf: "2026-02-01").counted.isEmpty)
        let lower = openVEX(statement("pkg:deb/debian/libbar1", id: "cve-2026-1"))
        #expect(try applied(lower, to: found, of: image.image).counted.isEmpty)
    }

    @Test(arguments: [
        ("pkg:oci/app?repository_url=ghcr.io/z/app", true), ("pkg:oci/app?repository_url=ghcr.io/z", true),
        ("pkg:oci/app?tag=1", true), ("pkg:oci/app", true), ("pkg:oci/app?repository_url=ghcr.io/other/app", false),
        ("pkg:oci/app?repository_url=quay.io/z/app", false), ("pkg:oci/app?arch=arm64", false),
        ("pkg:oci/app?foo=bar", false), ("pkg:oci/app?tag=2", false), ("pkg:oci/other", false),
        ("pkg:oci/app@sha256:0000000000000000000000000000000000000000000000000000000000000000", true),
        ("pkg:oci/app@sha256:1000000000000000000000000000000000000000000000000000000000000000", false),
    ])
    func everyQualifierOfAnImageCounts(product: String, fits: Bool) throws {
        let plain = try TestImage.image([])
        let image = Image(
            archive: "test", references: ["ghcr.io/z/app:1"], manifestDigest: nil, indexDigest: nil,
            configurationDigest: plain.configurationDigest, platform: nil, configuration: plain.configuration,
            layers: [], diagnostics: [], store: plain.store)
        #expect(StatementFiles.names(product, image) == fits)
    }

    /// A product that is called both affected and not is affected.
    @Test func contradictionsSuppressNothing() async throws {
        let image = try await AdvisoryTrial.image([("libbar1", "bar", "1")])
        let found = try found(in: image)
        func csaf(_ affected: String) -> String {
            "{\"document\":{\"category\":\"csaf_vex\",\"csaf_version\":\"2.0\"},\"product_tree\":{\"full_product_names\":[{\"product_id\":\"P\",\"name\":\"P\",\"product_identification_helper\":{\"purl\":\"pkg:deb/debian/libbar1\"}}]},\"vulnerabilities\":[{\"cve\":\"CVE-2026-1\",\"product_status\":{\"known_not_affected\":[\"P\"],\"known_affected\":[\(affected)]}}]}"
        }
        #expect(try applied(csaf(""), to: found, of: image.image).counted.isEmpty)
        #expect(try applied(csaf("\"P\""), to: found, of: image.image).counted.count == 1)
        func cycloneDX(_ versions: String) -> String {
            "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"vulnerabilities\":[{\"id\":\"CVE-2026-1\",\"analysis\":{\"state\":\"not_affected\"},\"affects\":[{\"ref\":\"pkg:deb/debian/libbar1\"\(versions)}]}]}"
        }
        #expect(try applied(cycloneDX(""), to: found, of: image.image).counted.isEmpty)
        for (version, status, isGone) in [
            ("1", "unaffected", true), ("9", "unaffected", false), ("1", "affected", false),
        ] {
            let text = ",\"versions\":[{\"version\":\"\(version)\",\"status\":\"\(status)\"}]"
            #expect(try applied(cycloneDX(text), to: found, of: image.image).counted.isEmpty == isGone)
        }
    }

    @Test func whatAFormatDoesNotKnowIsSaid() throws {
        let text = openVEX(statement("pkg:deb/debian/libbar1", "exploited"))
        let files = try StatementFiles(paths: [folder.write(Array(text.utf8), to: "vex.json")])
        #expect(files.remarks.count == 1 && files.remarks[0].contains("the status exploited of CVE-2026-1"))
    }

    /// A bill's analysis has a day of its own, and a bill of another image says nothing of this one.
    @Test(arguments: [
        ("", "2026-03-01T00:00:00Z", true), ("", "2026-01-15T00:00:00Z", false),
        (",\"component\":{\"bom-ref\":\"i\",\"purl\":\"pkg:oci/zzz@sha256:00\"}", "2026-03-01T00:00:00Z", false),
    ])
    func anAnalysisOfABillHasItsOwnDayAndImage(_ component: String, _ day: String, _ takesBack: Bool) async throws {
        let image = try await AdvisoryTrial.image([("libbar1", "bar", "1")])
        let bill =
            "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"timestamp\":\"2026-02-20T00:00:00Z\"\(component)},\"vulnerabilities\":[{\"id\":\"CVE-2026-1\",\"analysis\":{\"state\":\"not_affected\",\"lastUpdated\":\"\(day)\"},\"affects\":[{\"ref\":\"pkg:deb/debian/libbar1\"}]}]}"
        let paths = try [
            folder.write(Array(bill.utf8), to: "a.cdx.json"),
            folder.write(Array(openVEX(statement("pkg:deb/debian/libbar1", "affected")).utf8), to: "b.vex.json"),
        ]
        let found = try StatementFiles(paths: paths).applied(to: found(in: image), of: image.image, asOf: nil)
        #expect(found.counted.isEmpty == takesBack)
    }

    /// OpenVEX asks for a justification or an impact statement where a product is not affected.
    @Test(arguments: [
        ("", false), (",\"justification\":\"\"", false), (",\"impact_statement\":\"  \"", false),
        (",\"justification\":\"component_not_present\"", true), (",\"impact_statement\":\"never called\"", true),
    ])
    func aStatementWithoutAReasonSuppressesNothing(_ reason: String, _ isGone: Bool) async throws {
        let image = try await AdvisoryTrial.image([("libbar1", "bar", "1")])
        let text = openVEX(
            "{\"vulnerability\":{\"name\":\"CVE-2026-1\"},\"products\":[{\"@id\":\"pkg:deb/debian/libbar1\"}],\"status\":\"not_affected\"\(reason)}"
        )
        let path = try folder.write(Array(text.utf8), to: "vex.json")
        let files = try StatementFiles(paths: [path])
        #expect(try files.applied(to: found(in: image), of: image.image).counted.isEmpty == isGone)
        let remark =
            "\(path): CVE-2026-1 is not_affected without a justification or an impact statement; the statement is left out"
        #expect(files.remarks == (isGone ? [] : [remark]))
        // With a byte order mark in front it is the same document.
        let marked = try folder.write([0xEF, 0xBB, 0xBF] + Array(text.utf8), to: "vex.json")
        #expect(try StatementFiles(paths: [marked]).remarks == files.remarks)
    }

    /// A draft is work in progress; what it calls affected takes nothing away and stays.
    @Test(arguments: [
        ("draft", "known_not_affected", false), ("Draft", "fixed", false), ("interim", "known_not_affected", true),
        ("final", "fixed", true),
    ])
    func aDraftSuppressesNothing(_ status: String, _ list: String, _ isGone: Bool) async throws {
        let image = try await AdvisoryTrial.image([("libbar1", "bar", "1")])
        let text =
            "{\"document\":{\"category\":\"csaf_vex\",\"csaf_version\":\"2.0\",\"tracking\":{\"status\":\"\(status)\",\"current_release_date\":\"2026-03-01T00:00:00Z\"}},\"product_tree\":{\"full_product_names\":[{\"product_id\":\"P\",\"name\":\"P\",\"product_identification_helper\":{\"purl\":\"pkg:deb/debian/libbar1\"}}]},\"vulnerabilities\":[{\"cve\":\"CVE-2026-1\",\"product_status\":{\"\(list)\":[\"P\"]}}]}"
        let path = try folder.write(Array(text.utf8), to: "csaf.json")
        let files = try StatementFiles(paths: [path])
        #expect(try files.applied(to: found(in: image), of: image.image).counted.isEmpty == isGone)
        #expect(
            files.remarks
                == (isGone ? [] : ["\(path): this is a draft (tracking.status) and takes no finding away"]))
    }

    /// A BOM-Link is percent-encoded, or not, as programs write it; other references are taken as they are.
    @Test(arguments: [
        ("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Adeb%2Fdebian%2Flibbar%252B1%401%3Farch%3Damd64", true),
        ("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:deb/debian/libbar%2B1@1", true),
        ("URN:CDX:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3adeb%2fdebian%2flibbar%2B1", true),
        ("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#the%20part", true), ("the part", true),
        ("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Adeb%2Fdebian%2Flibbar%252B1%402", false),
        ("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1", false), ("pkg:pypi/other#pkg:deb/debian/libbar%2B1", false),
    ])
    func aLinkIntoABillIsDecoded(_ reference: String, _ isGone: Bool) async throws {
        let image = try await AdvisoryTrial.image([("libbar+1", "bar", "1")])
        let bill =
            "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"bom-ref\":\"the part\",\"purl\":\"pkg:deb/debian/libbar%2B1@1\"}],\"vulnerabilities\":[{\"id\":\"CVE-2026-1\",\"analysis\":{\"state\":\"not_affected\"},\"affects\":[{\"ref\":\"\(reference)\"}]}]}"
        #expect(try applied(bill, to: found(in: image), of: image.image).counted.isEmpty == isGone)
    }

    /// Software that no package manager lists: a statement names it by its package URL, and in a bill the image has it.
    @Test func statementsReachSoftwareOutsideOfPackages() async throws {
        var tar = TarBuilder()
        tar.add("usr/local/bin/python3.11", "\u{7F}ELF")
        tar.add("usr/local/include/python3.11/patchlevel.h", "#define PY_VERSION \"3.11.8\"\n")
        let image = try await ImageAnalyzer().analyze(TestImage.image([tar.archive]))
        let record = AdvisoryTrial.osv("CVE-2026-1", "Bitnami", "python", events: "{\"introduced\":\"0\"}")
        let found = try trial.find(["a.json": record], in: image)
        try #require(found.counted.map(\.id) == ["CVE-2026-1"])
        for (product, isGone) in [
            ("pkg:generic/python@3.11.8", true), ("pkg:generic/python", true), ("pkg:generic/python@3.11.9", false),
            ("pkg:pypi/python@3.11.8", false),
        ] {
            #expect(
                try applied(openVEX(statement(product)), to: found, of: image.image).counted.isEmpty == isGone,
                "\(product)")
            let bill =
                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"vulnerabilities\":[{\"id\":\"CVE-2026-1\",\"analysis\":{\"state\":\"false_positive\"},\"affects\":[{\"ref\":\"\(product)\"}]}]}"
            #expect(try applied(bill, to: found, of: image.image).counted.isEmpty == isGone, "\(product)")
        }
        let written = SoftwareBill(image).adding(found, of: image)
        let document = try BillReport([written]).text(as: .cycloneDXJSON)
        let affects = try #require(document.firstRange(of: "\"affects\" : ["))
        #expect(document[affects.upperBound...].prefix(120).contains("\"ref\" : \"\(CycloneDXComponents.image)\""))
    }

    @Test func aComparisonNamesWhatIsTakenBackInTheSecondImageOnly() async throws {
        let image = try await AdvisoryTrial.image([("libbar1", "bar", "1")])
        let before = try found(in: image)
        let after = try applied(openVEX(statement("pkg:deb/debian/libbar1")), to: before, of: image.image)
        let changes = VulnerabilityComparison(from: before, to: after)
        #expect(changes.fixed.isEmpty && changes.remaining.isEmpty)
        #expect(
            changes.remarks == [
                "Data: osv of 2026-11-25 (1 record).",
                "In both images, and suppressed in the second by a statement or an ignore file: CVE-2026-1.",
            ])
    }
}
