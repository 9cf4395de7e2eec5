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
        let temporary = "\(path).\(getpid()).partial"
        #if os(Linux)
        // A file without a name is gone with the process, however that ends.
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_WRONLY | O_CLOEXEC | __O_TMPFILE | O_DIRECTORY, 0o666)
        if descriptor >= 0 {
            let file = FileDescriptor(rawValue: descriptor)
            try file.closeAfter {
                _ = try file.writeAll(text.utf8)
                let source = "/proc/self/fd/\(descriptor)"
                guard unsafe linkat(AT_FDCWD, source, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0 else {
                    throw Errno(rawValue: errno)
                }
            }
            return try rename(temporary, to: path)
        }
        #endif
        do {
            let file = try FileDescriptor.open(
                FilePath(temporary), .writeOnly, options: [.create, .truncate],
                permissions: FilePermissions(rawValue: 0o666))
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try rename(temporary, to: path)
    }

    private static func rename(_ temporary: String, to path: String) throws {
        guard unsafe Glibc.rename(temporary, path) != 0 else { return }
        let error = Errno(rawValue: errno)
        unsafe unlink(temporary)
        throw error
    }

    /// The file that a link leads to.
    private static func target(of path: String) -> String {
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
