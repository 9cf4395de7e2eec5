public import ImagePackages
public import ImageReading

/// Everything found in one image.
public struct ImageAnalysis: Sendable {
    /// The image.
    public let image: Image
    /// Whether every digest and diff ID was computed and compared.
    public let isVerified: Bool
    /// The squashed tree.
    public let tree: FileTree
    /// The layers, the lowest first.
    public let layers: [LayerSummary]
    /// The packages.
    public let inventory: Inventory
    /// Where every byte goes; nil where it was not asked for.
    public let ledger: Ledger?
    /// Secrets in the contents of files of any layer, deleted ones too; nil where they were not looked for.
    public let secrets: [FileSecret]?
    /// Remarks on the archive, the layers, the tree and the packages, in that order.
    public let diagnostics: [Diagnostic]

    /// Remarks on packages of package managers that are not read, one for each manager.
    public var unlistedPackages: [Diagnostic] { diagnostics.filter { $0.code == .unlistedPackages } }
    /// The number of live regular files, a hard-linked one counted once.
    public var fileCount: Int {
        Set(tree.liveNodes.lazy.filter { tree.kind(of: $0) == .file }.compactMap { tree.fileNumber(of: $0) }).count
    }

    /// Bytes of all blobs as they lie in the archive.
    public var downloadSize: Int64 { layers.reduce(0) { $0 + $1.downloadSize } }
    /// Bytes of all uncompressed tars.
    public var diffSize: Int64 { layers.reduce(0) { $0 + $1.diffSize } }
    /// Sizes of the files of all layers, which is what `docker images` shows where Docker uses graph drivers.
    public var contentsSize: Int64 { layers.reduce(0) { $0 &+ $1.contentsSize } }
    /// How many layers are not compressed in the archive: those are smaller when a registry sends them.
    public var uncompressedLayerCount: Int { layers.count { $0.compression == .none } }

    /// Which layers are not compressed, in words: `no layer is compressed`, `2 of 5 layers are not compressed`; nil where all are.
    ///
    /// - Parameter name: what the image is called where there are others: `no layer of before is compressed`.
    package func uncompressedLayers(of name: String = "") -> String? {
        let owner = name.isEmpty ? "" : " of \(name)"
        guard uncompressedLayerCount > 0 else { return nil }
        return uncompressedLayerCount == layers.count
            ? "no layer\(owner) is compressed"
            : "\(uncompressedLayerCount) of \(layers.count) layers\(owner) are not compressed"
    }
}

extension DependencyGraph {
    /// Finds out what needs what in an image.
    ///
    /// Libraries that Python's packages are linked to are known where ``/ImageReading/ReadOptions/readsLinkage`` was
    /// set.
    public init(_ analysis: ImageAnalysis) {
        self.init(
            inventory: analysis.inventory, tree: analysis.tree, configuration: analysis.image.configuration,
            platform: analysis.image.platform)
    }
}

extension FileIntegrity {
    /// Compares the files of an image.
    ///
    /// - Parameter analysis: an image read with ``ScanOptions/prepareForIntegrity()``; without it every digest is unchecked.
    public init(of analysis: ImageAnalysis) {
        self.init(of: analysis.tree, inventory: analysis.inventory)
    }
}

extension RemovableRanking {
    /// Ranks the packages of an image.
    public init(_ analysis: ImageAnalysis) { self.init(DependencyGraph(analysis)) }
}
