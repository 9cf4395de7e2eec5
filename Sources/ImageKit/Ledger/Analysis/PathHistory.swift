public import ImagePackages
public import ImageReading

/// What the layers of an image did at one path.
public struct PathHistory: Sendable {
    /// What one layer did.
    public struct Step: Sendable {
        /// What a layer does at a path.
        public enum Action: String, Sendable, Codable {
            /// It brought a file, folder, link or device where nothing was.
            case added
            /// It put something in the place of what was there.
            case replaced
            /// It has a folder that was there already, with its mode and owner.
            case kept
            /// It deleted what was there, by a whiteout of the path or of a folder around it.
            case deleted
        }

        /// The index of the layer, the lowest being 0.
        public let layer: Int
        /// What it did.
        public let action: Action
        /// The entry it brought; nil where it deleted.
        public let entry: TarEntry?
        /// The package that owned it when its layer was the topmost; nil for none.
        public let owner: Package?
        /// What became of it; nil where it deleted.
        public let fate: Fate?
        /// Another name under which its contents are still there, while the path is gone or another file's; else nil.
        public let otherName: BytePath?
    }

    /// The path with the links in its folders followed.
    public let path: BytePath
    /// What is there in the end; nil where nothing is.
    public let node: FileTree.NodeID?
    /// The package that owns it in the end; nil for none.
    public let owner: Package?
    /// What the path says the file is for.
    public let cause: Cause
    /// What the layers did, the lowest first.
    public let steps: [Step]
    /// Live files at the path and below it.
    public let fileCount: Int
    /// Their bytes.
    public let liveSize: Int64

    /// Looks a path up in all layers.
    ///
    /// - Parameters:
    ///   - path: the path from the root.
    ///   - analysis: an image that was analyzed with ``ScanOptions/booksBytes``.
    public init(of path: BytePath, in analysis: ImageAnalysis) {
        let tree = analysis.tree
        node = tree.lookup(path, followingLast: false)
        let parent = tree.lookup(path.parent).map { tree.path(of: $0) } ?? path.parent
        let real =
            node.map { tree.path(of: $0) }
            ?? (parent.bytes.isEmpty ? BytePath(normalized: Array(path.name)) : parent.appending(path.name))
        self.path = real
        let link = node.flatMap { tree.kind(of: $0) == .symbolicLink ? $0 : nil }
        owner = analysis.owner(of: real) ?? link.flatMap { analysis.inventory.holder(of: $0, in: tree) }
        cause =
            node.flatMap { tree.inode(of: $0) }.flatMap { analysis.ledger?.cause(of: $0) }
            ?? Cause(path: real.bytes[...])
        steps = PathHistory.steps(at: real, analysis)
        var count = 0
        var size: Int64 = 0
        var pending = node.map { [$0] } ?? []
        var seen: Set<Int> = []
        while let next = pending.popLast() {
            if tree.kind(of: next) == .directory { pending += tree.children(of: next) }
            guard let file = tree.fileNumber(of: next) else { continue }
            count += 1
            if seen.insert(file).inserted { size &+= tree.size(of: next) }
        }
        fileCount = count
        liveSize = size
    }

    private static func steps(at path: BytePath, _ analysis: ImageAnalysis) -> [Step] {
        let tree = analysis.tree
        var steps: [Step] = []
        var isThere = false
        for (number, layer) in tree.layers.enumerated() {
            let records = layer.changeset.records
            // Of entries that stand twice the last one counts.
            let entry = records.indices.last {
                records[$0].whiteout == .none && layer.changeset.path(of: $0).elementsEqual(path.bytes)
            }
            if isThere, entry == nil, records.indices.contains(where: { hides(layer.changeset, $0, path) }) {
                steps.append(Step(layer: number, action: .deleted, entry: nil, owner: nil, fate: nil, otherName: nil))
                isThere = false
            }
            guard let entry else { continue }
            let isFolder = records[entry].kind == .directory
            let action: Step.Action =
                !isThere ? .added : isFolder && steps.last?.entry?.kind == .directory ? .kept : .replaced
            steps.append(
                Step(
                    layer: number, action: action, entry: layer.changeset[entry],
                    owner: analysis.ledger?.owner(ofEntry: entry, inLayer: number),
                    fate: Fate(tree.fates[number][entry]),
                    otherName: analysis.ledger?.otherName(ofEntry: entry, inLayer: number)))
            isThere = true
        }
        return steps
    }

    /// Whether an entry takes away what lower layers have at a path: a whiteout of it or of a folder around it, an opaque folder
    /// around it, or something else than a folder where such a folder was.
    private static func hides(_ changeset: Changeset, _ index: Int, _ path: BytePath) -> Bool {
        let record = changeset.records[index]
        var text = changeset.path(of: index)
        switch record.whiteout {
        case .none:
            guard record.kind != .directory else { return false }
        case .plain:
            let name = text.lastIndex(of: UInt8(ascii: "/")).map { text.index(after: $0) } ?? text.startIndex
            text = ArraySlice(Array(text[..<name]) + Array(text[name...].dropFirst(".wh.".utf8.count)))
            if text.elementsEqual(path.bytes) { return true }
        case .opaque:
            text = text.lastIndex(of: UInt8(ascii: "/")).map { text[..<$0] } ?? []
            if text.isEmpty { return true }
        case .auxiliary: return false
        }
        return path.bytes.count > text.count && path.bytes.starts(with: text)
            && path.bytes[text.count] == UInt8(ascii: "/")
    }
}
