import Foundation
import Testing

@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What was not looked at is never called clean.
struct AdvisoryGapTests {
    private let trial: AdvisoryTrial
    private let folder: TemporaryFolder

    init() throws {
        trial = try AdvisoryTrial()
        folder = try TemporaryFolder()
    }

    private static let all = "{\"introduced\":\"0\"}"

    @Test(arguments: [
        ("var/lib/rpm/rpmdb.sqlite", "not listed"), ("app/node_modules/x/package.json", "not listed"),
        ("app/hello", "no package is listed"),
    ])
    func packagesThatAreNotReadAreNotClean(path: String, reason: String) async throws {
        var tar = TarBuilder()
        tar.add("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        tar.add(path, "{}")
        let image = try await ImageAnalyzer().analyze(TestImage.image([tar.archive]))
        let found = try trial.find(["a.json": AdvisoryTrial.osv("A", "Debian:12", "x", events: Self.all)], in: image)
        #expect(!found.isComplete && found.unknown.contains { $0.kind == nil && $0.reason.contains(reason) })
        #expect(!VulnerabilityReport(image, found).summary.hasPrefix("No vulnerabilities found."))
        // What had vulnerabilities before has not lost them for that.
        let before = try trial.find(
            ["a.json": AdvisoryTrial.osv("A", "Debian:12", "x", events: Self.all)],
            in: await AdvisoryTrial.image([("x", "x", "1")]))
        #expect(VulnerabilityComparison(from: before, to: found).fixed.isEmpty)
        #expect(VulnerabilityComparison(from: found, to: before).introduced.isEmpty)
        #expect(VulnerabilityComparison(from: found, to: before).undecided.map(\.id) == ["A"])
    }

    @Test func packagesNewerThanTheDataAreNotClean() async throws {
        let tracker = """
            {"x": {"CVE-2": {"releases": {"bookworm": {"status": "open", "repositories": {"bookworm": "1"}}}}}}
            """
        let found = try trial.find(
            ["tracker.json": tracker], in: await AdvisoryTrial.image([("x-bin", "x", "5"), ("x-doc", "x", "5")]))
        #expect(found.counted.isEmpty && !found.isComplete)
        #expect(
            found.gapSummaries.map(\.sentence) == [
                "No data on 2 Debian packages (x): the data only knows older versions"
            ])
    }

    @Test(arguments: [("x.y", "3"), ("1", "3.7 garbage")])
    func versionsThatCannotBeComparedAreNotClean(installed: String, fixed: String) async throws {
        let image = try await AdvisoryTrial.image([("q", "q", "1")], pip: [("a", installed)])
        let record = AdvisoryTrial.osv("A", "PyPI", "a", events: "{\"introduced\":\"0\"},{\"fixed\":\"\(fixed)\"}")
        let found = try trial.find(
            ["a.json": record, "q.json": AdvisoryTrial.osv("Q", "Debian:12", "other", events: Self.all)], in: image)
        #expect(found.unknown.map(\.package) == ["a"])
    }

    /// A record that says nothing of versions, or not of which release it is, says nothing of the package.
    @Test(arguments: [
        ("Debian:12", "[]", "names no version"), ("Debian:12", "null", "names no version"),
        (
            "Debian", "[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1\"}]}]",
            "of which release of Debian"
        ),
    ])
    func recordsThatSayNothingAreNotClean(_ ecosystem: String, _ ranges: String, _ reason: String) async throws {
        let record =
            "{\"id\":\"A\",\"modified\":\"2026-11-25T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":\"\(ecosystem)\",\"name\":\"x\"},\"ranges\":\(ranges)}]}"
        let other = AdvisoryTrial.osv("B", "Debian:12", "other", events: Self.all)
        let found = try trial.find(
            ["a.json": record, "b.json": other], in: await AdvisoryTrial.image([("x", "x", "5")]))
        #expect(found.counted.isEmpty && found.unknown.contains { $0.package == "x" && $0.reason.contains(reason) })
    }

