import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading

/// Records that are about one vulnerability are one finding, and those about several are several.
struct AdvisoryMergeTests {
    private let trial: AdvisoryTrial

    init() throws { trial = try AdvisoryTrial() }

    private static let all = "{\"introduced\":\"0\"}"

    private func vector(_ impact: String) -> String {
        ",\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:\(impact)/I:\(impact)/A:\(impact)\"}]"
    }

    /// A DSA names all that it fixes: these are not aliases of each other.
    @Test func anAnnouncementOfSeveralIsSeveral() async throws {
        let files = [
            "dsa.json": AdvisoryTrial.osv(
                "DSA-1-1", "Debian:12", "x", events: "{\"introduced\":\"0\"},{\"fixed\":\"2\"}",
                more: ",\"upstream\":[\"CVE-2026-0018\",\"CVE-2026-0019\"]"),
            "one.json": AdvisoryTrial.osv(
                "DEBIAN-CVE-2026-0018", "Debian:12", "x", events: "{\"introduced\":\"0\"},{\"fixed\":\"2\"}",
                more: ",\"upstream\":[\"CVE-2026-0018\"]" + vector("L")),
            "two.json": AdvisoryTrial.osv(
                "DEBIAN-CVE-2026-0019", "Debian:12", "x", events: "{\"introduced\":\"0\"},{\"fixed\":\"3\"}",
                more: ",\"upstream\":[\"CVE-2026-0019\"]" + vector("H")),
        ]
        let found = try trial.find(files, in: await AdvisoryTrial.image([("x", "x", "1")]))
        #expect(found.counted.map(\.id) == ["CVE-2026-0019", "CVE-2026-0018"])
        #expect(found.counted.map(\.fixedVersion) == ["3", "2"])
        #expect(found.counted.map(\.severity) == [.critical, .high])
        #expect(found.counted.allSatisfy { $0.aliases.contains("DSA-1-1") })
        // A statement about the announcement is about all of it; one about one of them is not.
        let stored = try TemporaryFolder()
        try AdvisoryDatabase.write(
            AdvisoryFiles(paths: trial.write(files), wanted: nil), to: stored.path("a.db"))
        let again = try VulnerabilityMatcher(
            AdvisoryFiles(paths: [stored.path("a.db")], wanted: ["x"]), today: #require(CalendarDate("2026-11-26"))
        ).findings(in: await AdvisoryTrial.image([("x", "x", "1")]))
        #expect(again.findings == found.findings)
    }

    @Test func theHigherFixOfTwoRecordsCounts() async throws {
        let files = [
            "b1.json": AdvisoryTrial.osv(
                "B-1", "PyPI", "a", events: "{\"introduced\":\"0\"},{\"fixed\":\"2\"}", more: ",\"aliases\":[\"CVE-5\"]"
            ),
            "b2.json": AdvisoryTrial.osv(
                "B-2", "PyPI", "a", events: "{\"introduced\":\"0\"},{\"fixed\":\"3\"}", more: ",\"aliases\":[\"CVE-5\"]"
            ),
        ]
        let found = try trial.find(files, in: await AdvisoryTrial.image([], pip: [("a", "1")]))
        #expect(found.counted.map(\.fixedVersion) == ["3"])
    }

    /// PEP 440: 1.0 and 1.0.0 are one version, and 1.0+cpu is 1.0 as somebody built it.
    @Test(arguments: [
        ("1.0.0", "\"versions\":[\"1.0\"]", true), ("1.0+cpu", "\"versions\":[\"1.0\"]", true),
        ("1.1+cpu", "\"versions\":[\"1.0\"]", false),
    ])
    func pythonVersionsAreComparedAsVersions(installed: String, versions: String, isAffected: Bool) async throws {
        let record =
            "{\"id\":\"P\",\"modified\":\"2026-01-01\",\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\",\"name\":\"a\"},\(versions)}]}"
        let found = try trial.find(["a.json": record], in: await AdvisoryTrial.image([], pip: [("a", installed)]))
        #expect(found.counted.count == (isAffected ? 1 : 0))
    }

