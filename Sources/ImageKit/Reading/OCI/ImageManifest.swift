/// An image manifest (image specification, "OCI Image Manifest"; Docker's version 2, schema 2).
public struct ImageManifest: Sendable, Hashable, Codable {
    /// The version of the schema; 2.
    public var schemaVersion: Int
    /// The type of this document.
    public var mediaType: MediaType?
    /// What kind of artifact this is; nil for an image.
    public var artifactType: String?
    /// The configuration.
    public var config: Descriptor
    /// The layers, the lowest first.
    public var layers: [Descriptor]
    /// The image or manifest this one speaks of.
    public var subject: Descriptor?
    /// Remarks by key.
    public var annotations: [String: String]?

    package init(
        schemaVersion: Int, mediaType: MediaType? = nil, artifactType: String? = nil, config: Descriptor,
        layers: [Descriptor],
        subject: Descriptor? = nil, annotations: [String: String]? = nil
    ) {
        self.schemaVersion = schemaVersion
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.subject = subject
        self.annotations = annotations
    }
}

/// One element of docker-save's manifest.json.
struct DockerManifest: Codable, Hashable {
    var config: String
    var repoTags: [String]?
    var layers: [String]?

    enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
    }
}
