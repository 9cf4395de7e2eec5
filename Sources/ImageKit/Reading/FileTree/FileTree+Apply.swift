extension FileTree {
    /// Applies a layer on top of those already there (image specification, "Applying Changesets").
    ///
    /// All whiteouts come first, whatever their place in the tar, so they reach lower layers only. What engines are known
    /// to treat differently is followed as containerd does and noted in ``diagnostics``.
    ///
    /// - Parameter layer: the layer; of more than 65,534 those that are left are not applied, with a remark.
    public mutating func apply(_ layer: Layer) {
        guard layers.count < Limits.mostLayers else {
            return log.append(Diagnostic(.tooManyLayers, "layers beyond \(Limits.mostLayers) are left out"))
        }
        var application = LayerApplication(layer: UInt16(clamping: layers.count))
        for var diagnostic in layer.diagnostics {
            diagnostic.layer = layers.count
            log.append(diagnostic)
        }
        append(layer)
        changedMetadata = !layer.captured.isEmpty
        lastEntryNodes = Array(repeating: FileTree.none, count: layer.changeset.count)
        application.applyWhiteouts(to: &self)
        application.applyEntries(to: &self)
    }
}

/// One layer being applied to a tree.
struct LayerApplication {
    let layer: UInt16
    /// The directory of the entry before, so that its siblings need not be looked up from the root.
    var lastParent: (path: ArraySlice<UInt8>, node: UInt32, linked: Int)?
    private var notedLinks: Set<UInt32> = []
    private var pendingLinks: [Int] = []
    /// What the layer's entries put at which path; made when a whiteout needs it.
    var kindsByPath: [ArraySlice<UInt8>: TarEntry.Kind]?
    /// Files below AUFS's own directories, which hard links may name.
    private var auxiliaryFiles: [[UInt8]: UInt32] = [:]
    private var hasNotedAuxiliary = false
    /// Files of lower layers that hard links of this layer name, where the layer has whiteouts too.
    var lowerTargets: [ArraySlice<UInt8>: UInt32] = [:]
    /// The links that this layer makes; made when a whiteout needs it.
    var linkPaths: Set<ArraySlice<UInt8>>?

    init(layer: UInt16) { self.layer = layer }

    // MARK: Entries

    mutating func applyEntries(to tree: inout FileTree) {
        let changeset = tree.layers[Int(layer)].changeset
        for index in 0..<changeset.count {
            let record = changeset.records[index]
            switch record.whiteout {
            case .none: break
            case .auxiliary:
                keepAuxiliary(index, in: changeset, of: &tree)
                continue
            default:
                tree.setFate(EntryFate(kind: .ignored), layer: layer, entry: UInt32(index))
                continue
            }
            if record.kind == .hardLink {
                if !link(index, in: changeset, of: &tree) { pendingLinks.append(index) }
            } else {
                place(index, in: changeset, of: &tree)
            }
        }
        // A hard link may stand before its target; what is still missing then is missing for good.
        for index in linkingLater(in: changeset, of: &tree) { placeBroken(index, in: changeset, of: &tree) }
    }

    /// Makes the hard links that stand before their targets: one round over them after the other, as long as that helps.
    ///
    /// Each round may make no more than the last link of a chain. After a few of them what waits for a path is tried as soon as
    /// a link is made there.
    ///
    /// - Returns: the links whose targets are missing.
    private mutating func linkingLater(in changeset: Changeset, of tree: inout FileTree) -> [Int] {
        var missing = pendingLinks
        var rounds = 0
        var waiting: [BytePath: [Int]] = [:]
        while !missing.isEmpty {
            rounds += 1
            if rounds == LayerApplication.plainRounds {
                for index in missing {
                    guard let target = BytePath(changeset.linkTarget(of: index)) else { continue }
                    waiting[target, default: []].append(index)
                }
            }
            var linked: Set<Int> = []
            for index in missing {
                var pending = [index]
                while let next = pending.popLast() {
                    guard !linked.contains(next), link(next, in: changeset, of: &tree) else { continue }
                    linked.insert(next)
                    guard rounds >= LayerApplication.plainRounds else { continue }
                    pending += waiting.removeValue(forKey: entryPath(next, changeset))?.reversed() ?? []
                }
            }
            for index in linked.sorted() {
                note(.hardLinkOrder, "a hard link comes before its target", entryPath(index, changeset), &tree)
            }
            missing = missing.filter { !linked.contains($0) }
            guard !linked.isEmpty, rounds < LayerApplication.rounds else { break }
        }
        return missing
    }

    private static let plainRounds = 16
    /// Only links that lead through symbolic links of their own layer need as many.
    private static let rounds = 48

