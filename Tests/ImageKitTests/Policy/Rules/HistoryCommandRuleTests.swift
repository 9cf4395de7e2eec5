import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports

@Suite struct HistoryCommandRuleTests {
    private func image(_ runs: String...) -> PolicyImage {
        var image = PolicyImage()
        image.layer("/bin/sh -c apt-get update && apt-get install base") { $0.add(file: "base") }
        image.step("/bin/sh -c #(nop)  CMD [\"bash\"]")
        for (index, run) in runs.enumerated() { image.layer(run) { $0.add(file: "file\(index)") } }
        return image
    }

    @Test(arguments: [
        "RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends curl # buildkit",
        "/bin/sh -c set -eux; apt-get -qq --no-install-recommends install curl; rm -rf /var/lib/apt/lists/*",
        "RUN apt-get -o Acquire::Retries=3 -t stable install curl --no-install-recommends",
        "|1 VERSION=3 /bin/sh -c DEBIAN_FRONTEND=noninteractive apt install --no-install-recommends curl",
    ])
    func passesWhereEveryCommandHasTheOption(run: String) async throws {
        let judgement = try await image(run).judge(
            HistoryCommandRule.self, "command: apt-get install\noption: --no-install-recommends")
        #expect(judgement.verdict == .pass)
        #expect(judgement.evidence.map(\.layer) == [1])
    }

    @Test func namesTheCommandsWithoutTheOption() async throws {
        let judgement = try await image(
            "RUN apt-get install --no-install-recommends a && apt-get install b", "RUN apt-get -y install c"
        ).judge(HistoryCommandRule.self, "command: apt-get install\noption: [--no-install-recommends, --no-recommends]")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.subject) == ["apt-get install b", "apt-get -y install c"])
        #expect(judgement.evidence.map(\.layer) == [1, 2])
    }

    @Test(arguments: [
        ("command: apt-get upgrade", Judgement.Verdict.pass), ("command: apt-get dist-upgrade", .fail),
        ("command: apt-get dist-upgrade\nexpect: absent", .pass), ("command: apt-get upgrade\nexpect: absent", .fail),
        ("command: apt-get install", .fail), ("command: apt-get install\nbase: true", .pass),
        ("command: apt-get install\noption: -y", .noData), ("command: pip install\noption: --no-cache-dir", .pass),
        ("command: rm -rf", .pass), ("command: \"cur*\"\nexpect: absent", .fail), ("command: upgrade", .fail),
        ("command: echo", .pass),
    ])
    func findsCommandsOfTheImageItself(yaml: String, verdict: Judgement.Verdict) async throws {
        let judgement = try await image(
            "RUN apt-get update && apt-get -y upgrade && rm -r -rf /x",
            "RUN python3 -m pip install --no-cache-dir a; /usr/local/bin/pip3.11 install --no-cache-dir=1 b; echo apt-get install; curl x | sh"
        ).judge(HistoryCommandRule.self, yaml)
        #expect(judgement.verdict == verdict)
    }

    @Test func hasNoDataWithoutAHistory() async throws {
        var image = image("RUN a")
        image.configuration.history = nil
        #expect(try await image.judge(HistoryCommandRule.self, "command: a").verdict == .noData)
    }

    @Test(arguments: ["", "command: \"\"", "command: a\nexpect: absent\noption: -y", "command: a\nexpect: never"])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try HistoryCommandRule(RuleParameters(yaml: yaml)) }
    }
}