    /// What the tracker says can't be of a day; that is said beside the age of other data.
    @Test func theTrackerHasNoDates() async throws {
        let files = [
            "tracker.json":
                "{\"x\": {\"CVE-2\": {\"releases\": {\"bookworm\": {\"status\": \"open\", \"repositories\": {\"bookworm\": \"5\"}}}}}}",
            "a.json": AdvisoryTrial.osv("A", "Debian:12", "other", events: Self.all),
        ]
        let image = try await AdvisoryTrial.image([("x", "x", "5")])
        let then = try trial.find(files, in: image, asOf: "2026-12-20", today: "2026-12-24")
        #expect(then.diagnostics.contains { $0.message.contains("tracker has no dates") })
        #expect(then.diagnostics.contains { $0.code == .oldAdvisories })
        #expect(try !trial.find(files, in: image).diagnostics.contains { $0.message.contains("tracker has no dates") })
    }

    @Test func aFixInNoVersionIsNotClean() async throws {
        let tracker = """
            {"x": {"CVE-2": {"releases": {"bookworm": {"status": "resolved", "repositories": {"bookworm": "5"}}}}}}
            """
        let found = try trial.find(["tracker.json": tracker], in: await AdvisoryTrial.image([("x", "x", "5")]))
        #expect(found.unknown.contains { $0.package == "x" && $0.reason.contains("does not say in which version") })
    }

