/// An image that an archive offers.
public struct ImageListing: Sendable, Hashable {
    /// The names the archive gives the image; empty for an untagged one.
    public let references: [String]
    /// The digest that names the image: the manifest's, or the configuration's in a docker-save archive.
    public let digest: Digest
    /// The platform, where it is known.
    public let platform: Platform?

    /// One line for a list: name, platform and the beginning of the digest.
    public var label: String {
        let name = references.first ?? "<untagged>"
        let platform = platform.map { " (\($0))" } ?? ""
        return DisplayText.escaped("\(name)\(platform) \(digest.algorithm.rawValue):\(digest.hex.prefix(12))")
    }

    /// Whether a reference a user gave means this image.
    ///
    /// A full name, a name as Docker shortens it, a tag alone, or at least six digits of the digest.
    func matches(_ reference: String) -> Bool {
        let digits = reference.hasPrefix("sha256:") ? reference.dropFirst(7) : reference[...]
        if digits.count >= 6, digest.hex.hasPrefix(digits) { return true }
        let wanted = ImageListing.spellings(reference)
        return references.contains { name in
            let have = ImageListing.spellings(name)
            if !wanted.isDisjoint(with: have) { return true }
            // A tag alone, or a name without its registry and folders.
            return name.hasSuffix(":" + reference) || name.hasSuffix("/" + reference)
        }
    }

    /// A reference with and without Docker's defaults.
    private static func spellings(_ reference: String) -> Set<String> {
        var short = reference
        for prefix in ["docker.io/library/", "docker.io/", "localhost/"] where short.hasPrefix(prefix) {
            short = String(short.dropFirst(prefix.count))
            break
        }
        let hasTag = short.split(separator: "/").last?.contains(":") ?? false
        return [reference, short, hasTag ? short : short + ":latest"]
    }
}

/// An image of an archive whose manifest has been found but whose configuration may not have been read.
struct ImageCandidate: Sendable {
    enum Origin: Sendable {
        case manifest(Descriptor, ImageManifest)
        case docker(DockerManifest)
    }

    let listing: ImageListing
    let origin: Origin
}
