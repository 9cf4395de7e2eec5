import Foundation
import Testing

/// The commands that bring advisories.
@Suite struct VulnerabilitiesCommandTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        let record = """
            {"id":"PYSEC-1","modified":"2026-11-20T00:00:00Z","aliases":["CVE-2026-1"],"summary":"a hole","severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],"affected":[{"package":{"ecosystem":"PyPI","name":"click"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"9"}]}]}]}
            {"id":"DEBIAN-CVE-2026-2","modified":"2026-11-20T00:00:00Z","upstream":["CVE-2026-2"],"affected":[{"package":{"ecosystem":"Debian:12","name":"nothing"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}
            """
        try record.write(to: scratch.url("osv.jsonl"), atomically: true, encoding: .utf8)
        try String(record.prefix { $0 != "\n" }).write(
            to: scratch.url("pypi.jsonl"), atomically: true, encoding: .utf8)
    }

    private func run(_ arguments: String...) async throws -> Program.Outcome { try await Program().run(arguments) }

    @Test func findsAndFails() async throws {
        let data = scratch.path("osv.jsonl")
        let table = try await run("vulnerabilities", Fixtures.full, "--advisories", data, "-q")
        #expect(table.status == 0)
        #expect(table.text.contains("1 critical in 1 of 11 packages; 1 fixable.\n"))
        #expect(table.text.contains("CVE-2026-1  critical"))
        #expect(
            try await run("vulnerabilities", Fixtures.full, "--advisories", data, "-q", "--fail-on", "fixable-high")
                .status == 2)
        #expect(
            try await run("vulnerabilities", Fixtures.full, "--advisories", data, "-q", "--fail-on", "low").status == 2)
        // Without KEV nothing can be said of what is exploited.
        #expect(
            try await run("vulnerabilities", Fixtures.full, "--advisories", data, "-q", "--fail-on", "kev").status == 2)
        #expect(try await run("vulnerabilities", Fixtures.full, "-q").status == 64)
        #expect(try await run("vulnerabilities", Fixtures.full, "--advisories", Fixtures.full, "-q").status == 1)
    }

    @Test func aFolderWithoutAdvisoriesIsAnError() async throws {
        try FileManager.default.createDirectory(atPath: scratch.path("empty"), withIntermediateDirectories: false)
        let outcome = try await run("vulnerabilities", Fixtures.full, "--advisories", scratch.path("empty"))
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.message.contains("empty: the folder holds no advisories"))
    }

    @Test func standOnThePageOfUsage() async throws {
        let data = scratch.path("osv.jsonl")
        let page = try await run("usage", Fixtures.full, "-q", "-o", "html", "--advisories", data)
        #expect(page.status == 0 && page.text.contains("Vulnerabilities by package"))
        #expect(try await !run("usage", Fixtures.full, "-q", "-o", "html").text.contains("Vulnerabilities by package"))
        #expect(try await run("usage", Fixtures.full, "--removable", "--advisories", data).status == 64)
    }

    @Test func writesEveryFormat() async throws {
        for format in ["table", "json", "jsonl", "csv", "markdown", "html", "sarif", "junit", "cyclonedx", "openvex"] {
            let outcome = try await run(
                "vulnerabilities", Fixtures.full, "--advisories", scratch.path("osv.jsonl"), "-q", "-o", format)
            #expect(outcome.status == 0 && outcome.text.contains("CVE-2026-1"), "\(format)")
        }
    }

    @Test func fillsABill() async throws {
        for format in ["cyclonedx-json", "cyclonedx-json@1.7"] {
            let outcome = try await run(
                "sbom", Fixtures.full, "--advisories", scratch.path("osv.jsonl"), "-q", "-o",
                "\(format)=\(scratch.path(format))")
            try #require(outcome.status == 0, "\(outcome.message)")
            let text = try String(contentsOf: scratch.url(format), encoding: .utf8)
            #expect(text.contains("\"id\" : \"CVE-2026-1\"") && text.contains("Upgrade click to 9 or later"))
            #expect(text.contains("not looked up") == false)
            #expect(
                try BillValidators.schemaFaults(format.hasSuffix("1.7") ? "cdx17" : "cdx16", scratch.path(format)) == ""
            )
        }
        let refused = try await run(
            "sbom", Fixtures.full, "--advisories", scratch.path("osv.jsonl"), "-q", "-o", "spdx-json")
        #expect(refused.status == 64 && refused.message.contains("cyclonedx-json"))
    }

    @Test func buildsADatabaseThatSaysTheSame() async throws {
        let database = scratch.path("advisories.db")
        #expect(try await run("advisories", "build", scratch.path("osv.jsonl"), "-o", database).status == 0)
        #expect(try await run("advisories", "build", scratch.path("osv.jsonl"), "-o", database).status == 1)
        let direct = try await run(
            "vulnerabilities", Fixtures.full, "--advisories", scratch.path("osv.jsonl"), "-q", "-o", "csv")
        let stored = try await run("vulnerabilities", Fixtures.full, "--advisories", database, "-q", "-o", "csv")
        #expect(stored.text == direct.text && stored.status == 0)
        #expect(try await run("advisories", "show", database).text.contains("\nDebian:12  1 record\nPyPI  1 record\n"))
        #expect(
            try await run("advisories", "search", "CVE-2026-1", database).text.contains(
                "PyPI click: from 0, fixed in 9"))
        #expect(try await run("advisories", "search", "CVE-1999-1", database).status == 1)
    }

    @Test func ignoresWhatAFileNames() async throws {
        try
            "- {id: PYSEC-1, reason: not reached, expires: 2999-01-01}\n- {id: CVE-1, reason: gone}\n- {id: CVE-2026-1, reason: old, expires: 2020-01-01}\n"
            .write(to: scratch.url("ignore.yaml"), atomically: true, encoding: .utf8)
        let outcome = try await run(
            "vulnerabilities", Fixtures.full, "--advisories", scratch.path("osv.jsonl"), "--ignore",
            scratch.path("ignore.yaml"),
            "--fail-on", "low", "-o", "json")
        #expect(
            outcome.text.contains("\"justification\" : \"not reached\"") && outcome.text.contains("\"suppressed\" : 1"))
        #expect(outcome.message.contains("ignore.yaml:2: CVE-1 is ignored and not in the image"))
        #expect(outcome.message.contains("ignore.yaml:3: CVE-2026-1 is no longer ignored since 2020-01-01"))
        try "- {id: A}\n".write(to: scratch.url("bad.yaml"), atomically: true, encoding: .utf8)
        #expect(
            try await run(
                "vulnerabilities", Fixtures.full, "--advisories", scratch.path("osv.jsonl"), "--ignore",
                scratch.path("bad.yaml")
            ).status == 64)
    }

    @Test func saysWhatRemovalTakesAway() async throws {
        let record = """
            {"id":"DEBIAN-CVE-2026-3","modified":"2026-11-20T00:00:00Z","upstream":["CVE-2026-3"],"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],"affected":[{"package":{"ecosystem":"Debian:12","name":"python3.11"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}
            """
        try record.write(to: scratch.url("debian.jsonl"), atomically: true, encoding: .utf8)
        let data = [scratch.path("osv.jsonl"), scratch.path("debian.jsonl")].flatMap { ["--advisories", $0] } + ["-q"]
        let advice = try await Program().run(["advise", Fixtures.full] + data)
        let sentence = "It takes away 1 of 2 vulnerabilities (2 critical). Data: osv of 2026-11-20 ("
        #expect(advice.text.contains(sentence))
        #expect(advice.text.contains("   Takes away 1 vulnerability (1 critical)\n"))
        for format in ["table", "markdown", "html", "json"] {
            let check = try await Program().run(["check", Fixtures.full, "-o", format] + data)
            #expect(check.text.contains("Data: osv of 2026-11-20"), "\(format)")
        }
        let document = try await Program().run(["advise", Fixtures.full, "-o", "json"] + data)
        #expect(document.text.contains("\"id\" : \"CVE-2026-3\""))
        let why = try await Program().run(["why", Fixtures.full, "click"] + data)
        #expect(why.text.contains("  Known CVEs  1 vulnerability (1 critical): CVE-2026-1\n"))
        #expect(why.text.contains("It takes away 1 vulnerability (1 critical).\n"))
        let other = try await Program().run(["why", Fixtures.full, "netbase"] + data)
        #expect(other.text.contains("  Known CVEs  no known vulnerabilities\n"))
        let uncovered = try await run(
            "why", Fixtures.full, "netbase", "--advisories", scratch.path("pypi.jsonl"), "-q")
        #expect(uncovered.text.contains("  Known CVEs  no data: "))
        #expect(try await run("why", Fixtures.full, "click", "--vex", "a.json").status == 64)
    }

    @Test func comparesAndChecks() async throws {
        let data = scratch.path("osv.jsonl")
        let compared = try await run("compare", Fixtures.full, Fixtures.slim, "--advisories", data, "-q")
        #expect(compared.text.contains("\nVulnerabilities: 0 fixed, 0 introduced, 1 remaining\n"))
        let checked = try await run("check", Fixtures.full, "--policy", "scout", "--advisories", data, "-q")
        #expect(checked.text.contains("1 fixable vulnerability: click 8.1.7"))
        #expect(try await run("compare", Fixtures.full, Fixtures.slim, "--fail-on-introduced", "high").status == 64)
    }

    @Test func takesOneProofOfANewerBase() async throws {
        let outcome = try await Program().run(
            "vulnerabilities", Fixtures.slim, "--advisories", "x", "--newer-base", "a.tar", "--apt-lists", "lists")
        #expect(outcome.status == 64 && outcome.message.contains("give one of them"))
    }
}
