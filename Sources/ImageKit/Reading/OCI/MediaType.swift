/// A media type of the image specification or of Docker.
public struct MediaType: RawRepresentable, Hashable, Sendable, Codable {
    /// The media type as written.
    public let rawValue: String

    /// Makes a media type from its written form.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// An OCI image index.
    public static let ociIndex = MediaType(rawValue: "application/vnd.oci.image.index.v1+json")
    /// An OCI image manifest.
    public static let ociManifest = MediaType(rawValue: "application/vnd.oci.image.manifest.v1+json")
    /// An OCI image configuration.
    public static let ociConfiguration = MediaType(rawValue: "application/vnd.oci.image.config.v1+json")
    /// The configuration of an artifact that has none.
    public static let ociEmpty = MediaType(rawValue: "application/vnd.oci.empty.v1+json")
    /// An OCI layer that is not compressed.
    public static let ociLayer = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar")
    /// Docker's manifest list.
    public static let dockerIndex = MediaType(rawValue: "application/vnd.docker.distribution.manifest.list.v2+json")
    /// Docker's manifest.
    public static let dockerManifest = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v2+json")
    /// Docker's configuration.
    public static let dockerConfiguration = MediaType(rawValue: "application/vnd.docker.container.image.v1+json")
    /// Docker's layer that is not compressed.
    public static let dockerLayer = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar")

    /// Whether this is an index or manifest list.
    public var isIndex: Bool { self == .ociIndex || self == .dockerIndex }

    /// Whether this is a manifest of one image or artifact.
    public var isManifest: Bool { self == .ociManifest || self == .dockerManifest }

    /// Whether this is the configuration of an image, not of another kind of artifact.
    public var isImageConfiguration: Bool { self == .ociConfiguration || self == .dockerConfiguration }

    /// Whether images of 2015 and 2016 have such a configuration: Docker still takes it for one.
    var isOldImageConfiguration: Bool {
        ["", "application/json", "application/octet-stream", "text/html", "text/plain"].contains(
            rawValue.prefix { $0 != ";" })
    }

    /// Whether this is what BuildKit keeps of a cache.
    var isBuildCache: Bool { rawValue.hasPrefix("application/vnd.buildkit.cacheconfig.") }

    /// What a layer's media type says of its blob.
    public enum LayerKind: Sendable, Hashable {
        /// A tar, compressed as the type says; nil for a compression that is not known here.
        case tar(CompressionName?)
        /// A layer that is fetched from elsewhere and is not in the archive.
        case foreign(CompressionName?)
        /// A layer that is encrypted.
        case encrypted
        /// No layer of a file system.
        case unknown
    }

    /// A compression as media types write it.
    public enum CompressionName: String, Sendable, Hashable {
        /// Not compressed.
        case none
        /// gzip.
        case gzip
        /// Zstandard.
        case zstd
    }

    /// What this type says of a layer.
    public var layerKind: LayerKind {
        if rawValue.hasSuffix("+encrypted") { return .encrypted }
        let foreign = [
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar",
        ]
        for base in foreign where rawValue.hasPrefix(base) {
            return MediaType.compression(rawValue.dropFirst(base.count)).map { .foreign($0) } ?? .unknown
        }
        for base in [MediaType.ociLayer.rawValue, MediaType.dockerLayer.rawValue] where rawValue.hasPrefix(base) {
            return MediaType.compression(rawValue.dropFirst(base.count)).map { .tar($0) } ?? .unknown
        }
        return .unknown
    }

    private static func compression(_ suffix: Substring) -> CompressionName? {
        switch suffix {
        case "": CompressionName.none
        case "+gzip", ".gzip": .gzip
        case "+zstd", ".zstd": .zstd
        default: nil
        }
    }
}
