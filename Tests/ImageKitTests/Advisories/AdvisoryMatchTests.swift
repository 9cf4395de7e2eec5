import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Advisories of every form matched against packages.
@Suite struct AdvisoryMatchTests {
    private let trial: AdvisoryTrial
    private var folder: TemporaryFolder { trial.folder }

    init() throws { trial = try AdvisoryTrial() }

    @Test(
        arguments: [
            ("{\"introduced\":\"0\"}", "1.0", true, nil),
            ("{\"introduced\":\"0\"},{\"fixed\":\"1.1\"}", "1.0", true, "1.1"),
            ("{\"introduced\":\"0\"},{\"fixed\":\"1.0\"}", "1.0", false, nil),
            ("{\"introduced\":\"0\"},{\"last_affected\":\"1.0\"}", "1.0", true, nil),
            ("{\"introduced\":\"0\"},{\"last_affected\":\"0.9\"}", "1.0", false, nil),
            ("{\"introduced\":\"1.1\"}", "1.0", false, nil),
            // Ranges out of order, and several of them.
            (
                "{\"fixed\":\"2.5\"},{\"introduced\":\"2\"},{\"fixed\":\"1.5\"},{\"introduced\":\"1\"}", "1.2", true,
                "1.5"
            ),
            (
                "{\"introduced\":\"1\"},{\"fixed\":\"1.5\"},{\"introduced\":\"2\"},{\"fixed\":\"2.5\"}", "1.7", false,
                nil
            ),
            ("{\"introduced\":\"0\"},{\"fixed\":\"1.0rc1\"}", "1.0b2", true, "1.0rc1"),
            // Only as a start 0 is before every version.
            ("{\"introduced\":\"0.0.0\"},{\"last_affected\":\"0\"}", "1.0.0", false, nil),
            ("{\"introduced\":\"0\"},{\"last_affected\":\"0\"}", "0", true, nil),
            // An empty range, and one that ends where the next begins.
            ("{\"introduced\":\"1\"},{\"fixed\":\"1\"}", "1", false, nil),
            (
                "{\"introduced\":\"1\"},{\"fixed\":\"2\"},{\"introduced\":\"2\"},{\"fixed\":\"3\"}", "2.5", true,
                "3"
            ),
        ] as [(String, String, Bool, String?)])
    func matchesRanges(_ events: String, _ version: String, _ isFound: Bool, _ fixed: String?) async throws {
        let image = try await AdvisoryTrial.image([], pip: [("Some.Pkg", version)])
        let found = try trial.find(
            ["a.json": AdvisoryTrial.osv("GHSA-1", "PyPI", "some-pkg", events: events)], in: image)
        #expect(found.findings.count == (isFound ? 1 : 0))
        #expect(found.findings.first?.fixedVersion == fixed)
    }

    @Test func matchesBySourceInTheImagesRelease() async throws {
        let image = try await AdvisoryTrial.image([
            ("libssl3", "openssl", "3.0.1-1+b2"), ("openssl", "openssl", "3.0.1-1+b2"),
        ])
        let file = [
            AdvisoryTrial.osv(
                "DEBIAN-CVE-2026-1", "Debian:12", "openssl", events: "{\"introduced\":\"0\"},{\"fixed\":\"3.0.2-1\"}",
                more: ",\"upstream\":[\"CVE-2026-1\"]"),
            AdvisoryTrial.osv("DEBIAN-CVE-2026-2", "Debian:13", "openssl", events: "{\"introduced\":\"0\"}"),
            AdvisoryTrial.osv("DEBIAN-CVE-2026-3", "Debian:12", "libssl3", events: "{\"introduced\":\"0\"}"),
        ].joined(separator: "\n")
        let found = try trial.find(["a.jsonl": file], in: image)
        #expect(found.findings.map(\.id) == ["CVE-2026-1"])
        let finding = try #require(found.findings.first)
        #expect(finding.packages.map(\.name) == ["libssl3", "openssl"] && finding.status == .fixed)
        #expect(finding.aliases == ["DEBIAN-CVE-2026-1"])
    }

