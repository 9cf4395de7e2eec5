public import ImagePackages
public import ImageReading

/// One layer of an analyzed image.
public struct LayerSummary: Sendable {
    /// The layer as the image's documents describe it.
    public let layer: ImageLayer
    /// The digest of the blob as it was found, or as the descriptor says where nothing was verified; nil where neither is
    /// known.
    public let digest: Digest?
    /// How the blob is compressed.
    public let compression: CompressionFormat
    /// Bytes of the blob as it lies in the archive.
    public let downloadSize: Int64
    /// Bytes of the uncompressed tar.
    public let diffSize: Int64
    /// Sizes of its regular files, a hard-linked one once: what Docker's graph drivers add up.
    public let contentsSize: Int64
    /// Bytes of its files that are live in the squashed tree.
    public let liveSize: Int64
    /// The number of entries in its tar.
    public let entryCount: Int
    /// What it did to packages.
    public let changes: [PackageChange]

    /// Packages that the layer brought.
    public var added: [PackageChange] { changes.filter { $0.before == nil } }
    /// Packages that the layer took away.
    public var removed: [PackageChange] { changes.filter { $0.after == nil } }
    /// Packages that the layer brought in another version.
    public var upgraded: [PackageChange] { changes.filter { $0.before != nil && $0.after != nil } }
}
