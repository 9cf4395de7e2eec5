/// Reads and checks the JSON documents of an archive.
package struct DocumentReader: Sendable {
    let store: BlobStore
    let limits: Limits
    /// Where blobs lie.
    var layout = BlobLayout.folders

    /// How an archive names the files of its blobs.
    enum BlobLayout {
        /// `blobs/sha256/HEX`, as an image layout.
        case folders
        /// `HEX`, and `HEX.manifest.json` for a manifest, as skopeo's `dir:` transport.
        case flat
    }

    /// The file of a blob.
    func path(_ descriptor: Descriptor) -> String {
        guard layout == .flat else { return DocumentReader.blobPath(descriptor.digest) }
        let isManifest = descriptor.mediaType.map { $0.isManifest || $0.isIndex } ?? false
        return descriptor.digest.hex + (isManifest ? ".manifest.json" : "")
    }

    /// The path of a blob in an image layout (image specification, "OCI Image Layout", "Blobs").
    package static func blobPath(_ digest: Digest) -> String { "blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }

    /// Decodes a file that is found by its name.
    ///
    /// - Returns: nil where there is no such file.
    func document<Value: Decodable>(_ type: Value.Type, file: String) throws -> Value? {
        guard let bytes = try store.contents(of: file, limits: limits, bound: .document) else { return nil }
        return try JSONDocument.decode(type, from: bytes, name: file)
    }

    /// The bytes of a blob with digest and size checked.
    ///
    /// - Parameters:
    ///   - descriptor: what names the blob.
    ///   - what: the blob in words, for errors.
    ///   - bound: the limit on its bytes.
    /// - Throws: ``ImageError`` with `missingBlob`, `sizeMismatch` or `digestMismatch`.
    func blob(_ descriptor: Descriptor, what: String, bound: Limits.Name = .document) throws -> [UInt8] {
        let path = path(descriptor)
        guard let bytes = try store.contents(of: path, limits: limits, bound: bound) else {
            throw ImageError(.missingBlob, "the \(what) is not in the archive", path: path)
        }
        guard Int64(bytes.count) == descriptor.size else {
            throw ImageError(
                .sizeMismatch, "the \(what) has \(bytes.count) bytes, its descriptor says \(descriptor.size)",
                path: path)
        }
        let found = Digest.of(bytes, algorithm: descriptor.digest.algorithm)
        guard found == descriptor.digest else {
            throw ImageError(.digestMismatch, "the \(what) has the digest \(found)", path: path)
        }
        return bytes
    }

    /// Decodes a blob with digest and size checked.
    func blob<Value: Decodable>(_ type: Value.Type, _ descriptor: Descriptor, what: String) throws -> Value {
        let bytes = try blob(descriptor, what: what)
        return try JSONDocument.decode(type, from: bytes, name: path(descriptor))
    }

    /// Whether the archive has a blob.
    func holds(_ descriptor: Descriptor) throws -> Bool { try store.size(of: path(descriptor)) != nil }

    /// Checks the size and digest of a blob of any kind, without keeping it.
    ///
    /// - Returns: whether it could be hashed; not where it came through a pipe in a form that nothing could be learned of.
    /// - Throws: ``ImageError`` with `missingBlob`, `sizeMismatch` or `digestMismatch`.
    func verify(_ descriptor: Descriptor, what: String) throws -> Bool {
        let path = path(descriptor)
        guard let size = try store.size(of: path) else {
            throw ImageError(.missingBlob, "the \(what) is not in the archive", path: path)
        }
        guard size == descriptor.size else {
            throw ImageError(
                .sizeMismatch, "the \(what) has \(size) bytes, its descriptor says \(descriptor.size)", path: path)
        }
        guard let found = try store.digest(of: path, algorithm: descriptor.digest.algorithm) else { return false }
        guard found == descriptor.digest else {
            throw ImageError(.digestMismatch, "the \(what) has the digest \(found)", path: path)
        }
        return true
    }
}
