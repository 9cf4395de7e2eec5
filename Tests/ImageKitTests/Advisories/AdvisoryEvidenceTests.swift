import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What is known beside the records: changelogs, announcements of fixes, the ends of releases, and where packages come from.
@Suite struct AdvisoryEvidenceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func image(
        _ packages: [(name: String, version: String)], release: String = "debian 12",
        _ fill: (inout TarBuilder) throws -> Void = { _ in }
    ) async throws -> ImageAnalysis {
        let words = release.split(separator: " ")
        var tar = TarBuilder()
        tar.add("etc/os-release", "ID=\(words[0])\nVERSION_ID=\"\(words[1])\"\n")
        let stanzas = packages.map {
            "Package: \($0.name)\nStatus: install ok installed\nArchitecture: amd64\nVersion: \($0.version)\n\n"
        }
        tar.add("var/lib/dpkg/status", stanzas.joined())
        try fill(&tar)
        return try await AdvisoryEvidenceTests.analysis(of: tar)
    }

    private static func analysis(of tar: TarBuilder) async throws -> ImageAnalysis {
        var options = ScanOptions()
        options.readsAdvisoryFiles = true
        return try await ImageAnalyzer(options: options).analyze(TestImage.image([tar.archive]))
    }

    private func source(_ files: [(name: String, contents: [UInt8])]) throws -> AdvisoryFiles {
        try AdvisoryFiles(paths: files.map { try folder.write($0.contents, to: $0.name) }, wanted: nil)
    }

    private func find(_ source: AdvisoryFiles, in image: ImageAnalysis, today: String = "2026-11-26") throws
        -> VulnerabilityFindings
    {
        try VulnerabilityMatcher(source, today: #require(CalendarDate(today))).findings(in: image)
            .readingChangelogs(of: image, and: source)
    }

    private static func tracker(_ name: String, _ ids: [String], _ release: String = "bookworm", fixed: String? = nil)
        -> [UInt8]
    {
        let verdict = fixed.map { "\"status\":\"resolved\",\"fixed_version\":\"\($0)\"" } ?? "\"status\":\"open\""
        let issues = ids.map {
            "\"\($0)\":{\"releases\":{\"\(release)\":{\(verdict),\"repositories\":{\"\(release)\":\"1.0-1\"}}}}"
        }
        return Array("{\"\(name)\":{\(issues.joined(separator: ","))}}".utf8)
    }

    private static let changelog = """
        perl (1.0-1+deb12u2) bookworm-security; urgency=high

          * [SECURITY] several upstream fixes:
            + CVE-2026-1001: one
                (Closes: #1)
            + CVE-2026-1002: another,
              also CVE-2026-1003
          * Revert the fix of CVE-2026-1004, which broke things.
          * This is not a fix for CVE-2026-1006.
          * Disable the fix for CVE-2026-1007, it broke users.
          * Mitigate CVE-2026-1008.

         -- A Maintainer <a@example.org>  Tue, 29 Sep 2026 01:59:00 +0000

        perl (1.0-1+deb12u1) bookworm; urgency=medium

          * Fix CVE-2026-1004.
          * CVE-2026-1005 is not fixed yet.

         -- A Maintainer <a@example.org>  Mon, 01 Jun 2026 01:59:00 +0000

        """

    @Test(arguments: [
        ("1.0-1+deb12u2", ["1001", "1002", "1003"]), ("1.0-1+deb12u1", ["1004"]), ("1.0-1", []),
        ("1.0-1+deb12u3", ["1001", "1002", "1003"]),
    ])
    func changelogsSayWhatIsFixed(_ version: String, _ fixed: [String]) async throws {
        let ids = (1001...1008).map { "CVE-2026-\($0)" }
        let tracker = ("tracker.json", AdvisoryEvidenceTests.tracker("perl", ids))
        let text = Array(AdvisoryEvidenceTests.changelog.utf8)
        // The image's own, compressed and not, in a lower layer too; one that was given; one of a database.
        let compressed = try await image([("perl", version)]) {
            $0.add("usr/share/doc/perl/changelog.Debian.gz", contents: try Compressor.gzip(text))
        }
        let plain = try await image([("perl", version)]) { $0.add("usr/share/doc/perl/changelog", contents: text) }
        let bare = try await image([("perl", version)])
        let given = try source([tracker, ("perl.changelog", text)])
        let database = folder.path("a.db")
        try AdvisoryDatabase.write(given, to: database)
        // One that was given and has no entry of the installed version may be another branch's.
        let isGivenOne = version != "1.0-1+deb12u3"
        for (found, fixed) in [
            (try find(source([tracker]), in: compressed), fixed), (try find(source([tracker]), in: plain), fixed),
            (try find(given, in: bare), isGivenOne ? fixed : []),
            (try find(AdvisoryFiles(paths: [database], wanted: ["perl"]), in: bare), isGivenOne ? fixed : []),
        ] {
            let suppressed = found.findings.filter { $0.suppression != nil }
            #expect(suppressed.map { String($0.id.suffix(4)) }.sorted() == fixed)
            #expect(suppressed.allSatisfy { $0.suppression?.status == "fixed" && $0.suppression?.date != nil })
            #expect(found.findings.count == 8)
            // The same file has the same name, read as it is or out of a database.
            let isImages = found.findings.contains { $0.suppression?.source.hasPrefix("/usr/share/doc/") == true }
            #expect(suppressed.allSatisfy { isImages || $0.suppression?.source == "perl.changelog" })
        }
        try FileManager.default.removeItem(atPath: database)
        #expect(try find(source([tracker]), in: bare).findings.allSatisfy { $0.suppression == nil })
    }

    @Test func whatWasSaidLaterCanBeLeftOut() async throws {
        let ids = ["CVE-2026-1001"]
        let given = try source([
            ("tracker.json", AdvisoryEvidenceTests.tracker("perl", ids)),
            ("perl.changelog", Array(AdvisoryEvidenceTests.changelog.utf8)),
        ])
        let image = try await image([("perl", "1.0-1+deb12u1")])
        for (day, fixed) in [("2026-09-28", nil), ("2026-09-29", "1.0-1+deb12u2")] as [(String, String?)] {
            let date = try #require(CalendarDate(day))
            let found = try VulnerabilityMatcher(given, asOf: date, today: date).findings(in: image)
                .readingChangelogs(of: image, and: given, asOf: date)
            #expect(found.findings.map(\.fixedVersion) == [fixed])
        }
    }

    @Test func changelogsOfOtherPackagesSayNothing() async throws {
        let tracker = ("tracker.json", AdvisoryEvidenceTests.tracker("perl", ["CVE-2026-1001"]))
        let other = AdvisoryEvidenceTests.changelog.replacing("perl (", with: "perl5 (")
        let image = try await image([("perl", "1.0-1+deb12u2")]) {
            $0.add("usr/share/doc/perl/changelog.Debian.gz", contents: Array(other.utf8))
        }
        #expect(try find(source([tracker]), in: image).findings.allSatisfy { $0.suppression == nil })
    }

    @Test func whatStandsBelowADenialIsNoFix() throws {
        let text = """
            perl (2) x; urgency=low

              * Not fixed yet:
                - CVE-2026-1001
                - CVE-2026-1002
              * Drop patch for CVE-2026-1003, which upstream has.
              * Fixed: CVE-2026-1004

             -- A <a@b.c>  Tue, 29 Sep 2026 01:59:00 +0000

            perl (1) x; urgency=low

              * Fix CVE-2026-1003.

             -- A <a@b.c>  Tue, 29 Sep 2026 01:59:00 +0000
            """
        let changelog = try #require(DebianChangelog.read(Array(text.utf8), file: "f"))
        let order = Package.Kind.deb.ecosystem.order
        let fixed = (1001...1004).filter { changelog.fix(of: ["CVE-2026-\($0)"], in: "2", order: order) != nil }
        #expect(fixed == [1003, 1004])
    }

    @Test func damagedChangelogsSayNothing() {
        for text in ["", "no changelog", "perl 1.0", " (1)", "perl (1.0) x; urgency=low", "a (1)", "\u{0}\u{1}"] {
            #expect(DebianChangelog.read(Array(text.utf8), file: "f")?.mentions.isEmpty ?? true)
        }
    }

    private static let notices = """
        [24 Nov 2026] DSA-6002-2 perl - regression update
        \t{CVE-2026-1001}
        \t[bookworm] - perl 1.0-1+deb12u3
        [20 Nov 2026] DSA-6002-1 perl - security update
        \t{CVE-2026-1001 CVE-2026-1002}
        \t[bookworm] - perl 1.0-1+deb12u2
        \t[trixie] - perl 2.0-1+deb13u1
        \tNOTE: a remark
        [nonsense

        """

    @Test func announcementsSayWhenAFixCame() async throws {
        let ids = ["CVE-2026-1001", "CVE-2026-1003"]
        let given = try source([
            ("list", Array(AdvisoryEvidenceTests.notices.utf8)),
            ("tracker.json", AdvisoryEvidenceTests.tracker("perl", ids, fixed: "1.0-1+deb12u2")),
        ])
        #expect(given.provenance.first?.kind == "debian-notices" && given.provenance.first?.date == "2026-11-24")
        #expect(given.diagnostics.map(\.code) == [.skippedAdvisory])
        let database = folder.path("a.db")
        try AdvisoryDatabase.write(given, to: database)
        let image = try await image([("perl", "1.0-1")])
        for source in [given, try AdvisoryFiles(paths: [database], wanted: ["perl"])] {
            let found = try find(source, in: image).findings
            #expect(found.map(\.id).sorted() == ids)
            let notices = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.fixNotice) })
            // The first announcement of the whole fix counts, and the tracker itself has no days.
            #expect(notices["CVE-2026-1001"]??.name == "DSA-6002-1")
            #expect(notices["CVE-2026-1001"]??.date.description == "2026-11-20")
            #expect(notices["CVE-2026-1003"] == .some(nil))
        }
    }

    @Test func anEarlierAnnouncementIsNotThatOfTheWholeFix() async throws {
        let given = try source([
            ("list", Array(AdvisoryEvidenceTests.notices.utf8)),
            ("tracker.json", AdvisoryEvidenceTests.tracker("perl", ["CVE-2026-1001"], fixed: "1.0-1+deb12u3")),
        ])
        let found = try find(given, in: try await image([("perl", "1.0-1")]))
        #expect(found.findings.map { $0.fixNotice?.name } == ["DSA-6002-2"])
    }

    @Test func aReleasePastItsEndIsNeverClean() async throws {
        let tracker = ("tracker.json", AdvisoryEvidenceTests.tracker("other", ["CVE-2026-1"]))
        let table =
            "version,codename,series,created,release,eol,eol-lts,eol-elts\n12,Bookworm,bookworm,2021-08-14,2023-06-10,2026-07-11,2026-08-01\n"
        let image = try await image([("perl", "1.0-1")])
        #expect(try find(source([tracker]), in: image).isComplete)
        let given = try source([tracker, ("debian.csv", Array(table.utf8))])
        let database = folder.path("a.db")
        try AdvisoryDatabase.write(given, to: database)
        for source in [given, try AdvisoryFiles(paths: [database], wanted: ["perl"])] {
            #expect(source.releaseEnds.release("debian", "12.9")?.ends.longTerm.description == "2026-08-01")
            #expect(source.releaseEnds.release("debian", "13") != nil)
            #expect(try find(source, in: image, today: "2026-08-01").isComplete)
            let late = try find(source, in: image, today: "2026-08-02")
            #expect(late.unknown.map(\.count) == [1])
            #expect(late.unknown.first?.reason.contains("ended on 2026-08-01") == true)
        }
    }

    @Test(.enabled(if: SharedData.isAvailable, "\(SharedData.comment)"))
    func readsTheTablesAndListsOfDebian() throws {
        let lifecycle = "advisories/2026-11/lifecycle"
        let source = try AdvisoryFiles(
            paths: [
                try SharedData.url("\(lifecycle)/debian.csv").path, try SharedData.url("\(lifecycle)/ubuntu.csv").path,
            ], wanted: nil)
        #expect(source.releaseEnds.release("debian", "12.5")?.ends.longTerm.description == "2028-06-30")
        #expect(source.releaseEnds.release("ubuntu", "22.04")?.name == "ubuntu:22.04")
        for name in ["DSA-list.2023-04-02.xz", "DLA-list.2023-04-02.xz"] {
            let list = try AdvisoryFiles(
                paths: [try SharedData.url("advisories/2026-11/tracker/\(name)").path], wanted: ["xorg-server"])
            #expect(list.provenance.first.map { $0.records > 3000 } == true)
            #expect(list.diagnostics.isEmpty)
        }
    }

    @Test(arguments: [
        ("1.0-1~bpo12+1", "backports"), ("1.0-1.pgdg120+1", "PostgreSQL"), ("1.0-1ubuntu2", "Ubuntu"),
        ("1.0-1nodesource1", "NodeSource"),
    ])
    func whatComesFromElsewhereIsSetAside(_ version: String, _ origin: String) async throws {
        let image = try await image([("perl", version)])
        let tracker = ("tracker.json", AdvisoryEvidenceTests.tracker("perl", ["CVE-2026-1"]))
        let found = try find(source([tracker]), in: image)
        #expect(found.findings.isEmpty && !found.isComplete)
        #expect(found.setAside.map(\.name) == ["perl"])
        #expect(found.setAside.first?.reason.contains(origin) == true)
    }

    @Test func anotherReleasesUpdateIsMatchedThere() async throws {
        let image = try await image([("perl", "1.0-1+deb13u1")])
        let here = ("a.json", AdvisoryEvidenceTests.tracker("perl", ["CVE-2026-1"]))
        let there = ("b.json", AdvisoryEvidenceTests.tracker("perl", ["CVE-2026-2"], "trixie"))
        #expect(try find(source([here, there]), in: image).findings.map(\.id) == ["CVE-2026-2"])
        #expect(try !find(source([here]), in: image).isComplete)
    }

    @Test(
        arguments: [
            ("1.0-1", VulnerabilityFinding.Status.open, "fixed in Ubuntu Pro by 1.0-1+esm2"),
            ("1.0-1+esm1", .fixed, nil), ("1.0-1+esm2", nil, nil),
        ] as [(String, VulnerabilityFinding.Status?, String?)])
    func fixesOfUbuntuProAreForWhoHasIt(
        _ version: String, _ status: VulnerabilityFinding.Status?, _ reason: String?
    ) async throws {
        let image = try await image([("perl", version)], release: "ubuntu 16.04")
        let record = """
            {"id":"UBUNTU-CVE-2026-1","modified":"2026-01-01T00:00:00Z","upstream":["CVE-2026-1"],"affected":[{"package":{"ecosystem":"Ubuntu:Pro:16.04:LTS","name":"perl"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.0-1+esm2"}]}]}]}
            {"id":"UBUNTU-CVE-2026-9","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"Ubuntu:16.04:LTS","name":"other"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}
            """
        let found = try find(source([("a.jsonl", Array(record.utf8))]), in: image)
        #expect(found.findings.map(\.status) == [status].compactMap { $0 })
        #expect(found.findings.first?.reason == reason)
    }

    @Test func aNewerBaseTakesSomeAway() async throws {
        let ids = ["CVE-2026-1", "CVE-2026-2"]
        let given = try source([
            ("a.json", AdvisoryEvidenceTests.tracker("perl", [ids[0]], fixed: "2.0-1")),
            ("b.json", AdvisoryEvidenceTests.tracker("tar", [ids[1]])),
        ])
        let old = try await image([("perl", "1.0-1"), ("tar", "0.9-1")])
        let newer = try await image([("perl", "2.0-1"), ("tar", "0.9-1")])
        let found = try VulnerabilityMatcher(given, today: #require(CalendarDate("2026-11-26"))).findings(
            in: old, base: BaseLayers(of: old.image, count: 1))
        var compared = found
        compared.newerBase = BaseUpgrade(of: found, newer: try find(given, in: newer), named: "new.tar")
        #expect(found.findings.map(\.id).sorted() == ids)
        #expect(compared.newerBase?.fixes == 1 && compared.newerBase?.of == 2)
        #expect(
            VulnerabilityReport(old, compared).remarks
                == ["A newer base fixes 1 of the base's 2, according to new.tar."])
    }

    @Test func interpretersAndCopiesStandApart() async throws {
        let site = "usr/local/lib/python3.11/site-packages"
        var tar = TarBuilder()
        tar.add("usr/local/bin/python3.11", "\u{7F}ELF")
        tar.add("usr/local/lib/python3.11/os.py", "")
        tar.add("\(site)/pip-23.0.1.dist-info/METADATA", "Name: pip\nVersion: 23.0.1\n")
        tar.add("\(site)/setuptools-75.0.dist-info/METADATA", "Name: setuptools\nVersion: 75.0\n")
        tar.add("\(site)/setuptools/_vendor/wheel-0.43.0.dist-info/METADATA", "Name: wheel\nVersion: 0.43.0\n")
        tar.add("\(site)/pip/_vendor/vendor.txt", "requests==2.28.2\n    urllib3==1.26.14 # why\n# a remark\nodd\n")
        let image = try await AdvisoryEvidenceTests.analysis(of: tar)
        func record(_ id: String, _ ecosystem: String, _ name: String, _ fixed: String) -> String {
            """
            {"id":"\(id)","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"\(ecosystem)","name":"\(name)"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"\(fixed)"}]}]}]}
            """
        }
        let pypi = record("GHSA-1", "PyPI", "requests", "2.32.0")
        let found = try find(source([("a.json", Array(pypi.utf8))]), in: image)
        #expect(found.findings.map(\.id) == ["GHSA-1"] && found.counted.isEmpty)
        #expect(found.findings.first?.suppression?.status == "vendored")
        #expect(found.findings.first?.suppression?.justification.contains("pip 23.0.1") == true)
        // What no package manager lists and the data does not cover is no data, and no gap among the packages.
        #expect(found.setAside.isEmpty && found.isComplete)
        #expect(
            found.gapSummaries.map(\.sentence) == [
                "No data on CPython 3.11 (/usr/local/bin/python3.11): no package manager lists it and the data has nothing of it; "
                    + "add OSV's records of Bitnami or DHI"
            ])
        #expect(Vulnerability.gap(in: found) == nil)
        #expect(
            Vulnerability.unlistedGap(in: found)?.contains("CPython 3.11 (/usr/local/bin/python3.11): no package")
                == true)
        let wheel = try find(
            source([("w.json", Array(record("GHSA-2", "PyPI", "wheel", "0.46.2").utf8))]), in: image)
        #expect(wheel.counted.isEmpty)
        #expect(wheel.findings.first?.suppression?.justification.contains("setuptools 75.0") == true)
        let python = record("CVE-2026-7", "DHI", "python", "3.11.9")
        let both = try source([("b.jsonl", Array("\(pypi)\n\(python)\n".utf8))])
        let known = try find(both, in: image)
        #expect(known.counted.isEmpty && known.setAside.isEmpty)
        #expect(known.unknown.contains { $0.package == "python" && $0.reason == "nothing says which 3.11 it is" })
        #expect(VulnerabilityReport(image, found).summary.contains("in the packages that the data covers"))
        // Its headers say it, and no package need be beside it.
        var bare = TarBuilder()
        bare.add("usr/local/bin/python3.11", "\u{7F}ELF")
        bare.add("usr/local/bin/python3.11-config", "#!/bin/sh\n")
        bare.add(
            "usr/local/include/python3.11/patchlevel.h",
            "/* */\n#define PY_VERSION      \t\"3.10\"\n#define PY_VERSION \"3.11.8\"\n")
        let told = try find(both, in: await AdvisoryEvidenceTests.analysis(of: bare))
        #expect(told.counted.map(\.id) == ["CVE-2026-7"] && told.unknown.isEmpty)
        #expect(told.counted.first?.packages.first?.purl.description == "pkg:generic/python@3.11.8")
    }
}
