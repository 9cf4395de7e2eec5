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
    /// What is wrong with entries that are no descriptors; they are not among ``manifests``.
    package var damage: [String] = []

    private enum CodingKeys: String, CodingKey { case schemaVersion, mediaType, manifests, annotations }

    package init(
        schemaVersion: Int, mediaType: MediaType? = nil, manifests: [Descriptor], annotations: [String: String]? = nil
    ) {
        self.schemaVersion = schemaVersion
        self.mediaType = mediaType
        self.manifests = manifests
        self.annotations = annotations
    }
}

extension ImageIndex {
    /// Whether two indices say the same; what could not be read says nothing.
    public static func == (left: ImageIndex, right: ImageIndex) -> Bool {
        left.schemaVersion == right.schemaVersion && left.mediaType == right.mediaType
            && left.manifests == right.manifests && left.annotations == right.annotations
    }

    /// Hashes what two equal indices have in common.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(schemaVersion)
        hasher.combine(mediaType)
        hasher.combine(manifests)
        hasher.combine(annotations)
    }

    private enum OtherKeys: String, CodingKey { case layers, config, fsLayers, history }

    /// Reads an index; `manifests` may be null, as Docker 25.0 writes it beside the manifest.json of an untagged image.
    ///
    /// - Throws: a decoding error where a member is missing or of the wrong type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try ImageManifest.refuse(decoder.container(keyedBy: OtherKeys.self), .layers, .config, .fsLayers, .history)
        schemaVersion = try container.decode(Int.self, forKey: .schemaVersion)
        mediaType = try container.decodeIfPresent(MediaType.self, forKey: .mediaType)
        let isNull = container.contains(.manifests) ? try container.decodeNil(forKey: .manifests) : false
        manifests = []
        if !isNull {
            let list = try container.decode(TolerantList<Descriptor>.self, forKey: .manifests)
            (manifests, damage) = (list.elements, list.damage)
        }
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations)
    }
}

/// The oci-layout file (image specification, "OCI Image Layout").
package struct ImageLayoutMarker: Codable {
    var imageLayoutVersion: String

    package init(imageLayoutVersion: String) { self.imageLayoutVersion = imageLayoutVersion }
}
