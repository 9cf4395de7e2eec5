extension FileTree {
    /// The root directory.
    public var root: NodeID { NodeID(index: 0) }

    /// The live child of a directory by its name, links not followed.
    public func child(_ name: some Collection<UInt8>, of directory: NodeID) -> NodeID? {
        child(Array(name)[...], of: directory)
    }

    package func child(_ name: ArraySlice<UInt8>, of directory: NodeID) -> NodeID? {
        guard let slot = slot(name, parent: directory.index), nodes[Int(slot)].isLive else { return nil }
        return NodeID(index: slot)
    }

    /// The node of a (parent, name), live or not.
    func slot(_ name: ArraySlice<UInt8>, parent: UInt32) -> UInt32? {
        index.find(NodeIndex.hash(parent: parent, name: name)) { candidate in
            let node = nodes[Int(candidate)]
            guard node.parent == parent, Int(node.nameLength) == name.count else { return false }
            return nameSlice(candidate).elementsEqual(name)
        }
    }

    /// The index of a path's node, live or not, links not followed; nil where no layer has the path as it is written.
    package func place(of path: ArraySlice<UInt8>) -> Int? {
        var current = root.index
        for component in path.split(separator: UInt8(ascii: "/")) {
            guard let next = slot(component, parent: current) else { return nil }
            current = next
        }
        return Int(current)
    }

    /// The index of the folder that a node lies in, live or not; nil for the root.
    package func parentPlace(of place: Int) -> Int? {
        let parent = nodes[place].parent
        return parent == FileTree.none ? nil : Int(parent)
    }

    /// The node at a path, links in its parents followed inside the root.
    ///
    /// - Parameters:
    ///   - path: the path from the root.
    ///   - followingLast: whether a link at the path itself is followed too.
    /// - Returns: nil where there is nothing, a parent is not a directory, or ``Limits/symbolicLinks`` were
    ///   not enough, with a remark.
    public func lookup(_ path: BytePath, followingLast: Bool = true) -> NodeID? {
        resolve(path.components, from: root, followingLast: followingLast)
    }

    /// Follows a chain of symbolic links to its end.
    ///
    /// - Returns: the node itself where it is not a link; nil where the chain leads nowhere or is too long.
    public func resolvingLinks(_ node: NodeID) -> NodeID? {
        guard kind(of: node) == .symbolicLink else { return node }
        return resolve([nameSlice(node.index)], from: parent(of: node) ?? root, followingLast: true)
    }

    /// Walks components from a directory; `..` and absolute link targets stay inside the root.
    package func resolve(_ components: [ArraySlice<UInt8>], from start: NodeID, followingLast: Bool) -> NodeID? {
        var current = start
        var pending = Array(components.reversed())
        var links = 0
        var length = 0
        var first: NodeID?
        while let component = pending.popLast() {
            if component.elementsEqual([0x2E]) || component.isEmpty { continue }
            if component.elementsEqual([0x2E, 0x2E]) {
                current = parent(of: current) ?? root
                continue
            }
            guard kind(of: current) == .directory, let next = child(component, of: current) else { return nil }
            guard kind(of: next) == .symbolicLink, followingLast || !pending.isEmpty else {
                current = next
                continue
            }
            links += 1
            first = first ?? next
            guard links <= linkSteps.limits.symbolicLinks else {
                linkSteps.note(path(of: first ?? next))
                return nil
            }
            let target = linkTargetSlice(next)
            guard !target.isEmpty, linkSteps.spend(target.count, after: length) else { return nil }
            length += target.count
            if target.first == UInt8(ascii: "/") { current = root }
            pending.append(contentsOf: target.split(separator: UInt8(ascii: "/")).reversed())
        }
        return current
    }

    /// The live children of a directory, ordered by the bytes of their names.
    public func children(of directory: NodeID) -> [NodeID] {
        var result: [NodeID] = []
        var next = nodes[Int(directory.index)].firstChild
        while next != FileTree.none {
            if nodes[Int(next)].isLive { result.append(NodeID(index: next)) }
            next = nodes[Int(next)].nextSibling
        }
        return result.sorted { nameSlice($0.index).lexicographicallyPrecedes(nameSlice($1.index)) }
    }

    /// Whether a live child of a directory has a name that fits; in no order, and without making a list of them.
    package func hasChild(of directory: NodeID, where fits: (ArraySlice<UInt8>) -> Bool) -> Bool {
        var next = nodes[Int(directory.index)].firstChild
        while next != FileTree.none {
            if nodes[Int(next)].isLive, fits(nameSlice(next)) { return true }
            next = nodes[Int(next)].nextSibling
        }
        return false
    }

    /// All live nodes but the root, in the order in which they first came.
    public var liveNodes: some Sequence<NodeID> {
        (1..<nodes.count).lazy.filter { nodes[$0].isLive }.map { NodeID(index: UInt32($0)) }
    }

    /// The live nodes whose contents were kept, ordered by path.
    public var capturedNodes: [NodeID] {
        liveNodes.filter { isCaptured($0) }.map { (path(of: $0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    func isCaptured(_ node: NodeID) -> Bool {
        let number = nodes[Int(node.index)].inode
        guard number != FileTree.none, inodes[Int(number)].entry != FileTree.none else { return false }
        let inode = inodes[Int(number)]
        return layers[Int(inode.layer)].changeset.records[Int(inode.entry)].isCaptured
    }
}

extension FileTree {
    /// A node and all live nodes below it, each directory before what lies in it, ordered by name.
    package func nodes(from start: NodeID) -> [NodeID] {
        var result: [NodeID] = []
        var pending = [start]
        while let node = pending.popLast() {
            result.append(node)
            if kind(of: node) == .directory { pending += children(of: node).reversed() }
        }
        return result
    }
}
