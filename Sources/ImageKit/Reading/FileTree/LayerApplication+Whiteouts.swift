extension LayerApplication {
    mutating func applyWhiteouts(to tree: inout FileTree) {
        let changeset = tree.layers[Int(layer)].changeset
        keepTargets(of: changeset, in: tree)
        for index in 0..<changeset.count {
            let record = changeset.records[index]
            guard record.whiteout == .plain || record.whiteout == .opaque else { continue }
            let path = BytePath(normalized: Array(changeset.path(of: index)))
            if record.kind != .file, record.kind != .hardLink {
                note(.whiteoutKind, "a whiteout should be an empty regular file; it is read as one", path, &tree)
            } else if record.size > 0 {
                note(.whiteoutKind, "a whiteout should be empty; its contents are ignored", path, &tree)
            }
            guard let directory = whiteoutParent(path.parent, in: changeset, of: &tree) else { continue }
            if record.whiteout == .opaque {
                tree.removeChildren(of: directory, by: layer)
                continue
            }
            let name = path.name.dropFirst(Changeset.whiteoutPrefix.count)
            if name.isEmpty || name.elementsEqual([0x2E]) || name.elementsEqual([0x2E, 0x2E]) {
                note(.whiteoutName, "a whiteout without a file name is ignored", path, &tree)
            } else if let target = tree.child(name, of: FileTree.NodeID(index: directory)) {
                tree.remove(target.index, as: .deleted, by: layer)
            }
        }
        lastParent = nil
        kindsByPath = nil
        linkPaths = nil
    }

    /// Remembers what the layer's hard links name in lower layers, before whiteouts that come after the links take it away.
    ///
    /// Engines apply a layer in its order, so the contents stay under the new name.
    private mutating func keepTargets(of changeset: Changeset, in tree: FileTree) {
        guard let last = changeset.records.lastIndex(where: { $0.whiteout == .plain || $0.whiteout == .opaque }) else {
            return
        }
        var gone: Set<ArraySlice<UInt8>> = []
        for index in 0..<last {
            let record = changeset.records[index]
            if record.whiteout == .plain {
                let path = changeset.path(of: index)
                let slash = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.startIndex
                gone.insert(path[..<slash] + path[slash...].dropFirst(Changeset.whiteoutPrefix.count))
            }
            guard record.kind == .hardLink, record.whiteout == .none,
                let path = BytePath(changeset.linkTarget(of: index)), !gone.contains(path.bytes[...]),
                let target = tree.lookup(path, followingLast: false), tree.kind(of: target) == .file
            else { continue }
            lowerTargets[changeset.path(of: index)] = tree.nodes[Int(target.index)].inode
        }
    }

    /// The directory of the lower layers that a whiteout speaks of.
    private mutating func whiteoutParent(_ path: BytePath, in changeset: Changeset, of tree: inout FileTree) -> UInt32?
    {
        if let lastParent, lastParent.path == path.bytes[...] { return lastParent.node }
        var current = tree.root
        var length = 0
        for component in path.components {
            length += (length == 0 ? 0 : 1) + component.count
            let prefix = path.bytes[..<length]
            guard var next = tree.child(component, of: current) else {
                if kind(at: prefix, in: changeset) == .symbolicLink {
                    note(
                        .throughLink,
                        "a whiteout lies below a symbolic link of its own layer; it deletes nothing here, "
                            + "but engines differ", path, &tree)
                }
                return nil
            }
            if tree.kind(of: next) == .symbolicLink {
                // What this layer puts in the link's place is not the link's target.
                if let kind = kind(at: prefix, in: changeset), kind != .symbolicLink { return nil }
                noteLink(next.index, &tree)
                guard let target = tree.resolvingLinks(next) else { return nil }
                next = target
            }
            guard tree.kind(of: next) == .directory else { return nil }
            if isLink(prefix, in: changeset) {
                note(
                    .throughLink,
                    "a whiteout lies below a directory that its own layer replaces with a symbolic link; read as speaking "
                        + "of the directory, but engines differ", path, &tree)
            }
            current = next
        }
        lastParent = (path.bytes[...], current.index, 0)
        return current.index
    }

    /// Whether this layer puts a symbolic link at a path.
    private mutating func isLink(_ path: ArraySlice<UInt8>, in changeset: Changeset) -> Bool {
        if linkPaths == nil {
            let links = changeset.records.indices.filter { changeset.records[$0].kind == .symbolicLink }
            linkPaths = Set(links.map { changeset.path(of: $0) })
        }
        return linkPaths?.contains(path) ?? false
    }

    /// What this layer itself puts at a path; nil where nothing.
    private mutating func kind(at path: ArraySlice<UInt8>, in changeset: Changeset) -> TarEntry.Kind? {
        if kindsByPath == nil {
            var kinds: [ArraySlice<UInt8>: TarEntry.Kind] = [:]
            for index in 0..<changeset.count where changeset.records[index].whiteout == .none {
                kinds[changeset.path(of: index)] = changeset.records[index].kind
            }
            kindsByPath = kinds
        }
        return kindsByPath?[path]
    }
}
