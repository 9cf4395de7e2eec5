extension FileTree {
    /// The node of a (parent, name), made where there is none; a new node is not live yet.
    mutating func node(_ name: ArraySlice<UInt8>, parent: UInt32, nameLayer: UInt16) -> UInt32 {
        let hash = NodeIndex.hash(parent: parent, name: name)
        if let existing = slot(name, parent: parent) { return existing }
        let number = UInt32(nodes.count)
        nodes.append(
            Node(
                parent: parent, nameOffset: UInt32(name.startIndex), nameLength: UInt32(name.count),
                nameLayer: nameLayer, layer: nameLayer, entry: FileTree.none, inode: FileTree.none,
                firstChild: FileTree.none, nextSibling: nodes[Int(parent)].firstChild, kind: .directory, isLive: false))
        nodes[Int(parent)].firstChild = number
        let nodes = nodes
        let layers = layers
        index.insert(number, hash: hash) { other in
            let node = nodes[Int(other)]
            let start = Int(node.nameOffset)
            return NodeIndex.hash(
                parent: node.parent,
                name: layers[Int(node.nameLayer)].changeset.text[start..<start + Int(node.nameLength)])
        }
        return number
    }
}
