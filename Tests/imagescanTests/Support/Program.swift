import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs the program as a child process.
struct Program {
    /// What a run left behind.
    struct Outcome {
        /// The exit status, or 128 and the number of the signal that ended it.
        var status: Int32
        var output: [UInt8]
        var errors: [UInt8]
        /// The most resident memory seen, in bytes; 0 where the system does not tell.
        var peakMemory = 0
        var isTimeout = false

        var text: String { String(decoding: output, as: UTF8.self) }
        var message: String { String(decoding: errors, as: UTF8.self) }
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Where standard input comes from.
    enum Input {
        case nothing
        case file(URL)
        case pipe(URL)
        /// A pipe that stays open and empty.
        case silence
    }

    var input = Input.nothing
    /// Where standard output goes; nil collects it.
    var outputPath: String?
    /// Ends reading of standard output at once, as `head` does.
    var closesOutput = false
    /// A program with its arguments that starts the program, such as strace.
    var wrapper: [String] = []
    var environment: [String: String] = [:]
    var folder = Fixtures.folder
    /// Seconds after which a run is killed.
    var timeLimit = 60.0
    /// Is sent this long after the start, in seconds.
    var signal: (number: Int32, delay: Double)?

    /// The program that `IMAGESCAN_PROGRAM` names, else the one in the folder of the test bundle.
    static let url: URL = {
        if let path = ProcessInfo.processInfo.environment["IMAGESCAN_PROGRAM"] { return URL(fileURLWithPath: path) }
        var folder = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
        if let bundle = CommandLine.arguments.first(where: { $0.hasSuffix(".xctest") }) {
            folder = URL(fileURLWithPath: bundle)
        }
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let program = folder.appendingPathComponent("imagescan")
            let isFolder = (try? program.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? true
            if !isFolder { return program }
        }
        return URL(fileURLWithPath: "/nonexistent/imagescan")
    }()

    /// Runs the program and waits for its end; not more runs at a time than there are cores.
    func run(_ arguments: [String]) async throws -> Outcome {
        await Program.turns.take()
        do {
            let outcome = try await start(arguments)
            await Program.turns.giveBack()
            return outcome
        } catch {
            await Program.turns.giveBack()
            throw error
        }
    }

    func run(_ arguments: String...) async throws -> Outcome { try await run(arguments) }

    private static let turns = Turns(ProcessInfo.processInfo.activeProcessorCount)

    private func start(_ arguments: [String]) async throws -> Outcome {
        let scratch = try Scratch()
        let process = Process()
        process.executableURL = wrapper.isEmpty ? Program.url : URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = wrapper.isEmpty ? arguments : wrapper + [Program.url.path] + arguments
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment
        for name in ["NO_COLOR", "TERM"] { variables[name] = nil }
        variables["SWIFT_BACKTRACE"] = "enable=no"
        process.environment = variables.merging(environment) { $1 }

        let output = scratch.url("output")
        let errors = scratch.url("errors")
        for url in [output, errors] { try Data().write(to: url) }
        var handles = [try FileHandle(forWritingTo: errors)]
        // Foundation keeps the handles of a process open, and its `run` reads past a buffer where thousands are.
        defer { for handle in handles { try? handle.close() } }
        process.standardError = handles[0]
        handles.append(try FileHandle(forWritingTo: outputPath.map { URL(fileURLWithPath: $0) } ?? output))
        process.standardOutput = handles[1]
        if closesOutput {
            let pipe = Pipe()
            try pipe.fileHandleForReading.close()
            handles.append(pipe.fileHandleForWriting)
            process.standardOutput = pipe.fileHandleForWriting
        }
        let held = try connectInput(of: process)
        if let input = process.standardInput as? FileHandle, input !== FileHandle.nullDevice { handles.append(input) }
        let state = RunState()
        process.terminationHandler = { process in
            let isSignal = process.terminationReason == .uncaughtSignal
            state.end(isSignal ? 128 + process.terminationStatus : process.terminationStatus)
        }
        try process.run()
        let start = Date()
        var outcome = Outcome(status: 0, output: [], errors: [])
        var pending = signal
        while state.status == nil {
            outcome.peakMemory = max(outcome.peakMemory, Program.peakMemory(of: process.processIdentifier))
            let elapsed = Date().timeIntervalSince(start)
            if let due = pending, elapsed >= due.delay {
                kill(process.processIdentifier, due.number)
                pending = nil
            }
            if elapsed > timeLimit {
                outcome.isTimeout = true
                kill(process.processIdentifier, SIGKILL)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        try held?.close()
        outcome.status = state.status ?? -1
        outcome.output = Array(try Data(contentsOf: output))
        outcome.errors = Array(try Data(contentsOf: errors))
        return outcome
    }

    private func connectInput(of process: Process) throws -> FileHandle? {
        switch input {
        case .nothing: process.standardInput = FileHandle.nullDevice
        case .file(let url): process.standardInput = try FileHandle(forReadingFrom: url)
        case .pipe(let url):
            let pipe = Pipe()
            process.standardInput = pipe
            let data = try Data(contentsOf: url)
            let writer = pipe.fileHandleForWriting
            Thread.detachNewThread {
                // The reader may have seen enough before the end, which must not end the tests.
                _ = Foundation.signal(SIGPIPE, SIG_IGN)
                try? writer.write(contentsOf: data)
                try? writer.close()
            }
        case .silence:
            let pipe = Pipe()
            process.standardInput = pipe
            return pipe.fileHandleForWriting
        }
        return nil
    }

    /// The program that runs these tests.
    private static let ownProgram = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")

    /// The high-water mark that Linux keeps of a process, 0 before it runs the program.
    private static func peakMemory(of process: pid_t) -> Int {
        // Until exec the process has the memory of these tests, or a copy, whose mark is theirs. The names of threads
        // don't tell: a child has that of the thread which started it. Asked first: what is not these tests stays so.
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe"),
            program != ownProgram,
            let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(separator: " ", omittingEmptySubsequences: true).dropFirst().first
        else { return 0 }
        return (Int(kibibytes.trimmingCharacters(in: .whitespaces)) ?? 0) * 1024
    }
}

/// How a child process ended, according to another thread.
private final class RunState: @unchecked Sendable {
    // The lock guards the only member.
    private let lock = NSLock()
    private var ended: Int32?

    var status: Int32? { lock.withLock { ended } }
    func end(_ status: Int32) { lock.withLock { ended = status } }
}

/// Lets a limited number of tasks go on at a time.
private actor Turns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = max(1, count) }

    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func giveBack() {
        guard waiting.isEmpty else {
            waiting.removeFirst().resume()
            return
        }
        free += 1
    }
}
