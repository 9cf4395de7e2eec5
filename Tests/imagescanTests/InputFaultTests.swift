import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What happens where reading an image meets with trouble.
@Suite struct InputFaultTests {
    private static let image = Fixtures.url(Fixtures.slim).path

    @Test(.enabled(if: Wrapper.canTrace, "strace can't trace here"))
    func goesOnWhereASignalInterruptsReading() async throws {
        var program = Program()
        let expected = try await program.run("inventory", InputFaultTests.image)
        program.wrapper = Wrapper.strace(["read,pread64:error=EINTR:when=3+5"], on: InputFaultTests.image)
        let outcome = try await program.run("inventory", InputFaultTests.image)
        #expect(outcome.status == 0)
        #expect(outcome.output == expected.output)
        #expect(outcome.errors.isEmpty)
    }

    @Test(.enabled(if: Wrapper.canTrace, "strace can't trace here"), arguments: [1, 2, 20])
    func endsWith1WhereTheDiskFails(_ call: Int) async throws {
        var program = Program()
        program.wrapper = Wrapper.strace(["read,pread64:error=EIO:when=\(call)"], on: InputFaultTests.image)
        let outcome = try await program.run("inventory", InputFaultTests.image)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.contains(InputFaultTests.image))
        #expect(outcome.message.contains("reading failed: Input/output error"))
    }

    /// Pieces of a prime number of bytes end everywhere in headers and contents.
    @Test(arguments: [Fixtures.full, Fixtures.slim])
    func readsAPipeThatTrickles(_ image: String) async throws {
        let pipe = try NamedPipe()
        let data = try Data(contentsOf: Fixtures.url(image))
        Thread.detachNewThread { pipe.write(data, piece: 509) }
        let expected = try await Program().run("layers", image, "-o", "csv")
        let outcome = try await Program().run("layers", pipe.path, "-o", "csv")
        #expect(outcome.status == 0)
        #expect(outcome.output == expected.output)
    }

    /// A pipe that nobody writes to, and one whose writer falls silent.
    @Test(arguments: [SIGINT, SIGTERM], [0, 100_000])
    func canBeInterruptedAtAPipeThatStalls(_ signal: Int32, _ size: Int) async throws {
        let pipe = try NamedPipe()
        let scratch = try Scratch()
        let data = try Data(contentsOf: Fixtures.url(Fixtures.full)).prefix(size)
        if size > 0 { Thread.detachNewThread { pipe.write(data, piece: 4096, staysOpen: true) } }
        var program = Program()
        program.signal = (signal, 0.5)
        program.timeLimit = 10
        let outcome = try await program.run("inventory", pipe.path, "-o", "json=\(scratch.path("a.json"))")
        #expect(outcome.status == 128 + signal)
        #expect(outcome.output.isEmpty)
        #expect(try scratch.names.isEmpty)
    }

    @Test func tellsATerminalWhatItWaitsFor() throws {
        let pipe = try NamedPipe()
        let terminal = Process()
        terminal.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        terminal.arguments = [
            "script", "--quiet", "--return", "--command",
            "timeout --signal=INT --foreground 5 '\(Program.url.path)' inventory '\(pipe.path)'", "/dev/null",
        ]
        let shown = Pipe()
        terminal.standardInput = FileHandle.nullDevice
        terminal.standardOutput = shown
        terminal.standardError = FileHandle.nullDevice
        try terminal.run()
        let text = String(decoding: shown.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        terminal.waitUntilExit()
        #expect(text.contains("waiting for \(pipe.path)"))
    }

    @Test(.enabled(if: geteuid() != 0 || Wrapper.canDropRights, "root may read everything"))
    func endsWith1WhereAFileMayNotBeRead() async throws {
        let scratch = try Scratch()
        let path = scratch.path("a.tar")
        try FileManager.default.copyItem(at: Fixtures.url(Fixtures.slim), to: scratch.url("a.tar"))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        var program = Program()
        if geteuid() == 0 { program.wrapper = Wrapper.unprivileged }
        let outcome = try await program.run("inventory", path)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message == "imagescan: \(path): the file can't be opened: Permission denied\n")
    }

    /// Cuts the archive while the program reads it, which every read is made to wait for.
    @Test(.enabled(if: Wrapper.canTrace, "strace can't trace here"))
    func endsWith1WhereTheArchiveShrinks() async throws {
        let scratch = try Scratch()
        let url = scratch.url("a.tar")
        try FileManager.default.copyItem(at: Fixtures.url(Fixtures.slim), to: url)
        var program = Program()
        let log = scratch.url("log")
        program.wrapper = Wrapper.strace(["pread64:delay_enter=50000"], on: url.path, log: log.path)
        Thread.detachNewThread {
            // The headers are found by then.
            while ((try? String(contentsOf: log, encoding: .utf8)) ?? "").components(separatedBy: "pread64(").count < 12
            {
                Thread.sleep(forTimeInterval: 0.01)
            }
            try? FileHandle(forWritingTo: url).truncate(atOffset: 5000)
        }
        let outcome = try await program.run("inventory", url.path)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.hasPrefix("imagescan: \(url.path)"))
        #expect(outcome.message.contains("offset "))
    }
}
