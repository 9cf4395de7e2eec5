import Glibc

/// A file without a name in memory that holds the input, since archives are opened by their path.
final class InputInFile: Sendable {
    struct Failure: Error {}

    private let descriptor: CInt
    /// The path by which this process opens the file.
    var path: String { "/proc/self/fd/\(descriptor)" }

    init() {
        var name = Array("/dev/shm/fuzz-XXXXXX".utf8CString)
        unsafe descriptor = mkstemp(&name)
        unsafe unlink(name)
    }

    func write(_ bytes: [UInt8]) throws {
        guard ftruncate(descriptor, 0) == 0, unsafe pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw Failure()
        }
    }
}
