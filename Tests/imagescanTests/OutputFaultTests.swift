import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Results are complete or absent, and the exit status tells, whatever happens while they are written.
@Suite struct OutputFaultTests {
    private static let image = Fixtures.url(Fixtures.slim).path

    /// The rest of a disk of 1 MiB holds less than the report.
    @Test(.enabled(if: Wrapper.canMount, "nothing can be mounted here"), arguments: [true, false])
    func leavesTheOldFileWhereTheDiskIsFull(_ exists: Bool) async throws {
        let scratch = try Scratch()
        var program = Program()
        program.wrapper = Wrapper.mounting(
            """
            mount -t tmpfs -o size=1m none '\(scratch.folder.path)' && cd '\(scratch.folder.path)' || exit 9
            \(exists ? "echo old > a.json" : "")
            dd if=/dev/zero of=filler bs=1000 count=2000 2>/dev/null
            dd if=/dev/null of=filler bs=4096 seek=255 2>/dev/null
            "$0" "$@" -o json=a.json
            status=$?
            ls -A
            cat a.json 2>/dev/null
            exit $status
            """)
        let outcome = try await program.run("inventory", OutputFaultTests.image)
        #expect(outcome.status == 1)
        #expect(outcome.message == "imagescan: a.json can't be written: No space left on device\n")
        #expect(outcome.text == (exists ? "a.json\nfiller\nold\n" : "filler\n"))
    }

    @Test func writesNothingToStandardOutputWhereAFileCannotBeWritten() async throws {
        let outcome = try await Program().run(
            "inventory", OutputFaultTests.image, "-o", "table", "-o", "json=/nonexistent/a.json")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
    }

    /// The program gets a signal while its file has a name that is not the final one; `true` where a file without a
    /// name can't be given one.
    @Test(
        .enabled(if: Wrapper.canTrace, "strace can't trace here"), arguments: [SIGINT, SIGTERM], [false, true])
    func takesItsTemporaryFileAway(_ signal: Int32, _ lacksNames: Bool) async throws {
        let scratch = try Scratch()
        let logs = try Scratch()
        let path = scratch.path("a.json")
        try Data("old".utf8).write(to: scratch.url("a.json"))
        var program = Program()
        let faults = ["rename:error=EIO:delay_enter=2000000"] + (lacksNames ? ["linkat:error=ENOENT"] : [])
        program.wrapper = Wrapper.strace(faults, log: logs.path("log"))
        Thread.detachNewThread {
            while (try? scratch.names)?.contains(where: { $0.hasSuffix(".partial") }) == false {
                Thread.sleep(forTimeInterval: 0.01)
            }
            // The first word of the first line is the process.
            if let process = (try? logs.text("log"))?.split(separator: " ").first.flatMap({ pid_t($0) }) {
                kill(process, signal)
            }
        }
        let outcome = try await program.run("inventory", OutputFaultTests.image, "-o", "json=\(path)")
        #expect(outcome.status == 128 + signal)
        #expect(try scratch.names == ["a.json"])
        #expect(try scratch.text("a.json") == "old")
    }

    @Test(.enabled(if: Wrapper.canTrace, "strace can't trace here"))
    func writesWhereFilesNeedAName() async throws {
        for lacksProc in [false, true] {
            let scratch = try Scratch()
            var program = Program()
            program.wrapper =
                lacksProc
                ? Wrapper.strace(["linkat:error=ENOENT"])
                : Wrapper.strace(["openat:error=EOPNOTSUPP"], on: scratch.folder.path)
            let path = scratch.path("a.csv")
            // The sandbox opens the folder too.
            let outcome = try await program.run("inventory", Fixtures.slim, "-o", "csv=\(path)", "--no-sandbox")
            #expect(outcome.status == 0)
            #expect(try scratch.names == ["a.csv"])
            try Golden.expect(try scratch.text("a.csv"), equals: "inventory-slim.csv")
        }
    }

    @Test func writesThroughALinkIntoAnotherFolder() async throws {
        let scratch = try Scratch()
        let other = try Scratch()
        try Data("old".utf8).write(to: other.url("a.csv"))
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path("link"), withDestinationPath: other.path("a.csv"))
        let outcome = try await Program().run("inventory", Fixtures.slim, "-o", "csv=\(scratch.path("link"))")
        #expect(outcome.status == 0)
        #expect(try scratch.names == ["link"])
        #expect(try other.names == ["a.csv"])
        try Golden.expect(try other.text("a.csv"), equals: "inventory-slim.csv")
    }

    /// A closed pipe hides neither a file that was asked for nor a gate that fails.
    @Test func doesTheRestWhereNobodyReads() async throws {
        let scratch = try Scratch()
        var program = Program()
        program.closesOutput = true
        let written = try await program.run(
            "inventory", Fixtures.slim, "-o", "table", "-o", "csv=\(scratch.path("a.csv"))")
        #expect(written.status == 0)
        #expect(written.errors.isEmpty)
        try Golden.expect(try scratch.text("a.csv"), equals: "inventory-slim.csv")
        let gate = try await program.run("compare", Fixtures.slim, Fixtures.full, "--max-size", "1")
        #expect(gate.status == 2)
    }

    /// No file is opened in place of a closed descriptor, so that no message or result ends in it.
    @Test func endsWith1WhereStandardOutputIsClosed() async throws {
        let scratch = try Scratch()
        var program = Program()
        program.wrapper = ["sh", "-c", "\"$0\" \"$@\" <&- >&-"]
        let outcome = try await program.run("inventory", OutputFaultTests.image)
        #expect(outcome.status == 1)
        #expect(outcome.message.contains("standard output can't be written: Bad file descriptor"))
        program.wrapper = ["sh", "-c", "\"$0\" \"$@\" <&- >&- 2>&-"]
        let path = scratch.path("a.csv")
        let file = try await program.run("inventory", Fixtures.slim, "-o", "csv=\(path)")
        #expect(file.status == 0)
        try Golden.expect(try scratch.text("a.csv"), equals: "inventory-slim.csv")
    }

    @Test func replacesAFileFromManyRunsAtOnce() async throws {
        let scratch = try Scratch()
        var program = Program()
        program.timeLimit = 120
        program.wrapper = [
            "bash", "-c",
            """
            for run in 1 2 3 4 5 6 7 8; do
                { "$0" "$@" > "$run.csv"; echo $? > "$run.status"; } &
            done
            wait
            """,
        ]
        program.folder = scratch.folder
        let outcome = try await program.run(
            "inventory", OutputFaultTests.image, "-o", "json=a.json", "-o", "csv")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        let runs = (1...8).map(String.init)
        #expect(try scratch.names == (["a.json"] + runs.flatMap { ["\($0).csv", "\($0).status"] }).sorted())
        for run in runs {
            #expect(try scratch.text("\(run).status") == "0\n")
            try Golden.expect(try scratch.text("\(run).csv"), equals: "inventory-slim.csv")
        }
        let expected = try await Program().run("inventory", OutputFaultTests.image, "-o", "json")
        #expect(try scratch.text("a.json") == expected.text)
    }
}