    private mutating func place(_ index: Int, in changeset: Changeset, of tree: inout FileTree) {
        let kind = FileTree.Kind(changeset.records[index].kind)
        guard let node = claim(index, kind: kind, in: changeset, of: &tree) else { return }
        guard kind == .file else { return }
        tree.inodes.append(
            FileTree.Inode(
                entry: UInt32(index), layer: layer, metadataLayer: layer, metadataEntry: UInt32(index), links: 1))
        tree.nodes[Int(node)].inode = UInt32(tree.inodes.count - 1)
    }

    /// Makes a hard link; false where its target is not there (yet).
    private mutating func link(_ index: Int, in changeset: Changeset, of tree: inout FileTree) -> Bool {
        let number: UInt32
        let written = changeset.linkTarget(of: index)
        if let auxiliary = auxiliaryFiles[Array(written)] {
            number = auxiliary
        } else if let path = BytePath(written), tree.lookup(path, followingLast: false) == nil,
            let lower = lowerTargets[changeset.path(of: index)]
        {
            number = lower
        } else {
            guard let path = BytePath(written), let target = tree.lookup(path, followingLast: false) else {
                return false
            }
            switch tree.kind(of: target) {
            case .file: number = tree.nodes[Int(target.index)].inode
            case .directory: return false
            default: return linkSpecial(index, to: target, in: changeset, of: &tree)
            }
            // Linking a name to itself changes nothing.
            if path.bytes.elementsEqual(changeset.path(of: index)) { return true }
        }
        // Counted before the name is claimed: claiming may remove the last other name.
        tree.inodes[Int(number)].links += 1
        guard let node = claim(index, kind: .file, in: changeset, of: &tree) else {
            tree.inodes[Int(number)].links -= 1
            return true
        }
        let inode = tree.inodes[Int(number)]
        tree.setFate(.live, layer: inode.layer, entry: inode.entry)
        tree.nodes[Int(node)].inode = number
        return true
    }

    /// A hard link to a link or a device: another node of the same making.
    private mutating func linkSpecial(
        _ index: Int, to target: FileTree.NodeID, in changeset: Changeset, of tree: inout FileTree
    ) -> Bool {
        let original = tree.nodes[Int(target.index)]
        guard let node = claim(index, kind: original.kind, in: changeset, of: &tree) else { return true }
        tree.nodes[Int(node)].layer = original.layer
        tree.nodes[Int(node)].entry = original.entry
        return true
    }

    private mutating func placeBroken(_ index: Int, in changeset: Changeset, of tree: inout FileTree) {
        note(
            .hardLinkMissing, "a hard link names a file that is not there; shown as an empty file",
            entryPath(index, changeset), &tree)
        guard let node = claim(index, kind: .file, in: changeset, of: &tree) else { return }
        tree.inodes.append(
            FileTree.Inode(
                entry: FileTree.none, layer: layer, metadataLayer: layer, metadataEntry: UInt32(index), links: 1))
        tree.nodes[Int(node)].inode = UInt32(tree.inodes.count - 1)
    }

    private mutating func keepAuxiliary(_ index: Int, in changeset: Changeset, of tree: inout FileTree) {
        if !hasNotedAuxiliary {
            hasNotedAuxiliary = true
            note(.auxiliaryFiles, "AUFS's own files are not part of the image", entryPath(index, changeset), &tree)
        }
        guard changeset.records[index].kind == .file else { return }
        tree.setFate(EntryFate(kind: .ignored), layer: layer, entry: UInt32(index))
        tree.inodes.append(
            FileTree.Inode(
                entry: UInt32(index), layer: layer, metadataLayer: layer, metadataEntry: UInt32(index), links: 0))
        auxiliaryFiles[Array(changeset.path(of: index))] = UInt32(tree.inodes.count - 1)
    }

    // MARK: Nodes

    /// The node of an entry's path, with whatever stood there taken away.
    private mutating func claim(
        _ index: Int, kind: FileTree.Kind, in changeset: Changeset, of tree: inout FileTree
    ) -> UInt32? {
        let path = changeset.path(of: index)
        guard !path.isEmpty else {
            tree.nodes[0].layer = layer
            tree.nodes[0].entry = UInt32(index)
            return nil
        }
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let parent = slash.map { path[..<$0] } ?? []
        let directory = directory(parent, in: changeset, of: &tree)
        let name = slash.map { path[($0 + 1)...] } ?? path
        let node = tree.node(name, parent: directory, nameLayer: layer)
        let existing = tree.nodes[Int(node)]
        if kind == .file, changeset.records[index].size == 0 { tree.noteEmptied(node) }
        if existing.isLive {
            if existing.kind == .directory, kind == .directory {
                tree.setFate(EntryFate(kind: .overwritten, layer: layer), layer: existing.layer, entry: existing.entry)
            } else {
                if existing.kind == .directory || existing.kind == .symbolicLink { lastParent = nil }
                let isCopy = kind == .file && isSameContents(existing, changeset.records[index], in: tree)
                tree.remove(node, as: isCopy ? .copied : .overwritten, by: layer)
            }
        }
        tree.lastEntryNodes[index] = node
        tree.revive(node)
        tree.nodes[Int(node)].kind = kind
        tree.nodes[Int(node)].layer = layer
        tree.nodes[Int(node)].entry = UInt32(index)
        return node
    }

