import ImageKit
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes files whole or not at all.
enum OutputFile {
    /// Writes a file: without a name first, then in place of what has its name.
    ///
    /// A device, a pipe and the names of open files are written as they are; a link stays and its target is replaced.
    ///
    /// - Throws: ``ImageError`` naming the file.
    static func write(_ text: String, to path: String) throws {
        var status = stat()
        // Unsafe, here and below: C strings live as long as the call; what realpath makes is copied, then freed.
        let exists = unsafe stat(path, &status) == 0
        let isOpenFile = path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
        try attempt(path) {
            if exists, isOpenFile || status.st_mode & S_IFMT != S_IFREG {
                let file = try FileDescriptor.open(FilePath(path), .writeOnly)
                try file.closeAfter { _ = try file.writeAll(text.utf8) }
            } else {
                try replace(exists ? target(of: path) : path, with: text)
            }
        }
    }

    private static func replace(_ path: String, with text: String) throws {
        try PartialFile.replace(path) { temporary in
            #if os(Linux)
            // A file without a name is gone with the process, however that ends.
            let slash = path.lastIndex(of: "/")
            let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            let descriptor = unsafe open(folder, O_WRONLY | O_CLOEXEC | __O_TMPFILE | O_DIRECTORY, 0o666)
            if descriptor >= 0 {
                let file = FileDescriptor(rawValue: descriptor)
                let isNamed = try file.closeAfter {
                    _ = try file.writeAll(text.utf8)
                    let source = "/proc/self/fd/\(descriptor)"
                    return unsafe linkat(AT_FDCWD, source, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0
                }
                if isNamed { return }
            }
            // Neither every file system has files without a name, nor every system /proc to name them.
            #endif
            let file = try FileDescriptor.open(
                FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate],
                permissions: FilePermissions(rawValue: 0o666))
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        }
    }

    /// Throws what a system call left in `errno` where it failed.
    static func check(_ result: Int32) throws {
        guard result != 0 else { return }
        throw Errno(rawValue: errno)
    }

    /// The file that a link leads to; the path itself where there is none.
    static func target(of path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private static func attempt(_ path: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as Errno {
            throw ImageError(.unwritable, "\(path) can't be written: \(error)")
        }
    }
}
