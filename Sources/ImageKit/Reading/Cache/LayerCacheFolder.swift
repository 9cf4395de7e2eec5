import Synchronization
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Layers kept in a folder, a file each, for later runs and for other processes at the same time.
///
/// A file is whole or not there, and is checked when it is read: what is damaged or was written by another version is read from
/// the image again and replaced. Whoever may write in the folder can make a layer look as they like, so a folder in which
/// everybody may is refused.
public final class LayerCacheFolder: LayerCache {
    /// A layer in the folder.
    public struct Entry: Sendable {
        /// The layer's digest; nil where the file does not say.
        public let layer: String?
        /// The name of the file.
        public let name: String
        /// Bytes of the file.
        public let size: Int64
        /// The day on which it was written or last used.
        public let lastUsed: CalendarDate
        fileprivate let second: Int64
    }

    /// What came of looking layers up.
    public struct Counts: Sendable {
        /// Layers that were there.
        public var found = 0
        /// Layers that were read from images.
        public var missed = 0
    }

    private struct State {
        var counts = Counts()
        var log = DiagnosticLog()
        var isWritable = true
    }

    private static let suffix = ".layer"

    /// The folder.
    public let path: String
    private let state = Mutex(State())

    /// Opens a folder, and makes it where there is none.
    ///
    /// - Throws: ``ImageError`` with `unwritable` where it can't be made, is no folder, or everybody may write in it.
    public init(path: String) throws {
        self.path = path
        var status = stat()
        // Unsafe, here and below: C strings live as long as the call, and `status` is only written during it.
        if unsafe stat(path, &status) != 0 {
            LayerCacheFolder.makeParents(of: path)
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST, unsafe stat(path, &status) == 0 else {
                throw ImageError(
                    .unwritable, "the folder of the cache can't be made: \(Errno(rawValue: errno))", archive: path)
            }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw ImageError(.unwritable, "the cache must be a folder, and this is none", archive: path)
        }
        guard status.st_mode & S_IWOTH == 0 else {
            throw ImageError(
                .unwritable,
                "everybody may write in the folder of the cache and so change what is found; take that away (chmod o-w)",
                archive: path)
        }
    }

    /// Makes the folders above a path that are not there, as `mkdir -p` does.
    private static func makeParents(of path: String) {
        for end in path.indices.dropFirst() where path[end] == "/" { _ = unsafe mkdir(String(path[..<end]), 0o777) }
    }

    /// Opens a folder that is there.
    ///
    /// - Throws: ``ImageError`` with `unreadable` where there is none, else as ``init(path:)``.
    public convenience init(existing path: String) throws {
        guard unsafe access(path, F_OK) == 0 else {
            throw ImageError(.unreadable, "there is no such folder", archive: path)
        }
        try self.init(path: path)
    }

    /// How many layers were there, and how many were not.
    public var counts: Counts { state.withLock(\.counts) }

    /// Remarks on files that could not be used or written.
    public var diagnostics: [Diagnostic] { state.withLock(\.log.diagnostics) }

    /// The layer of a file; nil where there is none, or one that is damaged or of another version, with a remark.
    public func layer(for key: LayerKey) -> Layer? {
        let file = file(of: key)
        guard let bytes = contents(of: file) else {
            state.withLock { $0.counts.missed += 1 }
            return nil
        }
        do {
            let layer = try LayerFile.layer(from: bytes, for: key)
            state.withLock { $0.counts.found += 1 }
            // What was used last is pruned last.
            _ = unsafe utimensat(AT_FDCWD, file, nil, 0)
            return layer
        } catch {
            let reason = (error as? LayerFile.Failure)?.reason ?? "\(error)"
            state.withLock {
                $0.counts.missed += 1
                $0.log.append(Diagnostic(.cacheUnusable, "\(reason); the layer is read again", path: file))
            }
            return nil
        }
    }

