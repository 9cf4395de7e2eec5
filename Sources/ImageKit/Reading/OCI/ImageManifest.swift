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

extension ImageManifest {
    /// What only an index has, or a manifest of Docker's first schema.
    private enum OtherKeys: String, CodingKey { case manifests, fsLayers, history }

    /// Reads a manifest; `layers` may be null, as Docker writes it for an image without layers.
    ///
    /// - Throws: a decoding error where a member is missing or of the wrong type, or where the document is an index too.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try ImageManifest.refuse(decoder.container(keyedBy: OtherKeys.self), .manifests, .fsLayers, .history)
        schemaVersion = try container.decode(Int.self, forKey: .schemaVersion)
        mediaType = try container.decodeIfPresent(MediaType.self, forKey: .mediaType)
        artifactType = try container.decodeIfPresent(String.self, forKey: .artifactType)
        config = try container.decode(Descriptor.self, forKey: .config)
        let isNull = container.contains(.layers) ? try container.decodeNil(forKey: .layers) : false
        layers = isNull ? [] : try container.decode([Descriptor].self, forKey: .layers)
        subject = try container.decodeIfPresent(Descriptor.self, forKey: .subject)
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations)
    }

    /// Refuses a document that one reader takes for an image and another one for an index of images (CVE-2021-41190).
    static func refuse<Key: CodingKey>(_ container: KeyedDecodingContainer<Key>, _ keys: Key...) throws {
        guard let key = keys.first(where: container.contains) else { return }
        throw DecodingError.dataCorruptedError(
            forKey: key, in: container,
            debugDescription:
                "the document has members of two kinds of documents, \(key.stringValue) among them, so readers disagree on "
                + "whether it is a manifest or an index of manifests (CVE-2021-41190)")
    }
}

/// An element of manifest.json.
struct DockerManifest: Codable, Hashable {
    var config: String
    var repoTags: [String]?
    var layers: [String]?

    /// What makes it the image it is, whatever its names are.
    struct Contents: Hashable {
        let config: String
        let layers: [String]
    }

    var contents: Contents { Contents(config: config, layers: layers ?? []) }

    enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
    }
}
