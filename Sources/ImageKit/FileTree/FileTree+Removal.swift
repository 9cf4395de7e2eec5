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
            var child = nodes[Int(next)].firstChild
            while child != FileTree.none {
                if nodes[Int(child)].isLive { pending.append((child, .deleted)) }
                child = nodes[Int(child)].nextSibling
            }
        }
    }

    /// Takes the children of a directory out of the tree.
    mutating func removeChildren(of directory: UInt32, by layer: UInt16) {
        var child = nodes[Int(directory)].firstChild
        while child != FileTree.none {
            let next = nodes[Int(child)].nextSibling
            if nodes[Int(child)].isLive { remove(child, as: .deleted, by: layer) }
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
