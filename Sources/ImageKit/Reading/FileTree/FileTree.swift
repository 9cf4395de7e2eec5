/// The squashed tree: all layers applied in order, every node knowing the layer that brought it.
///
/// Nodes are kept in arrays and named by index, so a tree of any depth is made and released without recursion. A node keeps
/// its index when its path is deleted and made again, so an index stands for a path.
public struct FileTree: Sendable {
    /// A node of one tree; stands for the same path as long as layers are only added.
    public struct NodeID: Hashable, Sendable, Comparable {
        package let index: UInt32

        package init(index: UInt32) { self.index = index }

        /// Orders nodes by their age.
        public static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
    }

    /// The type of a node.
    public enum Kind: UInt8, Sendable {
        /// A regular file; several nodes can be names of one file.
        case file
        /// A directory.
        case directory
        /// A symbolic link.
        case symbolicLink
        /// A character device.
        case characterDevice
        /// A block device.
        case blockDevice
        /// A named pipe.
        case fifo
    }

    package struct Node: Sendable {
        package var parent: UInt32
        /// Where the name stands in the text of the changeset ``nameLayer``.
        var nameOffset: UInt32
        /// ``nameLength``, ``kind``, ``isLive`` and ``isLinked``.
        private var bits: UInt32
        var nameLayer: UInt16
        /// The layer and entry that made this node as it is now.
        var layer: UInt16
        var entry: UInt32
        package var inode: UInt32
        var firstChild: UInt32
        var nextSibling: UInt32
    }

    /// One file's contents and how many live names it has.
    package struct Inode: Sendable {
        package var entry: UInt32
        package var layer: UInt16
        var metadataLayer: UInt16
        var metadataEntry: UInt32
        package var links: UInt32
    }

    /// No node, inode or entry.
    package static let none = UInt32.max

    /// The layers applied so far, the lowest first.
    public private(set) var layers: [Layer] = []
    /// What became of each entry of each layer.
    package private(set) var fates: [[EntryFate]] = []
    /// Remarks made while layers were applied.
    public var diagnostics: [Diagnostic] { log.diagnostics + linkSteps.diagnostics }
    var log = DiagnosticLog()
    /// Whether the layer applied last brought or took away a file that was kept for ecosystems.
    package var changedMetadata = false
    /// The node of each entry of the layer applied last; ``none`` for whiteouts and the root.
    package var lastEntryNodes: [UInt32] = []
    package var nodes: [Node]
    package var inodes: [Inode] = []
    var index = NodeIndex()
    /// Where the kept contents are of files that a layer emptied, by node.
    private(set) var emptied: [UInt32: (layer: UInt16, entry: UInt32)] = [:]
    let linkSteps: LinkSteps
    /// How much the image may ask for.
    package var limits: Limits { linkSteps.limits }

    /// Makes a tree that holds only its root.
    ///
    /// - Parameter limits: has the number of symbolic links that one lookup follows.
    public init(limits: Limits = Limits()) {
        linkSteps = LinkSteps(limits: limits)
        nodes = [
            Node(parent: FileTree.none, name: [], nameLayer: 0, nextSibling: FileTree.none, isLive: true)
        ]
    }

    mutating func append(_ layer: Layer) {
        layers.append(layer)
        fates.append(Array(repeating: .live, count: layer.changeset.count))
    }

    /// Remembers what a file held that is about to be replaced by an empty one.
    mutating func noteEmptied(_ node: UInt32) {
        let old = nodes[Int(node)]
        guard old.kind == .file else { return }
        let inode = old.isLive && old.inode != FileTree.none ? inodes[Int(old.inode)] : nil
        let (layer, entry) = inode.map { ($0.layer, $0.entry) } ?? (old.layer, old.entry)
        guard entry != FileTree.none, layers[Int(layer)].captured[Int(entry)]?.isEmpty == false else { return }
        emptied[node] = (layer, entry)
    }

    mutating func setFate(_ fate: EntryFate, layer: UInt16, entry: UInt32) {
        guard entry != FileTree.none else { return }
        fates[Int(layer)][Int(entry)] = fate
    }
}

extension FileTree.Node {
    private static let lengthBits: UInt32 = (1 << 27) - 1
    private static let kindShift: UInt32 = 27
    private static let liveBit: UInt32 = 1 << 30
    private static let unlinkedBit: UInt32 = 1 << 31

    /// Makes a node of a folder, as which every node begins.
    ///
    /// - Parameters:
    ///   - parent: the folder that it is in.
    ///   - name: its name, a slice of the names of the layer; not longer than ``Changeset/longestName``.
    ///   - nameLayer: the layer.
    ///   - nextSibling: what the folder held first until now.
    ///   - isLive: whether it is there.
    init(parent: UInt32, name: ArraySlice<UInt8>, nameLayer: UInt16, nextSibling: UInt32, isLive: Bool) {
        self.init(
            parent: parent, nameOffset: UInt32(name.startIndex),
            bits: UInt32(name.count) & Self.lengthBits, nameLayer: nameLayer, layer: nameLayer, entry: FileTree.none,
            inode: FileTree.none, firstChild: FileTree.none, nextSibling: nextSibling)
        kind = .directory
        self.isLive = isLive
    }

    package var nameLength: UInt32 { bits & Self.lengthBits }

    var kind: FileTree.Kind {
        get { FileTree.Kind(rawValue: UInt8(bits >> Self.kindShift & 7)) ?? .file }
        set { bits = bits & ~(7 << Self.kindShift) | UInt32(newValue.rawValue) << Self.kindShift }
    }

    package var isLive: Bool {
        get { bits & Self.liveBit != 0 }
        set { bits = newValue ? bits | Self.liveBit : bits & ~Self.liveBit }
    }

    /// Whether the node is in its parent's list of children; what is live always is.
    var isLinked: Bool {
        get { bits & Self.unlinkedBit == 0 }
        set { bits = newValue ? bits & ~Self.unlinkedBit : bits | Self.unlinkedBit }
    }
}

/// What became of an entry.
package struct EntryFate: Sendable, Hashable {
    package enum Kind: UInt8, Sendable { case live, overwritten, copied, deleted, ignored }

    package var kind: Kind
    /// The layer that overwrote or deleted it.
    package var layer: UInt16 = 0

    static let live = EntryFate(kind: .live)
}
