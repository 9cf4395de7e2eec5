public import ImagePackages
import ImageReading

/// The live bytes of an image by layer, owner and directory.
///
/// The size of a node that has children is exactly the sum of theirs; the root's is the image's live size.
public struct LiveTree: Sendable {
    /// One area of the tree.
    public struct Node: Sendable {
        /// What a node stands for.
        public enum Kind: String, Sendable {
            /// The whole image.
            case image
            /// What one layer brought.
            case layer
            /// The files of a package.
            case package
            /// Files that no package owns, by cause.
            case cause
            /// A directory, without the packages and layers it also occurs in.
            case directory
            /// What is too small for a node of its own, and the files of a directory that has nodes below it.
            case other
        }

        /// The layer's number, the package with its version, the cause, or the directory relative to the node above.
        public let name: String
        /// What the node stands for.
        public let kind: Kind
        /// The owner's kind of package; nil for the image, its layers and what no package owns.
        public let packageKind: Package.Kind?
        /// Live bytes.
        public let size: Int64
        /// The number of live files, names of a hard-linked file beyond the first not counted.
        public let fileCount: Int
        /// The parts, the largest first; layers in their order.
        public let children: [Node]
    }

    /// The image.
    public let root: Node

    /// Sums a ledger.
    ///
    /// - Parameters:
    ///   - ledger: the books.
    ///   - nodeLimit: how many nodes are kept, the largest first; what is left out is in nodes of kind `other`, at most one
    ///     below each node that is kept.
    public init(_ ledger: Ledger, nodeLimit: Int = 6000) {
        var branches = Branches()
        ledger.forEach { branches.add($0, of: ledger) }
        root = branches.node(limit: max(1, nodeLimit))
    }
}

/// The nodes while they are summed, parents before their children.
private struct Branches {
    private struct Branch {
        let parent: Int
        let name: String
        let kind: LiveTree.Node.Kind
        let packageKind: Package.Kind?
        var size: Int64 = 0
        var fileCount = 0
    }

    private struct Key: Hashable {
        let parent: Int
        /// A directory's name; empty for layers and owners, which ``number`` tells apart.
        let name: ArraySlice<UInt8>
        let number: UInt32
    }

    /// Deeper directories are counted with the one at this depth.
    private static let deepest = 16

    private var branches = [Branch(parent: -1, name: "", kind: .image, packageKind: nil)]
    private var positions: [Key: Int] = [:]
    /// Where the file before went, as files of a directory follow one another.
    private var last: (owner: Int, directory: ArraySlice<UInt8>, position: Int) = (-1, [], 0)

    mutating func add(_ line: Ledger.Line, of ledger: Ledger) {
        guard line.fate == .live else { return }
        let layer = position(Key(parent: 0, name: [], number: UInt32(line.layer))) {
            Branch(parent: 0, name: String(line.layer), kind: .layer, packageKind: nil)
        }
        let owner = owner(of: line, in: ledger, layer: layer)
        let path = ledger.path(of: line)
        let directory = path[..<(path.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)]
        if last.owner != owner || last.directory != directory {
            var parent = owner
            for name in directory.split(separator: UInt8(ascii: "/")).prefix(Branches.deepest) {
                let kind = branches[owner].packageKind
                parent = position(Key(parent: parent, name: name, number: 0)) {
                    Branch(
                        parent: parent, name: DisplayText.decoded(name), kind: .directory,
                        packageKind: kind)
                }
            }
            last = (owner, directory, parent)
        }
        var next = last.position
        while next >= 0 {
            branches[next].size += line.amounts.liveSize
            branches[next].fileCount += 1
            next = branches[next].parent
        }
    }

    private mutating func owner(of line: Ledger.Line, in ledger: Ledger, layer: Int) -> Int {
        if let package = ledger.owner(of: line) {
            return position(Key(parent: layer, name: [], number: line.owner)) {
                Branch(
                    parent: layer, name: "\(package.name) \(package.version)", kind: .package,
                    packageKind: package.kind)
            }
        }
        return position(Key(parent: layer, name: Array(line.cause.rawValue.utf8)[...], number: 0)) {
            Branch(parent: layer, name: line.cause.rawValue, kind: .cause, packageKind: nil)
        }
    }

    private mutating func position(_ key: Key, _ branch: () -> Branch) -> Int {
        if let known = positions[key] { return known }
        branches.append(branch())
        positions[key] = branches.count - 1
        return branches.count - 1
    }

    func node(limit: Int) -> LiveTree.Node {
        // A parent is never smaller than its children and stands before them, so the first ones are a tree.
        let kept = branches.indices.sorted { (-branches[$0].size, $0) < (-branches[$1].size, $1) }.prefix(limit)
        var children: [Int: [Int]] = [:]
        for position in kept where position > 0 { children[branches[position].parent, default: []].append(position) }
        return node(0, children)
    }

    private func node(_ position: Int, _ children: [Int: [Int]]) -> LiveTree.Node {
        var position = position
        var name = branches[position].name
        // A directory that holds one directory and nothing else is one node with it.
        while branches[position].kind == .directory, let below = children[position], below.count == 1,
            branches[below[0]].size == branches[position].size,
            branches[below[0]].fileCount == branches[position].fileCount
        {
            position = below[0]
            name += "/" + branches[position].name
        }
        let branch = branches[position]
        var parts = (children[position] ?? []).map { node($0, children) }
        if branch.kind == .image { parts.sort { (Int($0.name) ?? 0) < (Int($1.name) ?? 0) } }
        let rest = parts.reduce((size: branch.size, fileCount: branch.fileCount)) {
            ($0.size - $1.size, $0.fileCount - $1.fileCount)
        }
        if !parts.isEmpty, rest.size > 0 || rest.fileCount > 0 {
            parts.append(
                LiveTree.Node(
                    name: "", kind: .other, packageKind: branch.packageKind, size: rest.size,
                    fileCount: rest.fileCount, children: []))
        }
        return LiveTree.Node(
            name: name, kind: branch.kind, packageKind: branch.packageKind, size: branch.size,
            fileCount: branch.fileCount, children: parts)
    }
}
