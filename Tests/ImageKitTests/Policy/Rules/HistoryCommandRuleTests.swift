import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

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

    /// Spellings of one command, each as a shell reads it.
    private static let shellForms = [
        "apt-get install -y curl", "/usr/bin/apt-get install curl", "apt install curl",
        "apt-get -qqo Dpkg::Use-Pty=0 install curl", "sudo apt-get install curl", "doas -u root apt-get install curl",
        "sudo -E -u root DEBIAN_FRONTEND=noninteractive apt-get install curl", "sudo -nHu root apt-get install curl",
        "bash -c \"apt-get install curl\"", "sh -ec 'apt-get update; apt-get install curl'",
        "/bin/bash -euxo pipefail -c 'apt-get install curl'", "bash -cex 'apt-get install curl'",
        "bash --norc -c -- 'apt-get install curl' name", "env X=1 apt-get install curl",
        "env -u A X=1 /usr/bin/apt-get install curl", "/usr/bin/env -S 'X=1 apt-get install curl'",
        "cd /x && apt-get install curl", "true; apt-get install curl", "false || apt-get install curl",
        "(apt-get install curl)", "{ apt-get install curl; }", "yes | apt-get install curl",
        "apt-get install curl 2>&1 | tee log", ">/log 2>&1 apt-get install curl", "A=$(apt-get install curl)",
        "A=`apt-get install curl`", "if true; then apt-get install curl; fi", "! apt-get install curl",
        "for p in a b; do X=1 apt-get install $p; done", "timeout 60 nice -n 5 apt-get install curl",
        "time -p apt-get install curl", "exec apt-get install curl", "command apt-get install curl",
        "eval 'apt-get install curl'", "su -c 'apt-get install curl' root", "su - root -lc 'apt-get install curl'",
        "echo curl | xargs -rn 1 apt-get install", "find . -exec apt-get install {} +",
        "chroot /x apt-get install curl",
        "sudo env A=1 timeout 5 sh -c \"nice bash -c 'apt-get install curl'\"", "bash <<< 'apt-get install curl'",
        "<<EOF\napt-get install curl\nEOF", "bash -e <<'EOF'\napt-get install curl\nEOF",
        "sudo -u root bash -s <<EOF\napt-get install curl\nEOF", "cat <<EOF | sudo sh\napt-get install curl\nEOF",
        "apt-get \\\n  install curl",
    ]

    /// Spellings that name the command and do not run it.
    private static let otherForms = [
        "echo apt-get install curl", "apt-get update", "bash install.sh apt-get install", "true # apt-get install curl",
        "sh -c 'echo apt-get install curl'", "cat <<EOF > /x\napt-get install curl\nEOF", "command -v apt-get install",
        "apt-get -t install update", "apt-get -qo install update", "echo 'a; apt-get install curl'",
        "python3 -c 'apt-get install'", "sudo -u apt-get install curl", "bash x.sh <<EOF\napt-get install curl\nEOF",
    ]

    private static let steps: [(String, Bool)] = [
        ("RUN [\"apt-get\", \"install\", \"curl\"]", true),
        ("RUN [\"sudo\", \"apt-get\", \"install\", \"curl\"]", true),
        ("RUN [\"bash\", \"-c\", \"apt-get install curl\"]", true),
        ("RUN [\"/usr/bin/env\", \"X=1\", \"bash\", \"-ec\", \"apt-get update && apt-get install curl\"]", true),
        ("RUN [\"echo\", \"apt-get install curl\"]", false),
        // What builders write of an exec form.
        ("RUN bash -c apt-get update && apt-get install curl # buildkit", true),
        ("RUN sudo bash -c apt-get install curl # buildkit", true), ("sudo apt-get install curl", true),
        ("bash -c apt-get install curl", true), ("RUN apt-get install curl # buildkit", true),
        ("RUN /bin/bash -c \"apt-get install curl\" && true", true),
        ("/bin/bash -ceuo pipefail apt-get install curl", true),
        ("RUN --mount=type=cache,target=/x /bin/bash -ceu sudo apt-get install curl # buildkit", true),
        ("COPY apt-get install /", false), ("ENV A=apt-get install", false),
    ]

    private static let spellings: [(String, Bool)] =
        steps + shellForms.map { ("/bin/sh -c " + $0, true) }
        + shellForms.map { ("RUN |1 A=b /bin/sh -c \($0) # buildkit", true) }
        + otherForms.map { ("RUN /bin/sh -c \($0) # buildkit", false) }

    @Test(arguments: spellings)
    func readsEverySpelling(run: String, runs: Bool) async throws {
        let image = image(run)
        let present = try await image.judge(HistoryCommandRule.self, "command: apt-get install")
        #expect(present.verdict == (runs ? .pass : .fail))
        let absent = try await image.judge(HistoryCommandRule.self, "command: apt-get install\nexpect: absent")
        #expect(absent.verdict == (runs ? .fail : .pass))
        #expect(absent.evidence.map(\.layer) == (runs ? [1] : []))
    }

    @Test(arguments: [
        ("pip install a", true), ("sudo -H pip3.11 install a", true), ("python -m pip install a", true),
        ("/usr/bin/python3 -I -W ignore -m pip --no-input install a", true), ("python3 -Im pip install a", true),
        ("pip --cache-dir /x install a", true), ("sh -c 'pip install a'", true), ("pipx install a", false),
        ("pip download install", false), ("python3 pip install", false), ("python3 -m venv pip install", false),
    ])
    func readsEverySpellingOfPip(run: String, runs: Bool) async throws {
        let judgement = try await image("RUN " + run).judge(
            HistoryCommandRule.self, "command: pip install\nexpect: absent")
        #expect(judgement.verdict == (runs ? .fail : .pass))
    }

    @Test(arguments: ["sudo", "env", "timeout", "sh", "su", "find", "xargs", "sudo env", "sh -c"])
    func findsWhatRunsOtherCommandsToo(command: String) async throws {
        let judgement = try await image(
            "RUN sudo env A=1 timeout 5 make && sh -c 'make' && su -c 'make' && find . -exec make {} + | xargs make"
        ).judge(HistoryCommandRule.self, "command: \(command)\nexpect: absent")
        #expect(judgement.verdict == .fail && judgement.evidence.count == 1)
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
