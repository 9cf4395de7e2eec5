import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A pipe with a name, in a folder of its own.
final class NamedPipe: Sendable {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        guard unsafe mkfifo(path, 0o600) == 0 else { throw Program.Failure(description: "no pipe can be made") }
    }

    var path: String { scratch.path("pipe") }

    /// Waits for a reader and writes in pieces; blocks.
    func write(_ data: Data, piece: Int, staysOpen: Bool = false) {
        // A reader that goes away must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        guard let file = FileHandle(forWritingAtPath: path) else { return }
        var rest = data
        while !rest.isEmpty, (try? file.write(contentsOf: rest.prefix(piece))) != nil { rest = rest.dropFirst(piece) }
        // Longer than any test looks: where the machine is busy, seconds pass before a signal is sent.
        if staysOpen { Thread.sleep(forTimeInterval: 120) }
        try? file.close()
    }
}
