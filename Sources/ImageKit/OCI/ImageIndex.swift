/// An image index or Docker manifest list (image specification, "OCI Image Index").
public struct ImageIndex: Sendable, Hashable, Codable {
    /// The version of the schema; 2.
    public var schemaVersion: Int
    /// The type of this document.
    public var mediaType: MediaType?
    /// The manifests and nested indices.
    public var manifests: [Descriptor]
    /// Remarks by key.
    public var annotations: [String: String]?
}

/// The oci-layout file (image specification, "OCI Image Layout").
struct ImageLayoutMarker: Codable {
    var imageLayoutVersion: String
}
