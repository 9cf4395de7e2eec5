import ImageLedger
public import ImagePackages
public import ImageReading

/// What an image is made of, as documents for other tools need it: one value from which SPDX and CycloneDX are written.
///
/// Made of an analysis, or of the JSON of an inventory without the image. What is not known is nil, never guessed silently:
/// suppliers and CPE names follow rules that <doc:SoftwareBills> states.
public struct SoftwareBill: Sendable, Hashable {
    /// A hash of something.
    public struct Hash: Sendable, Hashable {
        /// The algorithm as CycloneDX writes it: `SHA-1`, `SHA-256`, `SHA-512` or `MD5`.
        public let algorithm: String
        /// The value in lower-case hexadecimal digits.
        public let hex: String
    }

    /// A layer.
    public struct Layer: Sendable, Hashable {
        /// The position in the image, 0 being the lowest.
        public let index: Int
        /// The digest of the blob; nil where it is neither known nor computed.
        public let digest: Digest?
        /// The digest of the uncompressed tar.
        public let diffID: Digest
        /// The media type of the blob.
        public let mediaType: String
        /// Bytes of the blob.
        public let downloadSize: Int64
        /// Bytes of the uncompressed tar.
        public let diffSize: Int64
        /// The time of the build step, as written.
        public let created: String?
        /// The instruction that made it, as the configuration has it.
        public let instruction: String?
    }

    /// One package needs another; both are positions in ``packages``.
    public struct Edge: Sendable, Hashable {
        /// The package that needs.
        public let from: Int
        /// The package that is needed.
        public let to: Int
        /// Why it is needed.
        public let kind: DependencyGraph.EdgeKind
        /// The relation or requirement as written, or the name of the library.
        public let text: String
    }

    /// A live regular file.
    public struct File: Sendable, Hashable {
        /// The path from the root, escaped for display.
        public let path: String
        /// Bytes.
        public let size: Int64
        /// The hashes that were computed.
        public let hashes: [Hash]
        /// The position of the package that owns it in ``packages``; nil where nobody does.
        public let owner: Int?
    }

    /// A license that is not on the SPDX list.
    public struct LicenseText: Sendable, Hashable {
        /// The `LicenseRef-…` by which expressions name it.
        public let identifier: String
        /// The name as the package writes it.
        public let name: String
        /// The text; nil where no package carries it.
        public let text: String?
    }

    /// Whether every digest and diff ID was computed and compared.
    public let isVerified: Bool
    /// The image.
    public let image: Image
    /// The layers, the lowest first.
    public let layers: [Layer]
    /// The installed packages, in the order of the inventory.
    public let packages: [Package]
    /// What needs what, ordered by positions; nil where that was not recorded.
    public let edges: [Edge]?
    /// The licenses of the packages that are not on the SPDX list, by identifier.
    public let licenseTexts: [LicenseText]
    /// The live regular files by path, names of one hard-linked file each; nil where they were not asked for.
    public let files: [File]?
    /// Bytes of live regular files that no package owns.
    public let unownedSize: Int64
    /// The known vulnerabilities of the packages; nil where nobody looked for them.
    public var vulnerabilities: Vulnerabilities?

    /// Whether all that a package needs is among the edges.
    func knowsNeeds(of position: Int) -> Bool {
        edges != nil && packages[position].kind.ecosystem.recordsRelations
    }
}
