/// Reads and checks the JSON documents of an archive.
package struct DocumentReader: Sendable {
    let store: BlobStore
    let limits: Limits

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
        let path = DocumentReader.blobPath(descriptor.digest)
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
        return try JSONDocument.decode(type, from: bytes, name: DocumentReader.blobPath(descriptor.digest))
    }
}
