public import ImagePackages
public import ImageReading

/// What a later stage of a multi-stage build took from an earlier one, and what it left behind.
public struct StageComparison: Sendable {
    /// A file of the final image with the contents of one of the builder's.
    public struct Copy: Sendable {
        /// The path in the builder; the same path where it is there too.
        public let from: BytePath
        /// The path in the final image.
        public let to: BytePath
        /// Bytes.
        public let size: Int64
        /// The index of the final image's layer that brought it.
        public let layer: Int
        /// Whether the builder has it by COPY or ADD too, so that both may have it from the build context.
        ///
        /// The history of BuildKit does not say where a COPY took its files from.
        public let mayBeOfContext: Bool
    }

    /// Files that came from the builder, the largest first; what both have from a shared layer is none, nor is what the final
    /// stage's own RUN steps made the same.
    public let copies: [Copy]
    /// Libraries that copied files need and that were left behind, by path in the final image.
    public let missingLibraries: [MissingLibrary]
    /// Packages of the builder that the final image lacks, the largest first.
    public let leftBehind: [Package]
    /// Live bytes of the packages left behind.
    public let leftBehindSize: Int64
    /// Bytes of the files that came from the builder.
    public var copiedSize: Int64 { copies.reduce(0) { $0 &+ $1.size } }
    /// How many of the copies may be from the build context, and their bytes.
    public var ofContext: (count: Int, size: Int64) {
        let copies = copies.filter(\.mayBeOfContext)
        return (copies.count, copies.reduce(0) { $0 &+ $1.size })
    }

    /// Compares two stages whose layers were read with ``/ImageReading/ContentIdentity/digest``.
    ///
    /// Libraries that are missing are found where ``/ImageReading/ReadOptions/readsLinkage`` was set too.
    public init(from builder: ImageAnalysis, to final: ImageAnalysis) {
        let shared = zip(builder.image.layers, final.image.layers).prefix { $0.diffID == $1.diffID }.count
        let madeHere = StageComparison.madeHere(final.image)
        let madeThere = StageComparison.madeHere(builder.image)
        var sources: [Digest: [(path: BytePath, layer: Int)]] = [:]
        for node in builder.tree.liveNodes where builder.tree.size(of: node) > 0 {
            guard let digest = builder.tree.contentDigest(of: node) else { continue }
            sources[digest, default: []].append((builder.tree.path(of: node), builder.tree.layer(of: node)))
        }
        var counted: Set<Int> = []
        copies = final.tree.liveNodes.compactMap { node -> Copy? in
            let layer = final.tree.layer(of: node)
            guard layer >= shared, !madeHere.contains(layer), final.tree.size(of: node) > 0,
                let digest = final.tree.contentDigest(of: node), let found = sources[digest]
            else { return nil }
            let path = final.tree.path(of: node)
            guard let from = found.contains(where: { $0.path == path }) ? path : found.map(\.path).min() else {
                return nil
            }
            let isCopied = found.allSatisfy { $0.layer >= shared && !madeThere.contains($0.layer) }
            // Further names of one file take no bytes.
            let isFirst = final.tree.fileNumber(of: node).map { counted.insert($0).inserted } ?? true
            return Copy(
                from: from, to: path, size: isFirst ? final.tree.size(of: node) : 0, layer: layer,
                mayBeOfContext: isCopied)
        }.sorted { ($1.size, $0.to) < ($0.size, $1.to) }
        missingLibraries = MissingLibrary.all(of: copies, from: builder, to: final)
        let kept = Set(final.inventory.packages.map { [$0.kind.rawValue, $0.normalizedName] })
        leftBehind = builder.inventory.packages.filter {
            !kept.contains([$0.kind.rawValue, $0.normalizedName])
        }.sorted { ($1.size, $0.name) < ($0.size, $1.name) }
        leftBehindSize = leftBehind.reduce(0) { $0 &+ $1.size }
    }

    /// The layers that commands made in the stage itself, and the root file system that it began with, according to the
    /// history; into those nothing was copied.
    ///
    /// A builder that makes one layer of several steps marks the others as empty: a COPY among them counts for the layer.
    private static func madeHere(_ image: Image) -> Set<Int> {
        let history = image.configuration.history ?? []
        guard history.count(where: { $0.emptyLayer != true }) == image.layers.count else { return [] }
        var layers: Set<Int> = []
        var layer = 0
        var isCopied = false
        for step in history {
            let text = step.createdBy ?? ""
            let instruction =
                text.firstRange(of: "#(nop)").map { text[$0.upperBound...].drop { $0 == " " } } ?? text[...]
            // Tools that make whole bases write steps of their own, such as debuerreotype and Bazel.
            let isRoot = layer == 0 && !instruction.hasPrefix("COPY ")
            if instruction.hasPrefix("COPY ") || (instruction.hasPrefix("ADD ") && !isRoot) { isCopied = true }
            guard step.emptyLayer != true else { continue }
            let isCommand =
                instruction.hasPrefix("RUN ") || instruction.hasPrefix("|")
                || (instruction.hasPrefix("/") && instruction.contains(" -c "))
            if isCommand || isRoot, !isCopied { layers.insert(layer) }
            layer += 1
            isCopied = false
        }
        return layers
    }
}
