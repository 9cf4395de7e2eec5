/// A reference to a blob (image specification, "Content Descriptors").
public struct Descriptor: Sendable, Hashable, Codable {
    /// What the blob is; nil where an old document names none.
    public var mediaType: MediaType?
    /// The blob's digest.
    public var digest: Digest
    /// The blob's size in bytes.
    public var size: Int64
    /// Where a foreign layer can be fetched.
    public var urls: [String]?
    /// Remarks by key.
    public var annotations: [String: String]?
    /// The platform of an image in an index.
    public var platform: Platform?
    /// What kind of artifact the manifest describes.
    public var artifactType: String?

    /// Makes a descriptor.
    public init(mediaType: MediaType?, digest: Digest, size: Int64) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
    }

    /// Whether the descriptor says that it is a build attestation and no image.
    var isAttestation: Bool {
        annotations?["vnd.docker.reference.type"] == "attestation-manifest" || platform?.isUnknown == true
    }
}
