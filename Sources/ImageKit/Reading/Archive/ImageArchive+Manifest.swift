extension ImageArchive {
    /// The descriptor of an image's manifest, as the `subject` of another manifest names it.
    ///
    /// - Parameter image: an image of this archive.
    /// - Returns: nil where the archive has no manifest, as docker-save wrote it before Docker 25.
    /// - Throws: ``ImageError`` where the manifest can't be read or is damaged.
    public func manifestDescriptor(of image: Image) throws -> Descriptor? {
        guard let digest = image.manifestDigest else { return nil }
        let path = DocumentReader.blobPath(digest)
        guard let bytes = try reader.store.contents(of: path, limits: reader.limits, bound: .document) else {
            return nil
        }
        guard Digest.of(bytes, algorithm: digest.algorithm) == digest else {
            throw ImageError(.digestMismatch, "the manifest has another digest", path: path)
        }
        let manifest = try JSONDocument.decode(ImageManifest.self, from: bytes, name: path)
        return Descriptor(mediaType: manifest.mediaType ?? .ociManifest, digest: digest, size: Int64(bytes.count))
    }
}
