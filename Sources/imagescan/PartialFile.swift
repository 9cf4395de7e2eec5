#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that has a name of its own until it is whole, and that no signal leaves behind.
enum PartialFile {
    // Read by the signal handler; set only while `replace` runs, and never freed, so that the handler can always read it.
    nonisolated(unsafe) private static var name: UnsafeMutablePointer<CChar>?

    /// The signals that ask a program to end, and the one for a file that outgrows its limit.
    private static let signals = [SIGHUP, SIGINT, SIGTERM, SIGXFSZ]

    /// Puts a file in place of another.
    ///
    /// The name for the meantime is new, so that neither another run nor one that was killed is in the way.
    ///
    /// - Parameters:
    ///   - path: the file to replace.
    ///   - make: makes the whole file under the name it is given.
    /// - Throws: what `make` throws, or why the name could not be given away; nothing is left behind then.
    static func replace(_ path: String, make: (String) throws -> Void) throws {
        let temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
        unsafe name = unsafe strdup(temporary)
        let previous = signals.map { (number: $0, handler: signal($0, end)) }
        defer {
            for (number, handler) in previous { _ = signal(number, handler) }
            unsafe name = nil
        }
        // What was ignored, as for a program in the background, stays ignored.
        for (number, handler) in previous where unsafe unsafeBitCast(handler, to: Int.self) == ignored {
            _ = signal(number, handler)
        }
        do {
            try make(temporary)
            try OutputFile.check(unsafe rename(temporary, path))
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }

    /// `SIG_IGN` as a number: function pointers can't be compared.
    private static let ignored = 1

    /// Takes the file away, then ends as the signal would have ended the program; calls only what a handler may call.
    private static let end: @convention(c) (Int32) -> Void = { number in
        if let name = unsafe PartialFile.name { _ = unsafe unlink(name) }
        _ = signal(number, SIG_DFL)
        raise(number)
    }
}