    @Test(arguments: [("1.0+cpu", true), ("1.0.post1", false), ("0.9+x", true)])
    func theLastAffectedVersionMayBeALocalOne(installed: String, isAffected: Bool) async throws {
        let record = AdvisoryTrial.osv(
            "P", "PyPI", "a", events: "{\"introduced\":\"0\"},{\"last_affected\":\"1.0\"}")
        let found = try trial.find(["a.json": record], in: await AdvisoryTrial.image([], pip: [("a", installed)]))
        #expect(found.counted.count == (isAffected ? 1 : 0))
    }

    /// Of two states of one record the later one counts, in whatever order they are read.
    @Test func aRecordThatWasTakenBackIsGone() async throws {
        let old = AdvisoryTrial.osv("A", "Debian:12", "x", events: Self.all)
        let new = old.replacingOccurrences(of: "\"id\"", with: "\"withdrawn\":\"2026-03-01T00:00:00Z\",\"id\"")
            .replacingOccurrences(of: "\"modified\":\"2026", with: "\"modified\":\"2027")
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        #expect(old != new)
        #expect(try trial.find(["a.json": old, "b.json": new], in: image).findings.isEmpty)
        #expect(try trial.find(["a.json": new, "b.json": old], in: image).findings.isEmpty)
    }

    @Test func severitiesOfTheTrackerHaveStars() {
        #expect(VulnerabilityFinding.Severity(word: "low**") == .low)
        #expect(VulnerabilityFinding.Severity(word: "high**") == .high)
        #expect(CVSS("AV:N/AC:L/Au:N/C:C/I:C/A:C").map { VulnerabilityFinding.Severity($0) } == .high)
    }

    /// A record of Ubuntu that names binaries is about these only.
    @Test func theEvidenceHasTheBinariesThatTheRecordNames() async throws {
        let record =
            "{\"id\":\"UBUNTU-CVE-2026-1\",\"modified\":\"2026-01-01\",\"affected\":[{\"package\":{\"ecosystem\":\"Ubuntu:22.04:LTS\",\"name\":\"openssl\"},\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[\(Self.all)]}],\"ecosystem_specific\":{\"binaries\":[{\"binary_name\":\"libssl3\"}]}}]}"
        let image = try await AdvisoryTrial.image(
            [("libssl3", "openssl", "3"), ("openssl-doc", "openssl", "3")], release: "ubuntu:22.04")
        let found = try trial.find(["a.json": record], in: image)
        #expect(found.counted.map { $0.packages.map(\.name) } == [["libssl3"]])
    }

    /// The tracker knows this very version: its changelog says nothing that the tracker has not seen.
    @Test(arguments: [
        "Fix CVE-2026-0103", "CVE-2026-0103 is still open.", "Partial fix for CVE-2026-0103",
    ])
    func theTrackerKnowsTheVersion(words: String) async throws {
        let tracker = """
            {"x": {"CVE-2026-0103": {"releases": {"bookworm": {"status": "open", "repositories": {"bookworm": "1"}}}}}}
            """
        let changelog =
            "x (1) bookworm; urgency=medium\n\n  * \(words)\n\n -- A <a@b>  Mon, 02 Nov 2026 13:55:59 +0100\n"
        let files = ["tracker.json": tracker, "x.changelog": changelog]
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        let found = try trial.find(files, in: image).readingChangelogs(
            of: image, and: AdvisoryFiles(paths: trial.write(files), wanted: nil))
        #expect(found.counted.map(\.id) == ["CVE-2026-0103"])
    }

    @Test(arguments: [
        ("Fix CVE-2026-0103", true), ("CVE-2026-0103: a buffer overflow", true), ("Ignore CVE-2026-0103: minor", false),
        ("Mention CVE-2026-0103 in NEWS", false), ("Add test for CVE-2026-0103 (patch pending)", false),
        ("Unfix CVE-2026-0103", false), ("Backport fails for CVE-2026-0103", false),
        ("Partial fix for CVE-2026-0103", false), ("CVE-2026-0103 is still open", false),
    ])
    func notEveryMentionIsAFix(words: String, isFix: Bool) {
        let changelog =
            "x (1) bookworm; urgency=medium\n\n  * \(words)\n\n -- A <a@b>  Mon, 02 Nov 2026 13:55:59 +0100\n"
        #expect(DebianChangelog.read(Array(changelog.utf8), file: "c")?.mentions.map(\.isFix) == [isFix])
    }
}
