import Synchronization

/// The files of a source, which is not taken at its word.
package struct BlobStore: Sendable {
    /// A layer's blob.
    enum LayerSource {
        /// It can be read now.
        case stream(any ByteStream)
        /// It was read when it came, and what it was read for.
        case read(Layer, for: ReadOptions)
    }

    private static let count = Atomic<Int>(0)

    let source: any BlobSource
    /// Tells sources apart: paths name one place, while two sources of others may have the same name.
    let place: String

    init(_ source: any BlobSource) {
        self.source = source
        switch source {
        case is TarSource, is DirectorySource: place = source.name
        default:
            place = "\(source.name) \(BlobStore.count.wrappingAdd(1, ordering: .relaxed).newValue)"
        }
    }

    /// The archive as the user named it.
    var name: String { source.name }

    /// What its layers were read for when they came; nil where they can be read at any time.
    var onlyReadFor: ReadOptions? { (source as? StreamSource)?.options }

    /// Whether layers were read when they came and can't be read again.
    package var isReadOnce: Bool { onlyReadFor != nil }

    /// The bytes of a file; nil where there is none.
    func size(of file: String) throws -> Int64? {
        guard let file = BlobStore.normal(file) else { return nil }
        let size = try ImageError.ofSource(file) { try source.size(of: file) }
        if let size, size < 0 { throw ImageError(.unreadable, "the source says that it has \(size) bytes", path: file) }
        return size
    }

    /// A small file's contents; nil where there is none.
    ///
    /// - Throws: ``ImageError`` with `limitExceeded` where it is larger than the bound.
    func contents(of file: String, limits: Limits, bound: Limits.Name) throws -> [UInt8]? {
        if let stream = source as? StreamSource {
            return try stream.contents(of: file, limits: limits, bound: bound)
        }
        return try open(file)?.readAll(limits: limits, bound: bound, what: file)
    }

    /// A layer's blob; nil where there is none.
    func layer(_ file: String) throws -> LayerSource? {
        if let stream = source as? StreamSource, let layer = try stream.layer(file) {
            return .read(layer, for: stream.options)
        }
        return try open(file).map { .stream($0) }
    }

    /// The digest of a file; nil if the file is missing, or came through a pipe and was not hashed.
    func digest(of file: String, algorithm: Digest.Algorithm) throws -> Digest? {
        if let stream = source as? StreamSource, let digest = try stream.digest(of: file, algorithm: algorithm) {
            return digest
        }
        guard !isReadOnce, let stream = try open(file) else { return nil }
        let hashing = HashingStream(stream, algorithm: algorithm)
        _ = try hashing.skip(.max)
        return hashing.digest
    }

    /// What two names of the same file have in common.
    package func identity(of file: String) throws -> String {
        guard let normal = BlobStore.normal(file) else { return file }
        return try ImageError.ofSource(normal) { try source.identity(of: normal) }
    }

    private func open(_ file: String) throws -> (any ByteStream)? {
        guard let file = BlobStore.normal(file) else { return nil }
        guard let stream = try ImageError.ofSource(file, { try source.open(file) }) else { return nil }
        if let stream = stream as? any ByteStream { return stream }
        guard let size = try size(of: file) else {
            throw ImageError(.unreadable, "the source opens it and does not know its size", path: file)
        }
        return SourceStream(stream, file: file, size: size)
    }

    /// A name without `.`, `..` and doubled slashes; nil where it is none or leads out of the source.
    private static func normal(_ file: String) -> String? {
        guard let path = BytePath(Array(file.utf8)), !path.bytes.isEmpty else { return nil }
        return path.string
    }
}
