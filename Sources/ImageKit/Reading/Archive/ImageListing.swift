/// An image that an archive offers.
public struct ImageListing: Sendable, Hashable {
    /// The names the archive gives the image; empty for an untagged one.
    public let references: [String]
    /// The digest that names the image: the manifest's, or the configuration's in a docker-save archive.
    public let digest: Digest
    /// The platform, where it is known.
    public var platform: Platform? { platforms.first }
    /// The platforms that the index offers the image for; empty where none is known.
    public let platforms: [Platform]
    /// Other digests that Docker names the image by: those of its configuration and of the indices it is in.
    public let identifiers: [Digest]

    init(references: [String], digest: Digest, platforms: [Platform], identifiers: [Digest] = []) {
        self.references = references
        self.digest = digest
        self.platforms = platforms
        self.identifiers = identifiers
    }

    /// One line for a list: name, platform and the beginning of the digest.
    public var label: String {
        let name = references.first ?? "<untagged>"
        let platform = platform.map { " (\($0))" } ?? ""
        return DisplayText.escaped("\(name)\(platform) \(digest.algorithm.rawValue):\(digest.hex.prefix(12))")
    }

    /// The image with these names and platforms in front of those it has, each once.
    func putting(references: [String] = [], platforms: [Platform] = []) -> ImageListing {
        ImageListing(
            references: references + self.references.filter { !references.contains($0) }, digest: digest,
            platforms: platforms + self.platforms.filter { !platforms.contains($0) }, identifiers: identifiers)
    }

    /// The image with what another entry of the archive says of it behind what is known, each once.
    func joined(with other: ImageListing) -> ImageListing {
        ImageListing(
            references: references + other.references.filter { !references.contains($0) }, digest: digest,
            platforms: platforms + other.platforms.filter { !platforms.contains($0) },
            identifiers: identifiers + other.identifiers.filter { !identifiers.contains($0) })
    }

    /// How well a reference that a user gave fits an image.
    enum Match: Int, Comparable {
        /// The name without its registry and folders, or a tag alone.
        case part
        /// The name without `localhost/`, which podman puts before the names of images that were built here.
        case local
        /// At least six digits of a digest.
        case digest
        /// Another spelling of the name, as Docker shortens it.
        case name
        /// The name as the archive has it.
        case exact

        static func < (left: Match, right: Match) -> Bool { left.rawValue < right.rawValue }
    }

    /// How a reference that a user gave means this image, and the name that it means; nil where it does not.
    func match(_ reference: String) -> (match: Match, name: String?)? {
        if references.contains(reference) { return (.exact, reference) }
        let wanted = ImageListing.canonical(reference)
        if let name = references.first(where: { ImageListing.canonical($0) == wanted }) { return (.name, name) }
        let text = reference.lastIndex(of: "@").map { reference[reference.index(after: $0)...] } ?? reference[...]
        let digits = ["sha256:", "sha512:"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) } ?? text
        // A digest behind a name is one in that repository.
        let named = reference.lastIndex(of: "@").map { String(reference[..<$0]) } ?? ""
        let repository = ImageListing.repository(ImageListing.canonical(named))
        let isOfName =
            named.isEmpty || references.isEmpty
            || references.contains { ImageListing.repository(ImageListing.canonical($0)) == repository }
        if isOfName, digits.utf8.count >= 6, ([digest] + identifiers).contains(where: { $0.hex.hasPrefix(digits) }) {
            return (.digest, nil)
        }
        guard !ImageListing.namesRegistry(reference) else { return nil }
        let tagged = ImageListing.isTagged(reference) ? reference : reference + ":latest"
        if let name = references.first(where: { $0 == "localhost/" + tagged || $0 == "localhost/" + reference }) {
            return (.local, name)
        }
        let name = references.first { name in
            name.hasSuffix(":" + reference) || [reference, tagged].contains { name.hasSuffix("/" + $0) }
        }
        return name.map { (.part, $0) }
    }

    /// A reference without its tag.
    private static func repository(_ reference: String) -> Substring {
        let start = reference.lastIndex(of: "/") ?? reference.startIndex
        return reference[start...].firstIndex(of: ":").map { reference[..<$0] } ?? reference[...]
    }

    /// A reference with all that Docker adds to a short one: its registry, `library/` and the tag `latest`.
    package static func canonical(_ reference: String) -> String {
        var name = reference
        for other in ["index.docker.io/", "registry-1.docker.io/"] where name.hasPrefix(other) {
            name = "docker.io/" + name.dropFirst(other.count)
        }
        if !namesRegistry(name) { name = "docker.io/" + name }
        let path = name.dropFirst("docker.io/".count)
        if name.hasPrefix("docker.io/"), !path.contains("/") { name = "docker.io/library/" + path }
        return isTagged(name) || name.contains("@") ? name : name + ":latest"
    }

    /// Whether a reference begins with a registry: what stands before its first slash has a dot or a port, or is `localhost`.
    private static func namesRegistry(_ reference: String) -> Bool {
        guard let slash = reference.firstIndex(of: "/") else { return false }
        let first = reference[..<slash]
        return first == "localhost" || first.contains(".") || first.contains(":")
    }

    private static func isTagged(_ reference: String) -> Bool {
        reference.split(separator: "/").last?.contains(":") ?? false
    }
}

/// An image of an archive whose manifest has been found but whose configuration may not have been read.
struct ImageCandidate: Sendable {
    enum Origin: Sendable {
        case manifest(Descriptor, ImageManifest)
        case docker(DockerManifest)
    }

    var listing: ImageListing
    let origin: Origin
    /// The digest of the configuration.
    let configuration: Digest
    /// The index that the archive's own index names and that the image is in; nil where it names the image itself.
    var index: Digest?
}

/// An image that an archive names and that can't be read.
struct ImageFailure: Sendable {
    /// Its name; nil for an untagged one.
    let reference: String?
    /// The digest that the archive names it by, where there is one.
    let digest: Digest?
    /// What is wrong.
    let error: ImageError
    /// Whether the archive says that it is no image but stands beside one, such as a signature.
    var isArtifact = false

    /// How it is called in remarks.
    var label: String {
        isArtifact
            ? "the artifact \(digest?.description ?? "")" : reference ?? digest?.description ?? "an untagged image"
    }
}
