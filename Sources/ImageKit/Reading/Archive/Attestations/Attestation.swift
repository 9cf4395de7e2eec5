/// A statement about an image that its archive holds: an SBOM, a provenance or another in-toto statement, or a signature of
/// cosign's.
///
/// Digests of its documents are checked; signatures are not.
public struct Attestation: Sendable, Hashable {
    /// How the archive ties the statement to the image.
    public enum Link: String, Sendable, Hashable, Codable {
        /// BuildKit's attestation manifest: an entry of the image index that names the image's manifest.
        case buildKit = "buildkit"
        /// A manifest with a `subject` (image specification 1.1, "referrers").
        case referrer
        /// A tag made of the image's digest, as cosign writes it.
        case tag
    }

    /// What a statement is about.
    public struct Subject: Sendable, Hashable, Codable {
        /// The name, often a package URL or a reference.
        public var name: String?
        /// Digests by algorithm, in hexadecimal digits.
        public var digest: [String: String]
    }

    /// How the archive ties it to the image.
    public let link: Link
    /// The digest of the manifest that holds it.
    public let manifestDigest: Digest
    /// The digest of the document.
    public let digest: Digest
    /// Bytes of the document.
    public let size: Int64
    /// The media type of the document.
    public let mediaType: String?
    /// The type of the predicate, for example `https://slsa.dev/provenance/v1`.
    public internal(set) var predicateType: String
    /// What the statement says it is about; empty for a plain document.
    public internal(set) var subjects: [Subject] = []
    /// Whether a subject has the digest of the image's manifest; nil for a plain document, which names none.
    public internal(set) var matchesImage: Bool?
    /// How many signatures its envelope, or cosign's annotation, has, none of them checked; nil where it has neither.
    public internal(set) var signatureCount: Int?
    /// What it says of the build; nil where it is no SLSA provenance.
    public internal(set) var provenance: BuildProvenance?
    /// What it lists; nil where it is no SBOM.
    public internal(set) var bill: BillOfMaterials?
    /// What an SBOM describes; BuildKit adds those of build stages and of the build context to that of the image.
    public internal(set) var scope = Scope.image

    /// The type of a signature's payload, which stands in the place of a predicate's.
    public static let signatureType = "cosign container image signature"

    /// Whether it says no more than that somebody signed the image.
    public var isSignature: Bool { predicateType == Attestation.signatureType }

    /// What part of a build an SBOM describes.
    public enum Scope: Sendable, Hashable {
        /// The image.
        case image
        /// A stage of the build, by its name; of its files the image has what was copied.
        case stage(String)
        /// The files that the build was given.
        case context
    }
}

/// What SLSA provenance (v0.2 or v1) says of a build.
public struct BuildProvenance: Sendable, Hashable {
    /// Something that went into the build.
    public struct Material: Sendable, Hashable, Codable {
        /// Where it came from, often a package URL.
        public var uri: String?
        /// Digests by algorithm, in hexadecimal digits.
        public var digest: [String: String]?
    }

    /// Who built: the identifier of the builder.
    public var builder: String?
    /// What kind of build it was.
    public var buildType: String?
    /// Where the sources came from.
    public var source: String?
    /// The revision of the sources.
    public var revision: String?
    /// When the build began, as written.
    public var started: String?
    /// When the build ended, as written.
    public var finished: String?
    /// Base images and other inputs.
    public var materials: [Material] = []
    /// Build arguments as `NAME=value`, and the environment that commands were given; empty where it names none.
    public var arguments: [String] = []
    /// Every other text of the predicate as `NAME=value`, the name being that of its member, and the lines of files that
    /// BuildKit embeds, such as the Dockerfile.
    public var texts: [String] = []
    /// The steps of the build, where BuildKit recorded them (`mode=max`); nil where it did not.
    public var steps: BuildSteps?
}

/// What an SBOM (SPDX 2 or CycloneDX, JSON) lists.
public struct BillOfMaterials: Sendable, Hashable {
    /// A package it lists.
    public struct Component: Sendable, Hashable, Codable {
        /// The name.
        public var name: String
        /// The version; nil where none is given.
        public var version: String?
        /// The package URL as written; nil where none is given.
        public var purl: String?
        /// The license expression or name; nil where none is given.
        public var license: String?
    }

    /// The format with its version: `SPDX-2.3` or `CycloneDX-1.6`.
    public var format: String
    /// The document's name.
    public var name: String?
    /// When it was made, as written.
    public var created: String?
    /// What made it.
    public var creators: [String] = []
    /// The packages.
    public var components: [Component] = []
}

/// The attestations of an image and remarks on those that can't be read.
public struct ImageAttestations: Sendable {
    /// The attestations, in the order of the archive.
    public internal(set) var attestations: [Attestation] = []
    /// Remarks on documents that are damaged, missing or of no known kind.
    public internal(set) var diagnostics: [Diagnostic] = []

    /// Holds none.
    public init() {}
}

extension Diagnostic.Code {
    /// An attestation can't be read.
    public static let unreadableAttestation = Diagnostic.Code(rawValue: "unreadableAttestation")
}
