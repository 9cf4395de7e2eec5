extension FileTree {
    /// The SHA-256 of a file's contents; nil where it is no file or digests were not asked for.
    public func contentDigest(of node: NodeID) -> Digest? {
        digest(of: node, byteCount: 32) { $0.contentDigests }.flatMap { Digest(.sha256, bytes: $0) }
    }

    /// Another digest of a file's contents as bytes; nil where it is no file or the digest was not asked for.
    public func digest(of node: NodeID, by hash: FileHash) -> [UInt8]? {
        digest(of: node, byteCount: hash.byteCount) { $0.fileHashes[hash] ?? [] }.map(Array.init)
    }

    private func digest(of node: NodeID, byteCount: Int, _ digests: (Layer) -> [UInt8]) -> ArraySlice<UInt8>? {
        guard kind(of: node) == .file, let inode = inode(of: node), inode.entry != FileTree.none else { return nil }
        let digests = digests(layers[Int(inode.layer)])
        let start = Int(inode.entry) * byteCount
        return digests.count >= start + byteCount ? digests[start..<start + byteCount] : nil
    }

    /// The layer that brought a file's contents; for everything else the one that brought the node.
    package func contentLayer(of node: NodeID) -> Int { inode(of: node).map { Int($0.layer) } ?? layer(of: node) }

    /// Whether a path where nothing is now was in a layer, and which layer took it away, where that is known.
    package func removal(of path: BytePath) -> (wasThere: Bool, layer: Int?) {
        var current = root.index
        for component in path.components {
            guard let next = slot(component, parent: current) else { return (false, nil) }
            let isLink = nodes[Int(next)].isLive && nodes[Int(next)].kind == .symbolicLink
            current = (isLink ? resolvingLinks(NodeID(index: next)) : nil)?.index ?? next
        }
        let node = nodes[Int(current)]
        guard !node.isLive, node.entry != FileTree.none else { return (false, nil) }
        let fate = fates[Int(node.layer)][Int(node.entry)]
        return (true, fate.kind == .live ? nil : Int(fate.layer))
    }
}