    /// Of two binaries of one source the base may have brought one, and the image's own layers the other.
    @Test func whatTheOwnLayersBroughtTooIsNotOfTheBase() async throws {
        func status(_ names: [String]) -> [UInt8] {
            Array(
                names.map {
                    "Package: \($0)\nStatus: install ok installed\nArchitecture: amd64\nSource: x\nVersion: 1\n\n"
                }
                .joined().utf8)
        }
        let day = try #require(CalendarDate("2026-11-26"))
        var (base, own) = (TarBuilder(), TarBuilder())
        base.add("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        base.add("var/lib/dpkg/status", contents: status(["libx"]))
        for names in [["libx"], ["libx", "x-tools"]] {
            own = TarBuilder()
            own.add("var/lib/dpkg/status", contents: status(names))
            let image = try await ImageAnalyzer().analyze(TestImage.image([base.archive, own.archive]))
            let files = try trial.write(["a.json": AdvisoryTrial.osv("A", "Debian:12", "x", events: Self.all)])
            let found = try VulnerabilityMatcher(AdvisoryFiles(paths: files, wanted: nil), today: day).findings(
                in: image, base: BaseLayers(of: image.image, count: 1))
            #expect(found.findings.map(\.isOfBase) == [names.count == 1])
        }
    }

    /// Of a zip only JSON is read; what may hold records besides may be about any package.
    @Test func filesOfAZipThatAreNotReadAreNotClean() async throws {
        let record = AdvisoryTrial.osv("A", "Debian:12", "other", events: Self.all)
        let day = try #require(CalendarDate("2026-11-26"))
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        for (name, isClean) in [("README.txt", true), ("x.jsonl", false), ("x.json.gz", false), ("Debian.zip", false)] {
            let files = try (["a.JSON", name]).map { try folder.write(Array(record.utf8), to: $0) }
            let zip = folder.path("\(name).all.zip")
            let process = try Process.run(
                URL(fileURLWithPath: "/usr/bin/python3"), arguments: ["-m", "zipfile", "-c", zip] + files)
            process.waitUntilExit()
            let found = try VulnerabilityMatcher(AdvisoryFiles(paths: [zip], wanted: nil), today: day).findings(
                in: image)
            #expect(found.isComplete == isClean, "\(name)")
            #expect(found.diagnostics.contains { $0.message.contains("only files of JSON are read") }, "\(name)")
        }
    }

    @Test func everyEndedReleaseIsKnown() {
        let ends = ReleaseEnds.builtIn
        for release in ["debian:6", "debian:7", "ubuntu:12.04", "ubuntu:19.10", "ubuntu:23.04", "ubuntu:24.10"] {
            #expect(ends.releases[release] != nil, "\(release)")
        }
        #expect(ends.releases["debian:12"]?.longTerm.description == "2028-06-30")
        #expect(ends.releases["ubuntu:22.04"]?.security.description == "2027-06-01")
    }

    /// No byte of a database can change without being noticed.
    @Test func aFlippedBitIsNoticed() throws {
        let record = AdvisoryTrial.osv("CVE-2026-1", "Debian:12", "foo", events: Self.all)
        let files = try AdvisoryFiles(paths: [folder.write(Array(record.utf8), to: "a.json")], wanted: nil)
        try AdvisoryDatabase.write(files, to: folder.path("whole.db"))
        #expect(try AdvisoryFiles(paths: [folder.path("whole.db")], wanted: nil).all.count == 1)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path("whole.db"))))
        for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 97)) {
            var damaged = bytes
            damaged[place] ^= 1
            let path = try folder.write(damaged, to: "damaged.db")
            #expect(throws: ImageError.self, "byte \(place)") { try AdvisoryFiles(paths: [path], wanted: ["foo"]) }
        }
    }

    @Test func theOrderOfTheArgumentsChangesNoByte() throws {
        let paths = try (0..<4).map { index in
            try folder.write(
                Array(AdvisoryTrial.osv("CVE-2026-\(index)", "Debian:12", "foo", events: Self.all).utf8),
                to: "\(index).json")
        }
        for (name, order) in [("one.db", paths), ("two.db", paths.reversed())] {
            try AdvisoryDatabase.write(
                AdvisoryFiles(paths: order, wanted: nil, hashesFiles: true), to: folder.path(name))
        }
        let bytes = try ["one.db", "two.db"].map { try Data(contentsOf: URL(fileURLWithPath: folder.path($0))) }
        #expect(bytes[0] == bytes[1])
        let stored = try AdvisoryFiles(paths: [folder.path("one.db")], wanted: [])
        #expect(stored.recordCounts == ["Debian:12": 4])
        #expect(stored.provenance.allSatisfy { $0.digest?.hasPrefix("sha256:") == true })
    }

    /// Ubuntu for some hardware is a release of its own.
    @Test func anotherUbuntuIsNotUbuntu() async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")], release: "ubuntu:22.04")
        let name = "Ubuntu:22.04:LTS:for:NVIDIA:BlueField"
        let found = try trial.find(["a.json": AdvisoryTrial.osv("A", name, "x", events: Self.all)], in: image)
        #expect(found.findings.isEmpty && !found.isComplete)
        let plain = try trial.find(
            ["a.json": AdvisoryTrial.osv("A", "Ubuntu:22.04:LTS", "x", events: Self.all)], in: image)
        #expect(plain.counted.count == 1 && plain.isComplete)
    }

    @Test func nothingIsKnownOfADayBeforeTheData() async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        let record = AdvisoryTrial.osv(
            "CVE-2026-1", "Debian:12", "x", events: Self.all, more: ",\"published\":\"2026-05-01T00:00:00Z\"")
        let found = try trial.find(["a.json": record], in: image, asOf: "2025-12-31")
        #expect(found.findings.isEmpty && !found.isComplete)
        let report = VulnerabilityReport(image, found)
        #expect(report.provenance.hasPrefix("Data, nothing published after 2025-12-31: "))
        #expect(report.summary == "No data: the data has nothing of 2025-12-31 or before")
        #expect(try VulnerabilityDocument(report).text().contains("\"covered\" : 0"))
    }

    /// Nothing is called free of vulnerabilities where no package is covered; where one is, only those that are.
    @Test func aReleasePastItsEndIsNoData() async throws {
        let record = AdvisoryTrial.osv("A", "Debian:10", "other", events: Self.all)
        let reason = "support of Debian 10 ended on 2024-06-30, and the data may lack what came later"
        let image = try await AdvisoryTrial.image([("x", "x", "1")], release: "10")
        let found = try trial.find(["a.json": record], in: image)
        #expect(found.subjectCount == 1 && found.coveredCount == 0)
        #expect(VulnerabilityReport(image, found).summary == "No data: \(reason)")
        let mixed = try await AdvisoryTrial.image([("x", "x", "1")], pip: [("a", "1")], release: "10")
        let python = AdvisoryTrial.osv("B", "PyPI", "b", events: Self.all)
        let partly = try trial.find(["a.json": record, "b.json": python], in: mixed)
        #expect(partly.subjectCount == 2 && partly.coveredCount == 1)
        #expect(
            VulnerabilityReport(mixed, partly).summary
                == "No vulnerabilities found in the packages that the data covers")
    }

    /// A list of what is exploited that names nothing says of nothing that it is not.
    @Test(arguments: [
        "{\"catalogVersion\":\"2026.11.01\",\"count\":0,\"vulnerabilities\":[]}",
        "{\"catalogVersion\":\"2026.11.01\",\"vulnerabilities\":[{\"cveID\":7}]}",
        "{\"catalogVersion\":\"2026.11.01\",\"cves\":[]}",
    ])
    func anEmptyListOfExploitedOnesIsNoData(_ list: String) async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        let record = AdvisoryTrial.osv("CVE-2026-1", "Debian:12", "other", events: Self.all)
        let files = try trial.write(["a.json": record, "kev.json": list])
        let database = folder.path("a.db")
        let source = try AdvisoryFiles(paths: files, wanted: nil)
        #expect(source.diagnostics.last?.message == "the list is empty and counts as no data")
        try AdvisoryDatabase.write(source, to: database)
        for paths in [files, [database]] {
            let found = try VulnerabilityMatcher(
                AdvisoryFiles(paths: paths, wanted: ["x"]), today: #require(CalendarDate("2026-11-26"))
            ).findings(in: image)
            #expect(!found.knowsExploited && found.data.contains { $0.kind == "kev" && $0.records == 0 })
        }
    }

    @Test func whatWasExploitedLaterWasNotThen() async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1")])
        let files = [
            "a.json": AdvisoryTrial.osv(
                "CVE-2026-1", "Debian:12", "x", events: Self.all, more: ",\"published\":\"2026-01-01T00:00:00Z\""),
            "kev.json": """
            {"catalogVersion":"2026.11.01","vulnerabilities":[
              {"cveID":"CVE-2026-1","dateAdded":"2026-10-01"}, {"cveID":7}]}
            """,
            "epss.csv": "#model_version:v1,score_date:2026-11-01T00:00:00+0000\ncve,epss,percentile\n"
                + "CVE-2026-1,0.5,0.9\nCVE-2026-2,9,0.1\n",
        ]
        let then = try trial.find(files, in: image, asOf: "2026-04-01")
        #expect(then.counted.map(\.isExploited) == [false] && then.counted.map(\.exploitLikelihood) == [nil])
        let now = try trial.find(files, in: image)
        #expect(now.counted.map(\.isExploited) == [true] && now.counted.map(\.exploitLikelihood) == [0.5])
        let skipped = now.diagnostics.filter { $0.code == .skippedAdvisory }.map(\.message)
        #expect(skipped == ["1 line can't be read and is left out", "1 entry can't be read and is left out"])
    }

    @Test(.timeLimit(.minutes(1))) func aPipeInAFolderIsLeftOut() throws {
        let own = try TemporaryFolder()
        _ = try own.write(Array(AdvisoryTrial.osv("A", "Debian:12", "x", events: Self.all).utf8), to: "a.json")
        #expect(unsafe mkfifo(own.path("pipe"), 0o600) == 0)
        let files = try AdvisoryFiles(paths: [own.path("")], wanted: nil)
        #expect(files.all.count == 1 && files.diagnostics.map(\.code) == [.skippedAdvisory])
    }

    /// One entry of the tracker that can't be read costs that entry, and the package's being called clean.
    @Test func aDamagedEntryOfTheTrackerCostsItself() async throws {
        let tracker = """
            {"x": {"CVE-1": {"releases": {"bookworm": {"status": "open", "repositories": {"bookworm": "1"}}}},
                   "CVE-2": {"releases": {"bookworm": {"status": ["open"]}}}}}
            """
        let found = try trial.find(["tracker.json": tracker], in: await AdvisoryTrial.image([("x", "x", "1")]))
        #expect(found.counted.map(\.id) == ["CVE-1"] && found.unknown.map(\.package) == ["x"])
    }

    /// The tracker counts before OSV where it speaks of the same vulnerability, and hides no other.
    @Test(arguments: ["resolved", "open"]) func theTrackerHidesNoOtherVulnerability(_ status: String) async throws {
        let image = try await AdvisoryTrial.image([("x", "x", "1.0-1")])
        let tracker = """
            {"x": {"CVE-2026-1": {"releases": {"bookworm": {"status": "\(status)", "fixed_version": "0",
              "nodsa": "Minor issue", "repositories": {"bookworm": "1.0-1"}}}}}}
            """
        let records = ["CVE-2026-1", "CVE-2026-2"].map {
            AdvisoryTrial.osv("DEBIAN-\($0)", "Debian:12", "x", events: Self.all, more: ",\"upstream\":[\"\($0)\"]")
        }
        let found = try trial.find(["tracker.json": tracker, "a.jsonl": records.joined(separator: "\n")], in: image)
        #expect(Set(found.counted.map(\.id)) == (status == "open" ? ["CVE-2026-1", "CVE-2026-2"] : ["CVE-2026-2"]))
        #expect(found.findings.first { $0.id == "CVE-2026-1" }?.status == (status == "open" ? .noDSA : nil))
    }

    @Test(arguments: [
        ("\"type\":\"GIT\",\"events\":[{\"introduced\":\"0\"}]", "commits alone"),
        ("\"type\":\"ECOSYSTEM\",\"events\":[]", "without a first version"),
        ("\"type\":\"ECOSYSTEM\",\"events\":[{\"fixed\":\"2\"}]", "without a first version"),
    ])
    func recordsThatDoNotTellTheirVersionsAreNoData(_ range: String, _ reason: String) async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1"), ("b", "1")])
        let record =
            "{\"id\":\"A\",\"modified\":\"2026-11-25T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\",\"name\":\"a\"},\"ranges\":[{\(range)}]}]}"
        let files = try trial.write(["a.json": record])
        let database = folder.path("a.db")
        try AdvisoryDatabase.write(AdvisoryFiles(paths: files, wanted: nil), to: database)
        for paths in [files, [database]] {
            let found = try VulnerabilityMatcher(
                AdvisoryFiles(paths: paths, wanted: ["a", "b"]), today: #require(CalendarDate("2026-11-26"))
            ).findings(in: image)
            #expect(found.findings.isEmpty && !found.isComplete)
            #expect(found.unknown.map(\.package) == ["a"])
            #expect(found.unknown.allSatisfy { $0.reason.contains(reason) })
        }
    }

    @Test func aVersionThatIsNamedAsItIsWrittenIsFound() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "2004d-x")])
        let record = AdvisoryTrial.osv(
            "A", "PyPI", "a", events: "{\"introduced\":\"3000\"}", affected: ",\"versions\":[\"2004d-x\"]")
        #expect(try trial.find(["a.json": record], in: image).findings.map(\.id) == ["A"])
        let other = AdvisoryTrial.osv("A", "PyPI", "a", events: Self.all, affected: ",\"versions\":[\"2004e-x\"]")
        let found = try trial.find(["a.json": other], in: image)
        #expect(found.findings.isEmpty && !found.isComplete)
    }

    @Test(arguments: [("2026-11-10", 1), ("2026-11-20", 0)])
    func whatWasWithdrawnLaterStoodThen(_ day: String, _ count: Int) async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let more = ",\"published\":\"2026-11-01T00:00:00Z\",\"withdrawn\":\"2026-11-15T00:00:00Z\""
        let record = AdvisoryTrial.osv("A", "PyPI", "a", events: Self.all, more: more)
        #expect(try trial.find(["a.json": record], in: image, asOf: day).findings.count == count)
        #expect(try trial.find(["a.json": record], in: image).findings.isEmpty)
    }

    @Test func aSeverityInWordsCountsWithoutAScore() async throws {
        let image = try await AdvisoryTrial.image([], pip: [("a", "1")])
        let more = ",\"database_specific\":{\"severity\":\"CRITICAL\"}"
        let record = AdvisoryTrial.osv("GHSA-1", "PyPI", "a", events: Self.all, more: more)
        #expect(try trial.find(["a.json": record], in: image).findings.map(\.severity) == [.critical])
    }
}