    @Test func ubuntusBinariesCount() async throws {
        let image = try await AdvisoryTrial.image([("libx", "x", "1")])
        let affected = { (name: String) in ",\"ecosystem_specific\":{\"binaries\":[{\"binary_name\":\"\(name)\"}]}" }
        let file = [
            AdvisoryTrial.osv("A", "Debian:12", "x", events: "{\"introduced\":\"0\"}", affected: affected("libx")),
            AdvisoryTrial.osv(
                "B", "Debian:12", "x", events: "{\"introduced\":\"0\"}", affected: affected("x-tools")),
        ].joined(separator: "\n")
        #expect(try trial.find(["a.jsonl": file], in: image).findings.map(\.id) == ["A"])
    }

    @Test func aliasesAreOneFinding() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let events = "{\"introduced\":\"0\"},{\"fixed\":\"2\"}"
        let file = [
            AdvisoryTrial.osv(
                "PYSEC-1", "PyPI", "a", events: events,
                more:
                    ",\"aliases\":[\"CVE-2026-9\"],\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}]"
            ),
            AdvisoryTrial.osv(
                "GHSA-a", "PyPI", "a", events: events, more: ",\"aliases\":[\"PYSEC-1\"],\"related\":[\"CVE-2026-8\"]"),
            AdvisoryTrial.osv("GHSA-b", "PyPI", "a", events: events, more: ",\"aliases\":[\"CVE-2026-8\"]"),
            AdvisoryTrial.osv(
                "GHSA-w", "PyPI", "a", events: events, more: ",\"withdrawn\":\"2026-01-01T00:00:00Z\""),
        ].joined(separator: "\n")
        let found = try trial.find(["a.jsonl": file], in: image)
        #expect(Set(found.findings.map(\.id)) == ["CVE-2026-9", "CVE-2026-8"])
        let first = try #require(found.findings.first { $0.id == "CVE-2026-9" })
        #expect(first.aliases == ["GHSA-a", "PYSEC-1"] && first.score == 9.8 && first.severity == .critical)
    }

    /// A record of other versions tells that two identifiers are one vulnerability.
    @Test func aliasesOfRecordsOfOtherVersionsCount() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "2")])
        let file = [
            AdvisoryTrial.osv("GHSA-1", "PyPI", "a", events: "{\"introduced\":\"0\"},{\"fixed\":\"3\"}"),
            AdvisoryTrial.osv(
                "PYSEC-1", "PyPI", "a", events: "{\"introduced\":\"0\"},{\"fixed\":\"1\"}",
                more: ",\"aliases\":[\"CVE-2026-9\",\"GHSA-1\"]"),
            AdvisoryTrial.osv("GHSA-2", "PyPI", "a", events: "{\"introduced\":\"0\"},{\"fixed\":\"1\"}"),
        ].joined(separator: "\n")
        let kev =
            "{\"catalogVersion\":\"1\",\"vulnerabilities\":[{\"cveID\":\"CVE-2026-9\",\"dateAdded\":\"2026-01-01\"}]}"
        let found = try trial.find(["a.jsonl": file, "kev.json": kev], in: image)
        #expect(found.findings.map(\.id) == ["CVE-2026-9"])
        #expect(found.findings.first?.isExploited == true && found.findings.first?.fixedVersion == "3")
    }

    /// Headers are not the kernel; the kernel, signed or not, and the programs of its source are looked up.
    @Test(arguments: [
        ("linux-image-6.1.0-13-amd64", "linux-signed-amd64 (6.1.55+1)", true), ("linux-perf", "linux", true),
        ("linux-image-6.1.0-13-amd64-unsigned", "linux", true), ("linux-libc-dev", "linux", false),
        ("linux-headers-6.1.0-13-common", "linux", false),
    ])
    func theKernelIsLookedUp(_ name: String, _ source: String, _ isKernel: Bool) async throws {
        let image = try await AdvisoryTrial.image([(name, source, "6.1.55-1")])
        let file = AdvisoryTrial.osv(
            "K", "Debian:12", "linux", events: "{\"introduced\":\"0\"},{\"fixed\":\"6.1.60-1\"}")
        let found = try trial.find(["k.json": file], in: image)
        #expect(found.findings.map(\.version) == (isKernel ? ["6.1.55-1"] : []))
        #expect(found.setAside.isEmpty == isKernel)
    }

    private static let tracker = """
        {"x": {
          "CVE-1": {"releases": {"bookworm": {"status": "resolved", "fixed_version": "2", "urgency": "high", "repositories": {"bookworm": "2"}}}},
          "CVE-2": {"releases": {"bookworm": {"status": "resolved", "fixed_version": "0", "repositories": {"bookworm": "1"}}}},
          "CVE-3": {"releases": {"bookworm": {"status": "open", "urgency": "unimportant", "repositories": {"bookworm": "1"}}}},
          "CVE-4": {"releases": {"bookworm": {"status": "open", "nodsa": "Minor issue", "nodsa_reason": "postponed", "repositories": {"bookworm": "1"}}}},
          "CVE-5": {"releases": {"bookworm": {"status": "open", "nodsa": "Minor issue", "nodsa_reason": "", "repositories": {"bookworm": "1"}}}},
          "CVE-6": {"releases": {"bookworm": {"status": "undetermined", "repositories": {"bookworm": "1"}}}},
          "CVE-7": {"releases": {"bookworm": {"status": "open", "repositories": {"bookworm": "0.5"}}}},
          "CVE-8": {"releases": {"trixie": {"status": "open", "repositories": {"trixie": "1"}}}},
          "CVE-9": {"releases": {"bookworm": {"status": "open", "urgency": "end-of-life", "repositories": {"bookworm": "1"}}}}
        }}
        """

    @Test func readsDebiansTracker() async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        let found = try trial.find(["tracker.json": AdvisoryMatchTests.tracker], in: image)
        let statuses = Dictionary(uniqueKeysWithValues: found.findings.map { ($0.id, $0.status) })
        #expect(
            statuses == [
                "CVE-1": .fixed, "CVE-3": .unimportant, "CVE-4": .postponed, "CVE-5": .noDSA, "CVE-6": .undetermined,
                "CVE-7": .dataTooOld, "CVE-9": .endOfLife,
            ])
        #expect(Set(found.counted.map(\.id)) == ["CVE-1", "CVE-4", "CVE-5", "CVE-9"])
        // OSV's word on the same source gives way to the tracker's.
        let osv = AdvisoryTrial.osv(
            "DEBIAN-CVE-2", "Debian:12", "x", events: "{\"introduced\":\"0\"}", more: ",\"upstream\":[\"CVE-2\"]")
        #expect(
            try !trial.find(["tracker.json": AdvisoryMatchTests.tracker, "osv.json": osv], in: image).findings.contains
            {
                $0.id == "CVE-2"
            })
    }

    @Test func saysNothingOfWhatTheDataDoesNotCover() async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")], pip: [("a", "1")], release: "11")
        let found = try trial.find(["tracker.json": AdvisoryMatchTests.tracker], in: image)
        #expect(found.findings.isEmpty && !found.isComplete)
        #expect(found.unknown.map(\.kind?.rawValue) == ["deb", "pypi"])
        #expect(found.unknown.first?.reason == "the data has nothing of Debian 11")
    }

    @Test func kernelHeadersAreNotTheKernel() async throws {
        let image = try await AdvisoryTrial.image([("linux-libc-dev", "linux", "6.1"), ("x", "x", "9")])
        let file = AdvisoryTrial.osv("K", "Debian:12", "linux", events: "{\"introduced\":\"0\"}")
        let found = try trial.find(["a.json": file], in: image)
        #expect(found.findings.isEmpty && found.setAside.map(\.name) == ["linux"])
    }

    @Test func ordersByExploitationAndKnowsItsData() async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        let files = [
            "kev.json":
                "{\"catalogVersion\":\"2026.11.01\",\"dateReleased\":\"2026-11-01T00:00:00Z\",\"vulnerabilities\":[{\"cveID\":\"CVE-5\"}]}",
            "epss.csv": "#model_version:v1,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\nCVE-4,0.5,0.9\n",
            "tracker.json": AdvisoryMatchTests.tracker,
        ]
        let found = try trial.find(files, in: image)
        #expect(found.findings.prefix(2).map(\.id) == ["CVE-5", "CVE-4"])
        #expect(found.findings.first?.isExploited == true && found.findings[1].exploitLikelihood == 0.5)
        #expect(
            found.data.map(\.kind) == ["epss", "kev", "debian-tracker"]
                && found.data.map(\.date) == ["2026-11-20", "2026-11-01", nil])
    }

    @Test func leavesOutWhatCameLater() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let file = AdvisoryTrial.osv(
            "G", "PyPI", "a", events: "{\"introduced\":\"0\"}", more: ",\"published\":\"2026-06-01T00:00:00Z\"")
        #expect(try trial.find(["a.json": file], in: image, asOf: "2026-05-31").findings.isEmpty)
        #expect(try trial.find(["a.json": file], in: image, asOf: "2026-06-01").findings.count == 1)
    }

    @Test(arguments: [
        "", "{", "[]", "{\"a\":1}", "nothing", "{\"id\":\"A\",\"affected\":5}", "{\"x\":{\"CVE-1\":{\"releases\"",
    ])
    func refusesOtherFiles(_ text: String) throws {
        let path = try folder.write(Array(text.utf8), to: "a.json")
        #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [path], wanted: nil) }
    }

    @Test func damageCostsTheRecord() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let good = AdvisoryTrial.osv("G", "PyPI", "a", events: "{\"introduced\":\"0\"}")
        let bad =
            "{\"id\":\"B\",\"modified\":\"x\",\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\",\"name\":\"a\"},\"ranges\":7}]}"
        let found = try trial.find(
            ["a.jsonl": [good, bad, good.replacing("\"G\"", with: "\"H\"")].joined(separator: "\n")], in: image)
        #expect(Set(found.findings.map(\.id)) == ["G", "H"])
        #expect(found.diagnostics.contains { $0.code == .skippedAdvisory && $0.path?.contains("line 2") == true })
    }

    @Test func readsAFolderAndAZip() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let record = AdvisoryTrial.osv("G", "PyPI", "a", events: "{\"introduced\":\"0\"}")
        try FileManager.default.createDirectory(atPath: folder.path("osv"), withIntermediateDirectories: true)
        _ = try folder.write(Array(record.utf8), to: "osv/G.json")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-m", "zipfile", "-c", folder.path("all.zip"), folder.path("osv/G.json")]
        try process.run()
        process.waitUntilExit()
        for path in [folder.path("osv"), folder.path("all.zip")] {
            let source = try AdvisoryFiles(paths: [path], wanted: ["a"])
            let found = try VulnerabilityMatcher(source, today: #require(CalendarDate("2026-11-26"))).findings(
                in: image)
            #expect(found.findings.map(\.id) == ["G"] && found.data.map(\.records) == [1])
        }
    }

    @Test func statementsSuppressFindings() async throws {
        let image = try await AdvisoryTrial.image([("libx", "x", "1")])
        let found = try trial.find(["tracker.json": AdvisoryMatchTests.tracker], in: image)
        func applied(_ text: String) throws -> [String] {
            let path = try folder.write(Array(text.utf8), to: "vex.json")
            return try StatementFiles(paths: [path]).applied(to: found, of: image.image).findings.filter {
                $0.suppression != nil
            }.map(\.id)
        }
        func vex(_ product: String, _ status: String = "not_affected", _ id: String = "CVE-1") -> String {
            "{\"@context\":\"https://openvex.dev/ns/v0.2.0\",\"author\":\"A\",\"timestamp\":\"2026-11-01T00:00:00Z\",\"statements\":[{\"vulnerability\":{\"name\":\"\(id)\"},\"products\":[{\"@id\":\"\(product)\"}],\"status\":\"\(status)\",\"justification\":\"component_not_present\"}]}"
        }
        #expect(try applied(vex("pkg:deb/debian/libx@1")) == ["CVE-1"])
        #expect(try applied(vex("pkg:deb/debian/libx")) == ["CVE-1"])
        #expect(try applied(vex("pkg:deb/debian/libx@1?arch=arm64")) == [])
        #expect(try applied(vex("pkg:deb/debian/libx@2")) == [])
        #expect(try applied(vex("pkg:deb/debian/other@1")) == [])
        #expect(try applied(vex("pkg:deb/debian/libx@1", "affected")) == [])
        #expect(try applied(vex("pkg:deb/debian/libx@1", "under_investigation")) == [])
        #expect(try applied(vex("pkg:deb/debian/libx@1", "fixed")) == ["CVE-1"])
        #expect(try applied(vex("pkg:deb/debian/libx@1", "not_affected", "CVE-77")) == [])
    }

    /// Where support ended early, an empty answer means nothing; where it is limited, that is said.
    @Test func knowsWhatIsNotSupportedAnyMore() async throws {
        let image = try await AdvisoryTrial.image([
            ("x", "x", "1"), ("php-horde-a", "php-horde-a", "1"), ("y", "y", "1"),
        ])
        let files = [
            "tracker.json": AdvisoryMatchTests.tracker,
            "security-support-ended.deb12": """

            # List of packages whose security support ends before the distribution EOL

            x\t9 \t2026-06-12 \t why it ended
            y               1       2026-12-01
            php-horde.*     0       2025-03-22
            broken
            """,
            "security-support-ended.deb11":
                "# List of packages whose security support ends before the distribution EOL\ny 1 2020-01-01 old\n",
            "security-support-limited":
                "# List of packages where security support is limited\ny    Only for trusted content\n",
        ]
        let found = try trial.find(files, in: image)
        #expect(
            found.gaps.map { "\($0.package ?? "") \($0.count): \($0.reason)" }.sorted() == [
                "php-horde-a 1: Debian's support of php-horde-a ended on 2025-03-22",
                "x 1: Debian's support of x ended on 2026-06-12: why it ended",
            ])
        let remarks = found.diagnostics.filter { $0.code == .limitedSupport || $0.code == .skippedAdvisory }
        #expect(
            remarks.map(\.message) == [
                "1 line can't be read and is left out",
                "Debian supports y only within limits: Only for trusted content",
            ])
        // Alone, such lists cover nothing.
        var lists = files
        lists["tracker.json"] = nil
        let uncovered = try trial.find(lists, in: image)
        #expect(uncovered.subjectCount == 0 && !uncovered.isComplete)
        #expect(VulnerabilityReport(image, uncovered).summary == "No data: the data has nothing of Debian 12")
        // On the day before it ended, and in a database.
        #expect(try trial.find(files, in: image, today: "2025-03-22").gaps.isEmpty)
        let stored = folder.path("stored.db")
        try AdvisoryDatabase.write(AdvisoryFiles(paths: trial.write(files), wanted: nil), to: stored)
        let again = try VulnerabilityMatcher(
            AdvisoryFiles(paths: [stored], wanted: ["x", "y", "php-horde-a"]),
            today: #require(CalendarDate("2026-11-26"))
        ).findings(in: image)
        #expect(again.gaps == found.gaps)
        // Without the release in its name a list of ends says nothing.
        #expect(throws: ImageError.self) {
            try AdvisoryFiles(
                paths: [folder.write(Array("# List of packages whose security support ends\n".utf8), to: "ends")],
                wanted: nil)
        }
    }

    /// In a folder, notes for people are left out with a word; what should be data and isn't is an error.
    @Test func leavesNotesInFoldersOut() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(Array(AdvisoryMatchTests.tracker.utf8), to: "tracker.json")
        _ = try folder.write(Array("# About this data\n".utf8), to: "README.md")
        let files = try AdvisoryFiles(paths: [folder.path("")], wanted: nil)
        #expect(files.provenance.count == 1)
        #expect(files.diagnostics.map(\.code) == [.skippedAdvisory])
        _ = try folder.write(Array("{\"id\":".utf8), to: "cut.json")
        #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [folder.path("")], wanted: nil) }
    }

    // MARK: The built database

    @Test func aDatabaseSaysWhatItsFilesSay() async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")], pip: [("a", "1")])
        let record = AdvisoryTrial.osv(
            "G", "PyPI", "a", events: "{\"introduced\":\"0\"},{\"fixed\":\"2\"}", more: ",\"aliases\":[\"CVE-5\"]")
        let paths = [
            try folder.write(Array(AdvisoryMatchTests.tracker.utf8), to: "tracker.json"),
            try folder.write(Array(record.utf8), to: "a.json"),
            try folder.write(
                Array("{\"catalogVersion\":\"2026.11.01\",\"vulnerabilities\":[{\"cveID\":\"CVE-5\"}]}".utf8),
                to: "kev.json"),
            try folder.write(Array("cve,epss,percentile\nCVE-4,0.5,0.9\n".utf8), to: "epss.csv"),
        ]
        let files = try AdvisoryFiles(paths: paths, wanted: nil)
        for name in ["one.db", "two.db"] { try AdvisoryDatabase.write(files, to: folder.path(name)) }
        let bytes = try ["one.db", "two.db"].map { try Data(contentsOf: URL(fileURLWithPath: folder.path($0))) }
        #expect(bytes[0] == bytes[1])
        let today = try #require(CalendarDate("2026-11-26"))
        let direct = try VulnerabilityMatcher(files, today: today).findings(in: image)
        for wanted in [nil, ["x", "a"]] as [Set<String>?] {
            let stored = try AdvisoryFiles(paths: [folder.path("one.db")], wanted: wanted)
            let found = try VulnerabilityMatcher(stored, today: today).findings(in: image)
            #expect(found.findings == direct.findings && found.findings.count == 8)
            #expect(found.data.map(\.kind) == direct.data.map(\.kind).sorted() && stored.coverage == files.coverage)
        }
        // Names are looked up, not put into statements.
        let hostile = try AdvisoryFiles(paths: [folder.path("one.db")], wanted: ["x'; DROP TABLE advisories; --"])
        #expect(hostile.all.isEmpty)
    }

    @Test func aDamagedDatabaseIsAnError() throws {
        let files = try AdvisoryFiles(
            paths: [folder.write(Array(AdvisoryMatchTests.tracker.utf8), to: "tracker.json")], wanted: nil)
        try AdvisoryDatabase.write(files, to: folder.path("whole.db"))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path("whole.db"))))
        for length in [16, 100, 5000, bytes.count / 2] {
            let path = try folder.write(Array(bytes.prefix(length)), to: "cut.db")
            #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [path], wanted: ["x"]) }
        }
        var other = try SQLiteFile.making(folder.path("other.db")) as SQLiteFile?
        try other?.rows("CREATE TABLE meta (name TEXT, value TEXT)", [])
        try other?.rows("INSERT INTO meta VALUES ('format', 'imagescan advisories 99')", [])
        other = nil
        #expect(throws: ImageError.self) { try AdvisoryFiles(paths: [folder.path("other.db")], wanted: ["x"]) }
    }

    @Test func comparesTwoImages() async throws {
        let files = ["tracker.json": AdvisoryMatchTests.tracker]
        let before = try trial.find(files, in: await AdvisoryTrial.image([("x", "x", "1")]))
        let after = try trial.find(files, in: await AdvisoryTrial.image([("x", "x", "3")]))
        let none = try trial.find(files, in: await AdvisoryTrial.image([("y", "y", "3")], release: "11"))
        let changes = VulnerabilityComparison(from: before, to: after)
        #expect(changes.fixed.map(\.id) == ["CVE-1"] && changes.introduced.isEmpty)
        #expect(VulnerabilityComparison(from: after, to: before).introduced.map(\.id) == ["CVE-1"])
        // What the data does not cover is not fixed.
        #expect(VulnerabilityComparison(from: before, to: none).fixed.isEmpty)
    }
}
