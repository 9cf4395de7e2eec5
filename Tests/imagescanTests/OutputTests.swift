import Foundation
import Testing

/// Where results go, and that they go there whole or not at all.
@Suite struct OutputTests {
    @Test func writesSeveralFormats() async throws {
        let scratch = try Scratch()
        let outcome = try await Program().run(
            "inventory", Fixtures.slim, "-o", "json=\(scratch.path("a.json"))", "-o", "csv=\(scratch.path("b.csv"))",
            "--output", "table")
        #expect(outcome.status == 0)
        #expect(try scratch.names == ["a.json", "b.csv"])
        try Golden.expect(outcome.text, equals: "inventory-slim.txt")
        try Golden.expect(try scratch.text("a.json"), equals: "inventory-slim.json")
        try Golden.expect(try scratch.text("b.csv"), equals: "inventory-slim.csv")
    }

    @Test func replacesAFile() async throws {
        let scratch = try Scratch()
        try Data("old".utf8).write(to: scratch.url("a.csv"))
        let outcome = try await Program().run("inventory", Fixtures.slim, "-o", "csv=\(scratch.path("a.csv"))")
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty)
        #expect(try scratch.names == ["a.csv"])
        try Golden.expect(try scratch.text("a.csv"), equals: "inventory-slim.csv")
    }

    @Test func writesThroughALink() async throws {
        let scratch = try Scratch()
        try Data("old".utf8).write(to: scratch.url("a.csv"))
        try FileManager.default.createSymbolicLink(atPath: scratch.path("link"), withDestinationPath: "a.csv")
        let outcome = try await Program().run("inventory", Fixtures.slim, "-o", "csv=\(scratch.path("link"))")
        #expect(outcome.status == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("link")) == "a.csv")
        try Golden.expect(try scratch.text("a.csv"), equals: "inventory-slim.csv")
    }

    /// A name below `/dev` stands for an open file and is no file to be replaced.
    @Test func writesToAnOpenFile() async throws {
        let outcome = try await Program().run("inventory", Fixtures.slim, "-o", "csv=/dev/stdout")
        #expect(outcome.status == 0)
        try Golden.expect(outcome.text, equals: "inventory-slim.csv")
    }

    @Test(arguments: ["missing/a.json", "file/a.json"])
    func endsWith1WhereAFileCannotBeWritten(_ name: String) async throws {
        let scratch = try Scratch()
        try Data("kept".utf8).write(to: scratch.url("file"))
        let outcome = try await Program().run("inventory", Fixtures.slim, "-o", "json=\(scratch.path(name))")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.contains("\(scratch.path(name)) can't be written: "))
        #expect(try scratch.names == ["file"])
        #expect(try scratch.text("file") == "kept")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
    func endsWith1WhereTheDiskIsFull() async throws {
        var program = Program()
        let file = try await program.run("inventory", Fixtures.slim, "-o", "json=/dev/full")
        #expect(file.status == 1)
        #expect(file.message.contains("/dev/full can't be written: No space left on device"))
        program.outputPath = "/dev/full"
        for command in ["inventory", "layers", "validate"] {
            let outcome = try await program.run(command, Fixtures.slim)
            #expect(outcome.status == 1)
            #expect(outcome.message.contains("standard output can't be written: No space left on device"))
        }
        for arguments in [["--help"], ["--version"], ["help", "inventory"]] {
            #expect(try await program.run(arguments).status == 1, "\(arguments)")
        }
    }

    @Test func leavesNoPartWhereItIsKilledWhileWriting() async throws {
        let scratch = try Scratch()
        try Data("old".utf8).write(to: scratch.url("a.json"))
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The limit of one block for files ends the program with a signal as it writes.
        shell.arguments = [
            "-c", "ulimit -c 0; ulimit -f 1; exec \"$0\" inventory \"$1\" -o \"json=$2\"", Program.url.path,
            Fixtures.url(Fixtures.slim).path, scratch.path("a.json"),
        ]
        shell.standardError = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationReason == .uncaughtSignal || shell.terminationStatus != 0)
        #expect(try scratch.names == ["a.json"])
        #expect(try scratch.text("a.json") == "old")
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func leavesNothingWhereItIsInterrupted(_ number: Int32) async throws {
        let scratch = try Scratch()
        var program = Program()
        program.input = .silence
        program.signal = (number, 0.5)
        let outcome = try await program.run("inventory", "-", "-o", "json=\(scratch.path("a.json"))")
        #expect(outcome.status == 128 + number)
        #expect(outcome.output.isEmpty)
        #expect(try scratch.names.isEmpty)
    }

    @Test func endsQuietlyWhereNobodyReads() async throws {
        var program = Program()
        program.closesOutput = true
        for command in ["inventory", "layers", "validate"] {
            let outcome = try await program.run(command, Fixtures.full)
            #expect(outcome.status == 0)
            #expect(outcome.errors.isEmpty)
        }
    }

    @Test func colorsOnlyWhenAsked() async throws {
        var program = Program()
        let escape = UInt8(0x1B)
        #expect(try await !program.run("inventory", Fixtures.slim).output.contains(escape))
        let always = try await program.run("inventory", Fixtures.slim, "--color", "always")
        #expect(always.output.contains(escape))
        let plain = always.text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        try Golden.expect(plain, equals: "inventory-slim.txt")
        #expect(try await !program.run("inventory", Fixtures.slim, "--color", "never").output.contains(escape))
        program.environment["NO_COLOR"] = "1"
        #expect(try await !program.run("inventory", Fixtures.slim, "--color", "auto").output.contains(escape))
        #expect(try await program.run("inventory", Fixtures.slim, "--color", "always").output.contains(escape))
        let data = try await program.run("inventory", Fixtures.slim, "--color", "always", "-o", "json")
        #expect(!data.output.contains(escape))
    }
}