    /// Writes the file of a layer, whole or not at all; the first that can't be written is a remark, and the last that is tried.
    public func keep(_ layer: Layer, for key: LayerKey) {
        guard state.withLock(\.isWritable), let bytes = LayerFile.bytes(of: layer, for: key) else { return }
        let file = file(of: key)
        let partial = "\(file).\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(partial), .writeOnly, options: [.create, .exclusiveCreate], permissions: [.ownerReadWrite])
            do {
                _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
                guard unsafe rename(partial, file) == 0 else { throw Errno(rawValue: errno) }
            } catch {
                _ = unsafe unlink(partial)
                throw error
            }
        } catch {
            // One remark: what can't be written once can't be written a hundred times.
            state.withLock {
                guard $0.isWritable else { return }
                $0.isWritable = false
                $0.log.append(Diagnostic(.cacheUnwritable, "layers can't be kept: \(error)", path: file))
            }
        }
    }

    /// The layers in the folder, those used last first.
    ///
    /// - Throws: ``ImageError`` with `unreadable`.
    public func entries() throws -> [Entry] {
        try names().filter { isOwn($0, LayerCacheFolder.suffix) }.compactMap { name in
            status(of: name).flatMap { $0.st_mode & S_IFMT == S_IFREG ? $0 : nil }.map {
                Entry(
                    layer: beginning(of: name).flatMap { LayerFile.layer(of: $0) }, name: name, size: Int64($0.st_size),
                    lastUsed: CalendarDate(second: Int64($0.st_mtim.tv_sec)), second: Int64($0.st_mtim.tv_sec))
            }
        }
        .sorted { ($0.second, $0.name) > ($1.second, $1.name) }
    }

    /// Removes layers that were not used for longest until the rest fit, and what an interrupted run left behind.
    ///
    /// - Parameter size: bytes that may stay.
    /// - Returns: what was removed.
    /// - Throws: ``ImageError`` with `unreadable` or `unwritable`.
    public func prune(to size: Int64) throws -> [Entry] {
        var total: Int64 = 0
        var removed: [Entry] = []
        for entry in try entries() {
            total += entry.size
            guard total > size else { continue }
            try remove(entry.name)
            removed.append(entry)
        }
        let hourAgo = Int64(time(nil)) - 3600
        for name in try names() where isOwn(name, ".partial") {
            guard let status = status(of: name), Int64(status.st_mtim.tv_sec) < hourAgo else { continue }
            try remove(name)
        }
        return removed
    }

    // MARK: - Files

    /// Whether a name is one that a cache gives: the folder may hold other things, which are nobody's to remove.
    private func isOwn(_ name: String, _ ending: String) -> Bool {
        name.hasSuffix(ending) && name.utf8.prefix { $0 != UInt8(ascii: ".") }.count == 64
            && name.utf8.prefix(64).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private func file(of key: LayerKey) -> String {
        "\(path)/\(Digest.hex(Digest.bytes(ofSHA256: key.description)))\(LayerCacheFolder.suffix)"
    }

    private func contents(of file: String) -> [UInt8]? {
        guard let descriptor = LayerCacheFolder.open(file) else { return nil }
        return try? descriptor.closeAfter {
            var status = stat()
            guard unsafe fstat(descriptor.rawValue, &status) == 0, status.st_size <= LayerFile.sizeLimit else {
                throw Errno(rawValue: EFBIG)
            }
            return try unsafe [UInt8](unsafeUninitializedCapacity: Int(clamping: status.st_size)) { buffer, count in
                count = 0
                while count < buffer.count {
                    let part = unsafe UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                    let read = try unsafe descriptor.read(into: part)
                    guard read > 0 else { break }
                    count += read
                }
            }
        }
    }

    private func beginning(of name: String) -> [UInt8]? {
        guard let descriptor = LayerCacheFolder.open("\(path)/\(name)") else { return nil }
        return try? descriptor.closeAfter {
            try unsafe [UInt8](unsafeUninitializedCapacity: LayerFile.beginningLength) { buffer, count in
                count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }

    /// Opens a regular file; a pipe of such a name would wait for a writer for ever.
    private static func open(_ file: String) -> FileDescriptor? {
        guard let descriptor = try? FileDescriptor.open(FilePath(file), .readOnly, options: .nonBlocking) else {
            return nil
        }
        var status = stat()
        guard unsafe fstat(descriptor.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            try? descriptor.close()
            return nil
        }
        return descriptor
    }

    private func names() throws -> [String] {
        guard let names = FolderNames.of(path) else {
            throw ImageError(
                .unreadable, "the folder of the cache can't be read: \(Errno(rawValue: errno))", archive: path)
        }
        return names
    }

    private func status(of name: String) -> stat? {
        var status = stat()
        return unsafe lstat("\(path)/\(name)", &status) == 0 ? status : nil
    }

    private func remove(_ name: String) throws {
        // Another process may have been faster.
        guard unsafe unlink("\(path)/\(name)") == 0 || errno == ENOENT else {
            throw ImageError(
                .unwritable, "\(name) can't be removed from the cache: \(Errno(rawValue: errno))", archive: path)
        }
    }
}

extension Diagnostic.Code {
    /// A file of a cache of layers is damaged, or another version wrote it.
    public static let cacheUnusable = Diagnostic.Code(rawValue: "cacheUnusable")
    /// Layers can't be kept in a cache.
    public static let cacheUnwritable = Diagnostic.Code(rawValue: "cacheUnwritable")
}
