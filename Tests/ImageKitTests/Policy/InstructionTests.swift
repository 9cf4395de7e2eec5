import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Every builder's way of writing a step is understood.
@Suite struct InstructionTests {
    @Test(arguments: [
        ("/bin/sh -c #(nop)  CMD [\"bash\"]", "CMD", "[\"bash\"]"),
        ("/bin/sh -c #(nop) ADD file:1a2b in / ", "ADD", "file:1a2b in /"),
        ("/bin/sh -c apt-get update", "RUN", "apt-get update"),
        ("|2 A=b C=d e /bin/sh -c make", "RUN", "make"),
        ("RUN /bin/sh -c make # buildkit", "RUN", "make"),
        ("RUN |1 A=/bin/sh x /bin/sh -c make # buildkit", "RUN", "make"),
        ("RUN /bin/bash -o pipefail -c make | tee log # buildkit", "RUN", "make | tee log"),
        ("/bin/bash -euxo pipefail -c make", "RUN", "make"),
        ("/bin/bash -ceuo pipefail make", "RUN", "make"), ("/bin/bash --norc -c make", "RUN", "make"),
        ("RUN apt-get update # buildkit", "RUN", "apt-get update"),
        ("COPY --chown=1000:1000 . /app # buildkit", "COPY", "--chown=1000:1000 . /app"),
        ("USER 1000", "USER", "1000"),
        ("# debian.sh --arch 'amd64' out/ 'bookworm'", "", "# debian.sh --arch 'amd64' out/ 'bookworm'"),
        ("RUN /bin/sh -c set -eux;\n\tapt-get update # buildkit", "RUN", "set -eux;\n\tapt-get update"),
        ("RUN --mount=type=cache,target=/x /bin/sh -c make # buildkit", "RUN", "make"),
        ("RUN /usr/bin/env bash -c make all # buildkit", "RUN", "make all"),
        ("RUN bash -c 'make all' # buildkit", "RUN", "bash -c 'make all'"),
        ("|1 A=b sudo make", "RUN", "sudo make"), ("sudo make", "", "sudo make"),
        ("", "", ""), ("|", "", "|"), ("|x", "", "|x"), ("RUN", "RUN", ""), ("/bin/sh", "", "/bin/sh"),
    ])
    func reads(_ createdBy: String, _ keyword: String, _ arguments: String) {
        let instruction = Instruction(createdBy: createdBy)
        #expect(instruction.keyword == keyword && instruction.arguments == arguments)
    }

    @Test(arguments: [
        (
            "apt-get update && apt-get install -y --no-install-recommends 'a b' c",
            [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "a b", "c"]]
        ),
        ("set -eux;\n\tapt-get update; rm -rf /x", [["set", "-eux"], ["apt-get", "update"], ["rm", "-rf", "/x"]]),
        ("A=1 DEBIAN_FRONTEND=noninteractive apt-get \\\n upgrade", [["apt-get", "upgrade"]]),
        (
            "if ! command -v git; then apt-get install git; fi",
            [["command", "-v", "git"], ["apt-get", "install", "git"], ["fi"]]
        ),
        ("curl -s \"http://x/?a=1&b=2\" | sh", [["curl", "-s", "http://x/?a=1&b=2"], ["sh"]]),
        ("(cd /x && make)", [["cd", "/x"], ["make"]]),
        ("make # && sudo make\nls a#b", [["make"], ["ls", "a#b"]]),
        ("cat <<EOF > /x && ls\nsudo make\nEOF\nmake", [["cat", ">", "/x"], ["ls"], ["make"]]),
        ("bash -e <<-'EOF'\n\tsudo make\n\tEOF", [["bash", "-e"], ["sudo", "make"]]),
        ("echo $((1<<2))\nmake", [["echo", "$"], ["1"], ["make"]]),
        ("A=`sudo make`", [["sudo", "make"]]),
        ("make >x 2>&1 | tee y &>/dev/null & ls", [["make", ">x", "2>&1"], ["tee", "y", "&>/dev/null"], ["ls"]]),
        ("A=1 2>/dev/null > log ! B=2 make", [["make"]]),
        ("echo 'open", [["echo", "open"]]), ("", []), (" ; ; ", []), ("\\", []),
    ])
    func splits(_ text: String, _ commands: [[String]]) { #expect(ShellWords.commands(text) == commands) }

    @Test func readsAWordOfMegabytes() {
        let word = String(repeating: "a", count: 2 << 20)
        #expect(Instruction(createdBy: "/bin/sh -c echo \(word)").commands == [["echo", word]])
    }

    @Test(arguments: [
        ("RUN sudo sh -c 'make all'", ["sudo sh -c make all", "sh -c make all", "make all"]),
        ("RUN [\"bash\", \"-c\", \"make all; ls\"]", ["bash -c make all; ls", "make all", "ls"]),
        ("RUN sudo bash -c make all # buildkit", ["sudo bash -c make all", "bash -c make all", "make all"]),
        ("RUN A=1; B=2 timeout 5 make", ["timeout 5 make", "make"]), ("COPY . /app", []),
        ("RUN find / -exec rm {} \\; -exec ls {} +", ["find / -exec rm {} ; -exec ls {} +", "rm {}", "ls {}"]),
    ])
    func readsWhatCommandsRun(_ createdBy: String, _ commands: [String]) {
        #expect(Instruction(createdBy: createdBy).commands.map { $0.joined(separator: " ") } == commands)
    }

    @Test(arguments: ["sudo ", "sh -c ", "eval ", "find . -exec ", "bash <<A\n"])
    func readsOnlySoManyCommandsInOneAnother(_ wrapper: String) {
        let text = String(repeating: wrapper, count: 20_000) + "make"
        #expect(Instruction(createdBy: "/bin/sh -c " + text).commands.count < 40_000)
    }

    @Test func takesOneCountOfBuildArguments() {
        let text = String(repeating: "|1 ", count: 100_000) + "make"
        let instruction = Instruction(createdBy: text)
        #expect(instruction.keyword == "RUN" && instruction.arguments == String(text.dropFirst(3)))
    }
}
