extension FileTree {
    /// The type of a node.
    public func kind(of node: NodeID) -> Kind { nodes[Int(node.index)].kind }

    /// The directory a node lies in; nil for the root.
    public func parent(of node: NodeID) -> NodeID? {
        let parent = nodes[Int(node.index)].parent
        return parent == FileTree.none ? nil : NodeID(index: parent)
    }

    /// The index of the layer that brought the node as it is.
    public func layer(of node: NodeID) -> Int { Int(nodes[Int(node.index)].layer) }

    /// The position in its layer of the entry that brought the node; nil for a directory that no entry describes.
    public func entry(of node: NodeID) -> Int? {
        let entry = nodes[Int(node.index)].entry
        return entry == FileTree.none ? nil : Int(entry)
    }

    /// The last component of a node's path; empty for the root.
    public func name(of node: NodeID) -> [UInt8] { Array(nameSlice(node.index)) }

    package func nameSlice(_ node: UInt32) -> ArraySlice<UInt8> {
        let node = nodes[Int(node)]
        guard node.nameLength > 0 else { return [] }
        let start = Int(node.nameOffset)
        return layers[Int(node.nameLayer)].changeset.text[start..<start + Int(node.nameLength)]
    }

    /// The path of a node from the root.
    public func path(of node: NodeID) -> BytePath {
        var names: [UInt32] = []
        var next = node.index
        while next != 0, next != FileTree.none {
            names.append(next)
            next = nodes[Int(next)].parent
        }
        var bytes: [UInt8] = []
        for name in names.reversed() {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "/")) }
            bytes.append(contentsOf: nameSlice(name))
        }
        return BytePath(normalized: bytes)
    }

    /// Bytes of the path of a node.
    func pathLength(of node: NodeID) -> Int {
        var length = 0
        var next = node.index
        while next != 0, next != FileTree.none {
            length += Int(nodes[Int(next)].nameLength) + 1
            next = nodes[Int(next)].parent
        }
        return length
    }

    /// Bytes of a regular file as its reader sees it; 0 for everything else.
    public func size(of node: NodeID) -> Int64 {
        guard kind(of: node) == .file else { return 0 }
        return contentRecord(of: node)?.size ?? 0
    }

    /// Permission bits including setuid, setgid and sticky; 0755 for a directory that no entry describes.
    public func mode(of node: NodeID) -> UInt16 { metadataRecord(of: node)?.mode ?? 0o755 }

    /// The numeric owner and group; root's for a directory that no entry describes.
    public func owner(of node: NodeID) -> (user: UInt32, group: UInt32) {
        guard let record = metadataRecord(of: node) else { return (0, 0) }
        return (record.userID, record.groupID)
    }

    /// Modification time in seconds since 1970; 0 for a directory that no entry describes.
    public func modified(of node: NodeID) -> Int64 { metadataRecord(of: node)?.modified ?? 0 }

    /// The target of a symbolic link as written; nil for everything else.
    public func linkTarget(of node: NodeID) -> [UInt8]? {
        kind(of: node) == .symbolicLink ? Array(linkTargetSlice(node)) : nil
    }

    package func linkTargetSlice(_ node: NodeID) -> ArraySlice<UInt8> {
        let node = nodes[Int(node.index)]
        guard node.entry != FileTree.none else { return [] }
        return layers[Int(node.layer)].changeset.linkTarget(of: Int(node.entry))
    }

    /// The contents of a regular file that an ecosystem asked for; nil where they were not kept.
    public func contents(of node: NodeID) -> [UInt8]? {
        guard kind(of: node) == .file, let inode = inode(of: node), inode.entry != FileTree.none else { return nil }
        return layers[Int(inode.layer)].captured[Int(inode.entry)]
    }

    /// How many live names the file of a node has; 1 for everything but files.
    public func linkCount(of node: NodeID) -> Int { inode(of: node).map { Int($0.links) } ?? 1 }

    /// A number that the names of one file share; nil for everything but files.
    public func fileNumber(of node: NodeID) -> Int? {
        let inode = nodes[Int(node.index)].inode
        return inode == FileTree.none ? nil : Int(inode)
    }

    /// One more than the highest ``fileNumber(of:)``.
    public var fileNumberLimit: Int { inodes.count }

    package func inode(of node: NodeID) -> Inode? {
        let number = nodes[Int(node.index)].inode
        return number == FileTree.none ? nil : inodes[Int(number)]
    }

    func contentRecord(of node: NodeID) -> Changeset.Record? {
        guard let inode = inode(of: node), inode.entry != FileTree.none else { return nil }
        return layers[Int(inode.layer)].changeset.records[Int(inode.entry)]
    }

    private func metadataRecord(of node: NodeID) -> Changeset.Record? {
        if let inode = inode(of: node), inode.metadataEntry != FileTree.none {
            return layers[Int(inode.metadataLayer)].changeset.records[Int(inode.metadataEntry)]
        }
        let node = nodes[Int(node.index)]
        return node.entry == FileTree.none
            ? nil : layers[Int(node.layer)].changeset.records[Int(node.entry)]
    }
}
