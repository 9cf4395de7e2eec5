import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading

/// Rules that are decided with advisories, and the ends of releases.
@Suite struct AdvisoryRulesTests {
    private static func found(_ ids: [String]) -> [Vulnerability] {
        let package = Package(
            name: "a", version: "1", kind: .pypi, purl: PackageURL(type: "pypi", name: "a", version: "1"))
        return ids.map { Vulnerability(id: $0, package: package, severity: .high, fixedVersion: "2") }
    }

    private func judge(_ rule: String, _ yaml: String = "", now: [String]?, before: [String]? = nil, gap: String? = nil)
        async throws -> Judgement
    {
        try await TestPolicy.steps(["COPY a b"]).judge(rule, yaml) { input in
            input.vulnerabilities = now.map(AdvisoryRulesTests.found)
            input.vulnerabilitiesBefore = before.map(AdvisoryRulesTests.found)
            input.vulnerabilityGap = gap
        }
    }

    @Test func aPassNeedsDataOnEveryPackage() async throws {
        #expect(try await judge("no-fixable-vulnerabilities", now: []).verdict == .pass)
        #expect(try await judge("no-fixable-vulnerabilities", now: [], gap: "nothing of Debian 11").verdict == .noData)
        #expect(
            try await judge("no-fixable-vulnerabilities", now: ["CVE-1"], gap: "nothing of Debian 11").verdict == .fail)
        #expect(try await judge("no-high-profile-vulnerabilities", now: [], gap: "x").verdict == .noData)
    }

    /// What no package manager lists and the data does not cover may have anything, but not what packages had before.
    @Test(arguments: [
        ("no-fixable-vulnerabilities", "", Judgement.Verdict.noData),
        ("no-high-profile-vulnerabilities", "", .noData), ("response-time", "critical: 24h", .noData),
        ("vulnerability-fixed", "id: CVE-1", .pass),
    ])
    func unlistedSoftwareIsNoDataForWhatSpeaksOfAll(_ rule: String, _ yaml: String, _ verdict: Judgement.Verdict)
        async throws
    {
        let judgement = try await TestPolicy.steps(["COPY a b"]).judge(rule, yaml) { input in
            input.vulnerabilities = []
            input.vulnerabilitiesBefore = AdvisoryRulesTests.found(["CVE-1"])
            input.unlistedGap = "the data has nothing of CPython"
        }
        #expect(judgement.verdict == verdict)
        #expect((judgement.message == "the data has nothing of CPython") == (verdict == .noData))
    }

    @Test(
        arguments: [
            ([], ["CVE-1"], Judgement.Verdict.pass), (["CVE-1"], ["CVE-1"], .fail), ([], [], .fail), ([], nil, .noData),
            (nil, ["CVE-1"], .noData),
        ] as [([String]?, [String]?, Judgement.Verdict)])
    func aVulnerabilityIsFixedWhereOnlyTheImageBeforeHasIt(
        _ now: [String]?, _ before: [String]?, _ verdict: Judgement.Verdict
    ) async throws {
        #expect(try await judge("vulnerability-fixed", "id: CVE-1", now: now, before: before).verdict == verdict)
    }

    @Test func whatAStatementTakesBackIsNotFixed() async throws {
        let judgement = try await TestPolicy.steps(["COPY a b"]).judge("vulnerability-fixed", "id: CVE-1") { input in
            input.vulnerabilities = []
            var excused = AdvisoryRulesTests.found(["CVE-1"])
            excused[0].excuse = "ignore.yaml (ignored: not reached)"
            input.takenBackVulnerabilities = excused
            input.vulnerabilitiesBefore = AdvisoryRulesTests.found(["CVE-1"])
        }
        #expect(judgement.verdict == .noData)
        #expect(
            judgement.message
                == "still there: CVE-1, but excused by ignore.yaml (ignored: not reached); what is excused "
                + "counts neither as there nor as fixed, so there is no data")
    }

    @Test(arguments: [
        ("ID=debian\nVERSION_ID=\"12\"\n", "", Judgement.Verdict.pass), ("ID=debian\nVERSION_ID=\"8\"\n", "", .pass),
        ("ID=ubuntu\nVERSION_ID=\"22.04\"\n", "support: security", .pass), ("ID=arch\n", "", .noData),
        ("", "", .noData),
    ])
    func knowsTheEndsOfReleases(_ text: String, _ yaml: String, _ verdict: Judgement.Verdict) async throws {
        // The day of these checks is the first of 1970.
        let image = TestPolicy.files { $0.add("etc/os-release", text) }
        #expect(try await image.judge("supported-release", yaml).verdict == verdict)
    }

    @Test(arguments: [
        ("critical: 24h", "2026-11-25", Judgement.Verdict.pass, "1 fix"),
        ("critical: 24h", "2026-11-24", .fail, "1 fix out"),
        ("critical: 2d", "2026-11-24", .pass, ""), ("high: 24h", "2026-01-01", .pass, "nothing to fix"),
        ("critical: 24h", "", .noData, "the day is not known"), ("critical: 1 week", "2026-11-19", .pass, "7 days"),
    ])
    func aFixMayTakeSoLong(_ yaml: String, _ day: String, _ verdict: Judgement.Verdict, _ words: String) async throws {
        var found = AdvisoryRulesTests.found(["CVE-1"]).map {
            Vulnerability(id: $0.id, package: $0.package, severity: .critical, fixedVersion: "2")
        }
        found[0].fixNotice = CalendarDate(day).map { FixNotice(name: "DSA-1-1", date: $0) }
        let policy = try Policy(yaml: "rules: [{rule: response-time, with: {\(yaml)}}]")
        var input = try await PolicyTrial.input([TarBuilder()], for: [policy], today: "2026-11-26")
        input.vulnerabilities = found
        let judgement = try ResponseTimeRule(RuleParameters(yaml: yaml)).judge(input)
        #expect(judgement.verdict == verdict && judgement.message.contains(words), "\(judgement)")
        input.vulnerabilities = nil
        #expect(try ResponseTimeRule(RuleParameters(yaml: yaml)).judge(input).verdict == .noData)
        input.vulnerabilities = []
        input.vulnerabilityGap = "the data has nothing of Debian 12"
        #expect(try ResponseTimeRule(RuleParameters(yaml: yaml)).judge(input).verdict == .noData)
    }

    @Test(arguments: ["", "critical: soon", "critical: h", "critical: 5", "low: -1d"])
    func aTimeHasAUnit(_ yaml: String) {
        #expect(throws: PolicyError.self) { try ResponseTimeRule(RuleParameters(yaml: yaml)) }
    }

    @Test func aReleasePastItsEndFails() async throws {
        var tar = TarBuilder()
        tar.add("etc/os-release", "ID=debian\nVERSION_ID=\"11\"\n")
        let policy = try Policy(
            yaml: "rules: [supported-release, {rule: supported-release, id: s, with: {support: security}}]")
        for (day, statuses) in [("2026-08-31", [Finding.Status.pass, .fail]), ("2026-09-01", [.fail, .fail])] {
            let input = try await PolicyTrial.input([tar], for: [policy], today: day)
            #expect(PolicyCheck(input, policies: [policy]).findings.map(\.status) == statuses)
        }
    }
}