    /// Whether an entry brings the contents that a node has already, so that only mode or owner change.
    private func isSameContents(_ node: FileTree.Node, _ new: Changeset.Record, in tree: FileTree) -> Bool {
        guard node.kind == .file, node.inode != FileTree.none, let checksum = new.checksum else { return false }
        let inode = tree.inodes[Int(node.inode)]
        guard inode.entry != FileTree.none, inode.layer != layer else { return false }
        let old = tree.layers[Int(inode.layer)].changeset.records[Int(inode.entry)]
        return old.checksum == checksum && old.size == new.size && old.modified == new.modified
    }

    /// The directory at a path, made where it is missing.
    private mutating func directory(
        _ path: ArraySlice<UInt8>, in changeset: Changeset, of tree: inout FileTree
    ) -> UInt32 {
        if path.isEmpty { return 0 }
        if let lastParent, lastParent.path == path, tree.linkSteps.spend(lastParent.linked) { return lastParent.node }
        var current: UInt32 = 0
        // How long the path is that a link stands for: short names must not make endless long ones.
        var linked = 0
        for component in path.split(separator: UInt8(ascii: "/")) {
            var next = tree.node(component, parent: current, nameLayer: layer)
            if tree.nodes[Int(next)].isLive, tree.nodes[Int(next)].kind == .symbolicLink {
                noteLink(next, &tree)
                if let target = tree.resolvingLinks(FileTree.NodeID(index: next)),
                    tree.kind(of: target) == .directory, case let length = tree.pathLength(of: target),
                    tree.linkSteps.spend(length)
                {
                    next = target.index
                    linked = max(linked, length)
                }
            }
            let node = tree.nodes[Int(next)]
            if !node.isLive || node.kind != .directory {
                if node.isLive {
                    note(
                        .notADirectory,
                        "an entry lies below something that is not a directory; a directory takes its place",
                        tree.path(of: FileTree.NodeID(index: next)), &tree)
                    tree.remove(next, as: .overwritten, by: layer)
                }
                tree.revive(next)
                tree.nodes[Int(next)].kind = .directory
                tree.nodes[Int(next)].layer = layer
                tree.nodes[Int(next)].entry = FileTree.none
            }
            current = next
        }
        lastParent = (path, current, linked)
        return current
    }

    // MARK: Remarks

    mutating func noteLink(_ link: UInt32, _ tree: inout FileTree) {
        guard notedLinks.insert(link).inserted else { return }
        note(
            .throughLink, "the layer writes below a symbolic link; followed inside the image, but engines differ",
            tree.path(of: FileTree.NodeID(index: link)), &tree)
    }

    func note(_ code: Diagnostic.Code, _ message: String, _ path: BytePath, _ tree: inout FileTree) {
        tree.log.append(Diagnostic(code, message, layer: Int(layer), path: path.description))
    }

    private func entryPath(_ index: Int, _ changeset: Changeset) -> BytePath {
        BytePath(normalized: Array(changeset.path(of: index)))
    }
}

extension FileTree.Kind {
    init(_ kind: TarEntry.Kind) {
        switch kind {
        case .file, .hardLink: self = .file
        case .directory: self = .directory
        case .symbolicLink: self = .symbolicLink
        case .characterDevice: self = .characterDevice
        case .blockDevice: self = .blockDevice
        case .fifo: self = .fifo
        }
    }
}

extension Diagnostic.Code {
    /// An entry lies below a path that a lower layer made a symbolic link.
    public static let throughLink = Diagnostic.Code(rawValue: "throughLink")
    /// An entry lies below a path that is not a directory.
    public static let notADirectory = Diagnostic.Code(rawValue: "notADirectory")
    /// More layers than a tree can hold.
    public static let tooManyLayers = Diagnostic.Code(rawValue: "tooManyLayers")
    /// A hard link's target is nowhere.
    public static let hardLinkMissing = Diagnostic.Code(rawValue: "hardLinkMissing")
    /// A hard link comes before its target.
    public static let hardLinkOrder = Diagnostic.Code(rawValue: "hardLinkOrder")
    /// A whiteout has no file name.
    public static let whiteoutName = Diagnostic.Code(rawValue: "whiteoutName")
    /// A whiteout is not a regular file.
    public static let whiteoutKind = Diagnostic.Code(rawValue: "whiteoutKind")
    /// The layer holds files that belong to AUFS itself.
    public static let auxiliaryFiles = Diagnostic.Code(rawValue: "auxiliaryFiles")
}
