import ImageLedger
public import ImagePackages
public import ImageReading
import ImageWriting

extension SoftwareBill {
    /// The image that a bill is of.
    public struct Image: Sendable, Hashable {
        /// The archive as the user named it.
        public let archive: String
        /// The name without registry, tag and digest, for example `app`; `image` where the archive names none.
        public let name: String
        /// The names the archive gives the image.
        public let references: [String]
        /// The digest that names the image: the manifest's, else the configuration's.
        public let digest: Digest
        /// The digest of the manifest; nil for a docker-save archive that has none.
        public let manifestDigest: Digest?
        /// The digest of the configuration.
        public let configurationDigest: Digest
        /// The platform.
        public let platform: Platform?
        /// When it was made, as written.
        public let created: String?
        /// Labels by key.
        public let labels: [String: String]
        /// The distribution.
        public let distribution: Distribution?
        /// `pkg:oci` by the manifest, or `pkg:docker` by the configuration where there is no manifest.
        public let purl: PackageURL
        /// Who supplies it: a label, else the author or the account in its name, else the distribution's organization.
        public let supplier: Party?
    }
}

extension SoftwareBill.Image {
    /// Makes an image of what is known about it; name, package URL and supplier follow from that.
    init(
        archive: String, references: [String], manifestDigest: Digest?, configurationDigest: Digest,
        platform: Platform?, created: String?, author: String?, labels: [String: String], distribution: Distribution?
    ) {
        self.archive = archive
        self.references = references
        digest = manifestDigest ?? configurationDigest
        self.manifestDigest = manifestDigest
        self.configurationDigest = configurationDigest
        self.platform = platform
        self.created = created
        self.labels = labels
        self.distribution = distribution
        let reference = references.lazy.compactMap(ReferenceParts.init).first
        let name = reference?.name ?? "image"
        self.name = name
        purl = Self.purl(
            name: name, reference: reference, manifestDigest: manifestDigest, configurationDigest: configurationDigest,
            platform: platform)
        supplier = Self.supplier(labels, author: author, reference: reference, distribution: distribution)
    }

    /// Takes the image of an analysis; the values of secrets in labels are `***`.
    init(_ analysis: ImageAnalysis) {
        let image = analysis.image
        let configuration = image.configuration
        self.init(
            archive: image.archive, references: image.references, manifestDigest: image.manifestDigest,
            configurationDigest: image.configurationDigest, platform: image.platform, created: configuration.created,
            author: configuration.namedAuthor, labels: configuration.config?.shownLabels ?? [:],
            distribution: analysis.inventory.distribution)
    }

    /// Types `oci` and `docker` of the package URL specification.
    private static func purl(
        name: String, reference: ReferenceParts?, manifestDigest: Digest?, configurationDigest: Digest,
        platform: Platform?
    ) -> PackageURL {
        guard let manifestDigest else {
            var qualifiers: [String: String] = [:]
            if let registry = reference?.registry, registry != "docker.io" {
                qualifiers["repository_url"] = registry
            }
            return PackageURL(
                type: "docker", namespace: reference?.namespace, name: name,
                version: configurationDigest.description, qualifiers: qualifiers)
        }
        var qualifiers = ["arch": platform?.architecture ?? "", "tag": reference?.tag ?? ""]
        if let registry = reference?.registry {
            qualifiers["repository_url"] = [registry, reference?.namespace, name].compactMap(\.self).joined(
                separator: "/")
        }
        return PackageURL(type: "oci", name: name, version: manifestDigest.description, qualifiers: qualifiers)
    }

    private static func supplier(
        _ labels: [String: String], author: String?, reference: ReferenceParts?, distribution: Distribution?
    ) -> Party? {
        for key in ["org.opencontainers.image.vendor", "vendor"] {
            if let party = labels[key].flatMap({ Party(organization: $0) }) { return party }
        }
        for key in ["org.opencontainers.image.authors", "maintainer", "MAINTAINER"] {
            if let party = labels[key].flatMap({ Party($0) }) { return party }
        }
        if let party = author.flatMap({ Party($0) }) { return party }
        if let account = reference?.account { return Party(organization: account) }
        return distribution.flatMap { Party(of: $0) }
    }
}

/// The parts of an image's name as Docker reads them.
struct ReferenceParts: Sendable, Hashable {
    /// The host, with its port where there is one; nil where the name has none, or only podman's `localhost`.
    let registry: String?
    /// The folders between registry and name.
    let namespace: String?
    /// The last component in lower case.
    let name: String
    let tag: String?

    init?(_ reference: String) {
        var rest = reference[...]
        if let at = rest.firstIndex(of: "@") { rest = rest[..<at] }
        let nameStart = rest.lastIndex(of: "/").map { rest.index(after: $0) } ?? rest.startIndex
        if let colon = rest[nameStart...].lastIndex(of: ":") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        } else {
            tag = nil
        }
        var parts = rest.split(separator: "/")
        guard let last = parts.popLast() else { return nil }
        var registry: String?
        if let first = parts.first, first.contains(".") || first.contains(":") || first == "localhost" {
            parts.removeFirst()
            if first != "localhost" { registry = first.lowercased() }
        }
        self.registry = registry
        namespace = parts.isEmpty ? nil : parts.joined(separator: "/").lowercased()
        name = last.lowercased()
    }

    /// The account that publishes: the first folder, but for Docker's own images.
    var account: String? {
        guard let namespace else { return nil }
        return namespace == "library"
            ? "Docker Official Images" : namespace.split(separator: "/").first.map(String.init)
    }
}
