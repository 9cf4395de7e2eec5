import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An image layout that lies unpacked in a directory.
struct DirectorySource: BlobSource {
    let name: String
    let diagnostics: [Diagnostic]
    private let root: String
    /// Where links may lead: the layout itself, and a folder outside that the caller allows.
    private let allowed: [String]

    /// Takes a directory; links inside it may not lead out of it.
    ///
    /// - Parameters:
    ///   - path: the directory.
    ///   - linkFolder: a folder outside that links may lead into.
    init(path: String, linkFolder: String? = nil) throws {
        name = path
        guard let root = DirectorySource.realPath(path) else {
            throw ImageError(.unreadable, "the directory can't be opened", archive: path)
        }
        self.root = root
        var allowed = [root]
        if let linkFolder {
            guard let folder = DirectorySource.realPath(linkFolder) else {
                throw ImageError(
                    .unreadable, "the folder \(linkFolder) of --follow-links can't be opened", archive: path)
            }
            allowed.append(folder)
        }
        self.allowed = allowed.map { $0 == "/" ? $0 : $0 + "/" }
        let folders: [String] = ["blobs", "blobs/sha256"]
        diagnostics = folders.compactMap { folder in
            DirectorySource.linkTarget("\(root)/\(folder)").map { target in
                Diagnostic(.linkedBlobs, "the folder is a link to \(target): the blobs lie elsewhere", path: folder)
            }
        }
    }

    var medium: String { "dir" }

    var fileNames: [String]? {
        FolderNames.of(root, limit: 1000)?.sorted()
    }

    func size(of file: String) throws -> Int64? {
        guard case .regular(let size) = try input(file)?.kind else { return nil }
        return size
    }

    func open(_ file: String) throws -> (any BlobStream)? {
        guard let input = try input(file), case .regular(let size) = input.kind else { return nil }
        return input.region(offset: 0, size: size)
    }

    private func input(_ file: String) throws -> InputFile? {
        guard let real = DirectorySource.realPath("\(root)/\(file)") else { return nil }
        guard allowed.contains(where: { real.hasPrefix($0) }) else {
            throw ImageError(
                .unreadable,
                "the file is a link that leads out of the layout, to \(real); to read it, name a folder it is in with "
                    + "--follow-links", path: file)
        }
        // Nothing but a regular file is opened: a pipe in a layout would wait for a writer for ever.
        var status = stat()
        guard unsafe stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ImageError(.unreadable, "this is not a regular file", path: file)
        }
        return try InputFile(path: real)
    }

    // Unsafe: the kernel writes no more than the buffer says.
    /// Where a link leads; nil for what is none.
    private static func linkTarget(_ path: String) -> String? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            count = unsafe max(0, readlink(path, start, buffer.count))
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    // Unsafe: C strings are copied before they are freed, and `status` is only written during the call.
    private static func realPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}

extension Diagnostic.Code {
    /// The blobs of a layout lie behind a link.
    public static let linkedBlobs = Diagnostic.Code(rawValue: "linkedBlobs")
}
