extension FileTree {
    /// Bytes of the live regular files, each file once whatever its number of names.
    ///
    /// - Throws: ``ImageError`` with `limitExceeded` where the sum is beyond 2^63.
    public func liveSize() throws -> Int64 { try liveSizes().reduce(0) { try FileTree.add($0, $1) } }

    /// ``liveSize()`` by the layer that brought the contents.
    package func liveSizes() throws -> [Int64] {
        var sizes = Array(repeating: Int64(0), count: layers.count)
        for inode in inodes where inode.links > 0 && inode.entry != FileTree.none {
            let layer = Int(inode.layer)
            sizes[layer] = try FileTree.add(sizes[layer], layers[layer].changeset.records[Int(inode.entry)].size)
        }
        return sizes
    }

    /// What each layer brought, as engines with graph drivers count it: the sizes of its regular files, holes included, a
    /// hard-linked file once, and of a path that the layer has twice only the last.
    ///
    /// - Throws: ``ImageError`` with `limitExceeded` where the sum is beyond 2^63.
    package func contentsSizes() throws -> [Int64] {
        var all: Int64 = 0
        return try layers.indices.map { number in
            var size: Int64 = 0
            let records = layers[number].changeset.records
            for index in records.indices where records[index].kind == .file && records[index].whiteout == .none {
                size = try FileTree.add(
                    size, FileTree.contentsSize(records[index], fates[number][index], layer: number))
            }
            all = try FileTree.add(all, size)
            return size
        }
    }

    /// What an entry of a regular file adds to its layer's contents: nothing where its own layer replaced it.
    package static func contentsSize(_ record: Changeset.Record, _ fate: EntryFate, layer: Int) -> Int64 {
        switch fate.kind {
        case .live: record.size
        case .overwritten, .copied, .deleted: Int(fate.layer) == layer ? 0 : record.size
        case .ignored: 0
        }
    }

    /// Bytes of a file by its number; 0 where it has no live name.
    package func size(ofFile number: Int) -> Int64 {
        let inode = inodes[number]
        guard inode.links > 0, inode.entry != FileTree.none else { return 0 }
        return layers[Int(inode.layer)].changeset.records[Int(inode.entry)].size
    }

    package static func add(_ left: Int64, _ right: Int64) throws -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else {
            throw ImageError(.limitExceeded, "the sizes of the image's files sum beyond 2^63 bytes")
        }
        return sum
    }

    /// The SHA-256 of a file's contents; nil where it is not a file or digests were not asked for.
    public func contentDigest(of node: NodeID) -> Digest? {
        digest(of: node, byteCount: 32) { $0.contentDigests }.flatMap { Digest(.sha256, bytes: $0) }
    }

    /// Another digest of a file's contents as bytes; nil where it is not a file or the digest was not asked for.
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

    /// The contents of a file that stood at a path before an upper layer took it away or emptied it.
    ///
    /// Nil where nothing stood there or the contents were not kept. Links on the way are followed, those that were
    /// taken away too.
    package func removedContents(at path: BytePath) -> [UInt8]? {
        var current = root.index
        var pending = Array(path.components.reversed())
        var links = 0
        while let component = pending.popLast() {
            if component.elementsEqual([0x2E]) { continue }
            if component.elementsEqual([0x2E, 0x2E]) {
                current = current == root.index ? current : nodes[Int(current)].parent
                continue
            }
            guard let next = slot(component, parent: current) else { return nil }
            guard nodes[Int(next)].kind == .symbolicLink else {
                current = next
                continue
            }
            links += 1
            let target = linkTargetSlice(NodeID(index: next))
            guard links <= FileTree.removedLinks, target.count <= FileTree.removedLinkLength else { return nil }
            if target.first == UInt8(ascii: "/") { current = root.index }
            pending.append(contentsOf: target.split(separator: UInt8(ascii: "/")).reversed())
        }
        let node = nodes[Int(current)]
        if node.isLive {
            let live = contents(of: NodeID(index: current))
            guard let live, live.isEmpty else { return live }
            return emptied[current].flatMap { layers[Int($0.layer)].captured[Int($0.entry)] }
        }
        guard node.kind == .file, node.entry != FileTree.none else { return nil }
        return layers[Int(node.layer)].captured[Int(node.entry)]
    }

    /// How many links a path that was taken away may lead through, and how long each may be.
    private static let removedLinks = 8
    private static let removedLinkLength = 4096

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
