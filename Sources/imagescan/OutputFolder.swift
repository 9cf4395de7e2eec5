import ImageKit
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes folders whole or not at all.
enum OutputFolder {
    /// Writes a folder that does not exist yet: under a name of its own, then under the one it is to have.
    ///
    /// - Parameters:
    ///   - files: what is in it, by paths below it.
    ///   - path: the folder.
    /// - Throws: ``ImageError`` naming the folder; nothing is left behind then.
    static func write(_ files: [BillReferrer.File], to path: String) throws {
        let path = FilePath(path)
        var status = stat()
        // Unsafe, here and below: C strings live as long as the call.
        guard unsafe lstat(path.string, &status) != 0 else {
            throw ImageError(.unwritable, "\(path) already exists")
        }
        // What asks a program to end waits for these few files.
        let signals = [SIGHUP, SIGINT, SIGTERM, SIGXFSZ]
        let previous = signals.map { (number: $0, handler: signal($0, SIG_IGN)) }
        defer { for (number, handler) in previous { _ = signal(number, handler) } }
        let partial = FilePath("\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).partial")
        do {
            try make(partial)
            for file in files { try write(file, in: partial) }
            try OutputFile.check(unsafe rename(partial.string, path.string))
        } catch {
            remove(partial, files)
            guard let error = error as? Errno else { throw error }
            throw ImageError(.unwritable, "\(path) can't be written: \(error)")
        }
    }

    private static func make(_ folder: FilePath) throws { try OutputFile.check(unsafe mkdir(folder.string, 0o777)) }

    private static func write(_ file: BillReferrer.File, in root: FilePath) throws {
        for folder in folders(of: file, in: root) {
            // Another file made it.
            do { try make(folder) } catch Errno.fileExists {}
        }
        let descriptor = try FileDescriptor.open(
            root.appending(file.path), .writeOnly, options: [.create, .truncate],
            permissions: FilePermissions(rawValue: 0o666))
        try descriptor.closeAfter { _ = try descriptor.writeAll(file.bytes) }
    }

    /// The folders between root and file, the highest first.
    private static func folders(of file: BillReferrer.File, in root: FilePath) -> [FilePath] {
        var folders: [FilePath] = []
        var folder = FilePath(file.path).removingLastComponent()
        while !folder.isEmpty {
            folders.insert(root.appending(folder.components), at: 0)
            folder = folder.removingLastComponent()
        }
        return folders
    }

    /// Takes away what was written; what can't be taken away stays under its partial name.
    private static func remove(_ root: FilePath, _ files: [BillReferrer.File]) {
        for file in files { _ = unsafe unlink(root.appending(file.path).string) }
        for file in files {
            for folder in folders(of: file, in: root).reversed() { _ = unsafe rmdir(folder.string) }
        }
        _ = unsafe rmdir(root.string)
    }
}
