import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading

/// Packages and findings of real images that other scanners looked at.
@Suite(.enabled(if: SharedData.isAvailable, "\(SharedData.comment)")) struct ClaimTruthTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func rows(_ file: String) throws -> [[String: String]] {
        let lines = try String(contentsOf: SharedData.url("advisories/2026-11/\(file)"), encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        let names = try #require(lines.first)
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
    }

    /// The Debian packages of a list.
    private static func image(_ name: String) async throws -> ImageAnalysis {
        let packages = try rows("golden/\(name).packages.tsv").filter { $0["type"] == "debian" }
        var tar = TarBuilder()
        tar.add("etc/os-release", "ID=debian\nVERSION_ID=\"\(name.hasPrefix("trixie") ? "13" : "12")\"\n")
        let stanzas = packages.map { row in
            "Package: \(row["name"] ?? "")\nStatus: install ok installed\nArchitecture: \(row["arch"] ?? "")\n"
                + "Source: \(row["source"] ?? "") (\(row["source_version"] ?? ""))\nVersion: \(row["version"] ?? "")\n\n"
        }
        tar.add("var/lib/dpkg/status", stanzas.joined())
        return try await TestImage.analysis([tar.archive])
    }

    private func find(_ image: ImageAnalysis, _ more: [String] = []) throws -> VulnerabilityFindings {
        let paths = try ["tracker-slice.2026-08-20.json.gz", "osv-slice.2026-08-20.jsonl.gz"].map {
            try SharedData.url("advisories/2026-11/derived/\($0)").path
        }
        let source = try AdvisoryFiles(paths: paths + more, wanted: VulnerabilityMatcher.names(in: image))
        return try VulnerabilityMatcher(source, today: #require(CalendarDate("2026-11-25"))).findings(in: image)
            .readingChangelogs(of: image, and: source)
    }

    /// Eight lines of a remediation document; the image before the remediation is at hand.
    @Test func decidesTheClaimsOfARemediation() async throws {
        let image = try await ClaimTruthTests.image("bookworm-slim-2026-08")
        let found = try find(image)
        let scanned = try ClaimTruthTests.rows("golden/bookworm-slim-2026-08.findings.tsv")
        let python = scanned.filter { $0["type"] == "python-pkg" }
        let debian = scanned.filter { $0["type"] == "debian" }
        let ids = { (severity: String) in Set(scanned.filter { $0["severity"] == severity }.compactMap { $0["id"] }) }
        let finding = { (id: String) in found.findings.first { $0.id == id } }

        // What the scanner lists by package is one finding for each source package here. The data has no temporary identifiers.
        let temporary = debian.filter { $0["id"]?.hasPrefix("TEMP-") == true }
        #expect(
            Set(found.findings.map(\.id))
                == Set(debian.compactMap { $0["id"] }).subtracting(temporary.compactMap { $0["id"] }))
        let rows = found.findings.reduce(0) { $0 + $1.packages.count } + temporary.count + python.count
        let worst = found.findings.filter { ids("CRITICAL").contains($0.id) }
        let bad = found.findings.filter { ids("HIGH").contains($0.id) }
        let perl = try ClaimTruthTests.rows("changelogs/bookworm.2026-11-25.tsv").filter { $0["source"] == "perl" }
        let entries = perl.map { row in
            "perl (\(row["entry_version"] ?? "")) \(row["dist"] ?? ""); urgency=medium\n\n  * Fix \(row["cves"] ?? "")\n\n"
                + " -- A Name <a@example.org>  \(row["date"] ?? "")\n\n"
        }
        let changelog = try folder.write(Array(entries.joined().utf8), to: "perl.changelog")
        let later = try find(image, [changelog]).findings.filter {
            $0.isFixable && $0.name == "perl"
        }
        let pip = python.filter { $0["package"] == "pip" }

        let answers: [(isTrue: Bool, note: String)] = [
            (rows == 212 && Set(scanned.compactMap { $0["id"] }).count == 107, "rows"),
            (worst.count == 6 && worst.reduce(0) { $0 + $1.packages.count } == 6, "critical"),
            // Rows, not vulnerabilities.
            (ids("HIGH").count == 10 && scanned.count { $0["severity"] == "HIGH" } == 28, "high"),
            (finding("CVE-2026-48962")?.severity == .critical, "CVE-2026-48962"),
            (finding("CVE-2026-42496")?.severity == .high, "CVE-2026-42496"),
            (image.inventory.packages.contains { $0.name.hasPrefix("perl-IO") }, "perl-IO-Compress"),
            (pip.count == 5 && pip.allSatisfy { PythonVersionOrder.isAtLeast("26.1.2", $0["fixed"] ?? "") }, "pip"),
            (!(worst + bad).contains(where: \.isFixable), "no fix on 2026-08-20"),
        ]
        let claims = try ClaimTruthTests.rows("claims/bsarkarlabs.tsv")
        try #require(claims.count == answers.count)
        for (claim, answer) in zip(claims, answers) {
            #expect(claim["verdict"]?.hasPrefix("true") == answer.isTrue, "\(answer.note): \(claim["claim"] ?? "")")
        }
        #expect(finding("CVE-2026-48962").map { $0.name == "perl" && $0.packages.map(\.name) == ["perl-base"] } == true)
        // The last claim was true then; three months later perl's changelog has fixes.
        #expect(
            later.count { ids("CRITICAL").contains($0.id) } == 4 && later.count { ids("HIGH").contains($0.id) } == 3)
        #expect(later.allSatisfy { $0.fixNotice?.date.description == "2026-09-29" })
    }

    /// What Trivy found on the day, with the data that was made of it: by source package, fixed or not.
    @Test(arguments: [
        "bookworm-slim-2026-08", "trixie-flask-2026-06", "trixie-flask-2026-08", "trixie-module10-2026-07",
    ])
    func findsWhatTrivyFound(_ name: String) async throws {
        let image = try await ClaimTruthTests.image(name)
        let sources = Dictionary(
            image.inventory.packages.map { ($0.name, $0.debian?.source?.name ?? $0.name) },
            uniquingKeysWith: { first, _ in first })
        var expected: [String: Bool] = [:]
        for row in try ClaimTruthTests.rows("golden/\(name).findings.tsv")
        where row["type"] == "debian" && row["id"]?.hasPrefix("CVE-") == true {
            let source = sources[row["package"] ?? ""] ?? ""
            expected["\(source) \(row["id"] ?? "")"] = row["status"] == "fixed"
        }
        // What Debian calls unimportant stays so here where a later version has a fix, as util-linux in trixie; Trivy calls it fixed.
        let found = Dictionary(
            uniqueKeysWithValues: try find(image).findings.map {
                ("\($0.name) \($0.id)", $0.isFixable || $0.status == .unimportant)
            })
        let fixed = expected.filter(\.value).map(\.key)
        let missed = fixed.filter { found[$0] != true }
        #expect(Double(missed.count) <= 0.01 * Double(fixed.count), "\(missed)")
        let left = Set(expected.keys).subtracting(found.keys)
        #expect(Double(left.count) <= 0.01 * Double(expected.count), "\(left.sorted())")
    }
}

/// The order of Python's versions, for columns of a table.
private enum PythonVersionOrder {
    static func isAtLeast(_ version: String, _ fixed: String) -> Bool {
        fixed.split(separator: ",").contains { part in
            (Package.Kind.pypi.ecosystem.order(version, part.trimmingCharacters(in: .whitespaces)) ?? -1) >= 0
        }
    }
}
