extension FileTree {
    /// Takes a node and everything below it out of the tree.
    ///
    /// - Parameters:
    ///   - node: the node; it and its descendants keep their indices.
    ///   - kind: what this makes of the node's own entry; descendants are deleted.
    ///   - layer: the layer that does it.
    mutating func remove(_ node: UInt32, as kind: EntryFate.Kind, by layer: UInt16) {
        var pending: [(node: UInt32, kind: EntryFate.Kind)] = [(node, kind)]
        while let (next, kind) = pending.popLast() {
            guard nodes[Int(next)].isLive else { continue }
            nodes[Int(next)].isLive = false
            let fate = EntryFate(kind: kind, layer: layer)
            setFate(fate, layer: nodes[Int(next)].layer, entry: nodes[Int(next)].entry)
            release(nodes[Int(next)].inode, fate: fate)
            nodes[Int(next)].inode = FileTree.none
            unlinkChildren(of: next) { if $0 { pending.append(($1, .deleted)) } }
        }
    }

    /// Takes the children of a directory out of the tree.
    mutating func removeChildren(of directory: UInt32, by layer: UInt16) {
        var children: [UInt32] = []
        unlinkChildren(of: directory) { if $0 { children.append($1) } }
        for child in children { remove(child, as: .deleted, by: layer) }
    }

    /// Makes a node live, in its parent's list of children again where it was taken out of that.
    mutating func revive(_ node: UInt32) {
        nodes[Int(node)].isLive = true
        guard !nodes[Int(node)].isLinked else { return }
        let parent = Int(nodes[Int(node)].parent)
        nodes[Int(node)].nextSibling = nodes[parent].firstChild
        nodes[Int(node)].isLinked = true
        nodes[parent].firstChild = node
    }

    /// Empties a directory's list of children, whose dead ones would be passed over again at every removal.
    private mutating func unlinkChildren(of directory: UInt32, _ body: (_ isLive: Bool, UInt32) -> Void) {
        var child = nodes[Int(directory)].firstChild
        nodes[Int(directory)].firstChild = FileTree.none
        while child != FileTree.none {
            let next = nodes[Int(child)].nextSibling
            nodes[Int(child)].nextSibling = FileTree.none
            nodes[Int(child)].isLinked = false
            body(nodes[Int(child)].isLive, child)
            child = next
        }
    }

    /// Counts one name of a file less; the file's contents share the fate of its last name.
    private mutating func release(_ number: UInt32, fate: EntryFate) {
        guard number != FileTree.none else { return }
        inodes[Int(number)].links -= 1
        let inode = inodes[Int(number)]
        if inode.links == 0, inode.entry != FileTree.none,
            layers[Int(inode.layer)].changeset.records[Int(inode.entry)].isCaptured
        {
            changedMetadata = true
        }
        setFate(inode.links == 0 ? fate : .live, layer: inode.layer, entry: inode.entry)
    }
}
