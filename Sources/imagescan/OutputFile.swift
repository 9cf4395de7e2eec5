import ImageKit
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes files whole or not at all.
enum OutputFile {
    /// Writes a file: beside its final name first, then renamed.
    ///
    /// A device or pipe is written as it is.
    ///
    /// - Throws: ``ImageError`` naming the file.
    static func write(_ text: String, to path: String) throws {
        var status = stat()
        let exists = unsafe stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            try attempt(path) {
                let file = try FileDescriptor.open(FilePath(path), .writeOnly)
                try file.closeAfter { _ = try file.writeAll(text.utf8) }
            }
            return
        }
        let temporary = "\(path).\(getpid()).partial"
        do {
            try attempt(path) {
                let file = try FileDescriptor.open(
                    FilePath(temporary), .writeOnly, options: [.create, .truncate],
                    permissions: FilePermissions(rawValue: 0o666))
                try file.closeAfter { _ = try file.writeAll(text.utf8) }
                guard unsafe rename(temporary, path) == 0 else { throw Errno(rawValue: errno) }
            }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }

    private static func attempt(_ path: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as Errno {
            throw ImageError(.unwritable, "\(path) can't be written: \(error)")
        }
    }
}
