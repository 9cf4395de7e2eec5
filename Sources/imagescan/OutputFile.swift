import ImageKit
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes files whole or not at all.
enum OutputFile {
    /// Hands the parts of a text over, one after the other.
    typealias Parts = (_ sink: @escaping (String) throws -> Void) throws -> Void

    /// Collects parts, of which a report has hundreds of thousands, and writes them together.
    private static func buffered(_ write: @escaping ([UInt8]) throws -> Void, _ parts: Parts) throws {
        var buffer: [UInt8] = []
        try parts { part in
            buffer.append(contentsOf: part.utf8)
            guard buffer.count >= 256 << 10 else { return }
            try write(buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        if !buffer.isEmpty { try write(buffer) }
    }

    /// Writes a file: without a name first, then in place of what has its name.
    ///
    /// A device, a pipe and the names of open files are written as they are; a link stays and its target is replaced.
    ///
    /// - Parameters:
    ///   - path: the file; nil is standard output.
    ///   - parts: hands over the text, part by part; it may be asked twice.
    /// - Throws: ``ImageError`` naming the file.
    static func write(to path: String?, _ parts: Parts) throws {
        guard let path else { return try buffered(Terminal.write, parts) }
        var status = stat()
        // Unsafe, here and below: C strings live as long as the call; what realpath makes is copied, then freed.
        let exists = unsafe stat(path, &status) == 0
        let isOpenFile = path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
        try attempt(path) {
            if exists, isOpenFile || status.st_mode & S_IFMT != S_IFREG {
                let file = try FileDescriptor.open(FilePath(path), .writeOnly)
                try file.closeAfter { try buffered({ _ = try file.writeAll($0) }, parts) }
            } else {
                try replace(exists ? target(of: path) : path, with: parts)
            }
        }
    }

    private static func replace(_ path: String, with parts: Parts) throws {
        try PartialFile.replace(path) { temporary in
            #if os(Linux)
            // A file without a name is gone with the process, however that ends.
            let slash = path.lastIndex(of: "/")
            let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            let descriptor = unsafe open(folder, O_WRONLY | O_CLOEXEC | __O_TMPFILE | O_DIRECTORY, 0o666)
            if descriptor >= 0 {
                let file = FileDescriptor(rawValue: descriptor)
                let isNamed = try file.closeAfter {
                    try buffered({ _ = try file.writeAll($0) }, parts)
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
            try file.closeAfter { try buffered({ _ = try file.writeAll($0) }, parts) }
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
