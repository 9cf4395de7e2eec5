import ImageReading

/// Finds out which files belong to the distributions of one site.
struct PythonOwnership {
    let tree: FileTree
    let site: PythonSite
    private var compiledModules: CompiledModules
    /// The compiled extension modules of the site by what stands before the first dot; nil until they are asked for.
    private var extensionModules: [[UInt8]: [FileTree.NodeID]]?
    private var lastFolder: (path: BytePath, node: FileTree.NodeID?)?

    init(tree: FileTree, site: PythonSite) {
        self.tree = tree
        self.site = site
        compiledModules = CompiledModules(tree)
    }

    /// The live files and links of each distribution, ordered by their age; never a directory.
    mutating func files(of distributions: [PythonDistribution]) -> [[FileTree.NodeID]] {
        var owned: [[FileTree.NodeID]] = []
        // What a list names is not taken by distributions without one.
        let isClaimed = distributions.contains { !$0.listsFiles }
        var claimed: Set<FileTree.NodeID> = []
        for distribution in distributions {
            var files: [FileTree.NodeID] = []
            addListedFiles(of: distribution, to: &files)
            if isClaimed { claimed.formUnion(files) }
            addRecord(of: distribution, to: &files)
            owned.append(files)
        }
        // A folder that holds one distribution, and no list of its files, holds nothing else.
        let isLone = site.isTarget && distributions.count == 1
        for (index, distribution) in distributions.enumerated() where !distribution.listsFiles {
            if isLone {
                addAll(below: site.node, to: &owned[index])
            } else {
                addModules(of: distribution, except: claimed, to: &owned[index])
            }
        }
        for index in owned.indices {
            addTargets(to: &owned[index])
            PythonOwnership.order(&owned[index])
        }
        return owned
    }

    /// Sorts nodes, each once.
    private static func order(_ nodes: inout [FileTree.NodeID]) {
        nodes.sort()
        var count = min(nodes.count, 1)
        for index in nodes.indices.dropFirst() where nodes[index] != nodes[count - 1] {
            nodes[count] = nodes[index]
            count += 1
        }
        nodes.removeLast(nodes.count - count)
    }

    /// How many of the files that RECORD gives a size are there in that size and, where digests were computed, with that
    /// digest, 0 to 1; 0.5 where it names none.
    mutating func agreement(of distribution: PythonDistribution) -> Double {
        let entries = distribution.record?.entries.filter { $0.size != nil } ?? []
        guard !entries.isEmpty else { return 0.5 }
        let matches = entries.count { entry in
            guard let path = site.path(ofRecorded: entry.path, in: tree), let node = node(at: path),
                let file = tree.resolvingLinks(node), tree.size(of: file) == entry.size
            else { return false }
            let digest = entry.hash.flatMap { RecordDigest(DisplayText.decoded($0), size: entry.size, environment: "") }
            guard case .other = digest?.comparison(with: file, of: tree) else { return true }
            return false
        }
        return Double(matches) / Double(entries.count)
    }

    // MARK: Lists

    private mutating func addListedFiles(of distribution: PythonDistribution, to files: inout [FileTree.NodeID]) {
        // RECORD goes folder by folder, so most of its paths need no more than their last component looked up.
        var known: (folder: ArraySlice<UInt8>, node: FileTree.NodeID?)?
        var taken: Set<FileTree.NodeID> = []
        for entry in distribution.record?.entries ?? RecordFile.Entries() {
            let cut = entry.path.lastIndex(of: slash)
            // virtualenv records folders and links to them by their names alone.
            if cut == nil, tree.kind(of: site.node) == .directory, let folder = recordedFolder(entry.path),
                taken.insert(folder).inserted
            {
                addAll(below: folder, to: &files)
            }
            let folder = entry.path[..<(cut ?? entry.path.startIndex)]
            let name = cut.map { entry.path[($0 + 1)...] } ?? entry.path
            let isPlain =
                !folder.isEmpty && !name.isEmpty && !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8)
            if isPlain, let known, known.folder == folder {
                if let node = known.node { add(name, in: node, to: &files) }
                continue
            }
            guard let path = site.path(ofRecorded: entry.path, in: tree) else { continue }
            add(path, to: &files)
            // In a folder of pip's --target a path with .. in front may mean another one.
            known = isPlain && !folder.starts(with: "..".utf8) ? (folder, self.folder(path.parent)) : nil
        }
        guard let installedFiles = distribution.installedFiles, let folder = distribution.folder else { return }
        let base = tree.path(of: folder)
        for file in installedFiles {
            if let path = path(file, from: base) { add(path, to: &files) }
        }
    }

    /// The folder that a name right below the site leads to; nil for a file.
    private func recordedFolder(_ name: ArraySlice<UInt8>) -> FileTree.NodeID? {
        guard let node = tree.child(name, of: site.node), tree.kind(of: node) != .file else { return nil }
        return tree.resolvingLinks(node).flatMap { tree.kind(of: $0) == .directory ? $0 : nil }
    }

    /// A path of a list inside the root; nil where it would leave it.
    private func path(_ path: [UInt8], from folder: BytePath) -> BytePath? {
        BytePath(path.first == UInt8(ascii: "/") ? path : folder.appending(path).bytes)
    }

    /// The node at a path, a link there not followed; consecutive paths of one folder are found quickly.
    private mutating func node(at path: BytePath) -> FileTree.NodeID? {
        folder(path.parent).flatMap { tree.child(path.name, of: $0) }
    }

    private mutating func folder(_ path: BytePath) -> FileTree.NodeID? {
        if let lastFolder, lastFolder.path == path { return lastFolder.node }
        let node = tree.lookup(path).flatMap { tree.kind(of: $0) == .directory ? $0 : nil }
        lastFolder = (path, node)
        return node
    }

    private mutating func add(_ path: BytePath, to files: inout [FileTree.NodeID]) {
        if let folder = folder(path.parent) { add(path.name, in: folder, to: &files) }
    }

    private mutating func add(
        _ name: ArraySlice<UInt8>, in folder: FileTree.NodeID, to files: inout [FileTree.NodeID]
    ) {
        if let node = tree.child(name, of: folder), tree.kind(of: node) != .directory { files.append(node) }
        // The compiled module may be all that is left of it.
        if name.suffix(3).elementsEqual(".py".utf8) {
            compiledModules.add(name.dropLast(3), in: folder, to: &files)
        }
    }

    /// Adds the files that links lead to: uv, PDM and others link modules to a store, and the bytes are those of whoever
    /// links.
    private func addTargets(to files: inout [FileTree.NodeID]) {
        var targets: [FileTree.NodeID] = []
        for node in files where tree.kind(of: node) == .symbolicLink {
            if let target = tree.resolvingLinks(node), tree.kind(of: target) == .file { targets.append(target) }
        }
        files += targets
    }

    // MARK: Folders

    /// The files that are the record itself.
    private func addRecord(of distribution: PythonDistribution, to files: inout [FileTree.NodeID]) {
        addAll(below: distribution.entry, to: &files)
        if let folder = distribution.folder { addAll(below: folder, to: &files) }
        if let link = distribution.eggLink { files.append(link) }
    }

    private func addAll(
        below node: FileTree.NodeID, except claimed: Set<FileTree.NodeID> = [], to files: inout [FileTree.NodeID]
    ) {
        var pending = [node]
        while let next = pending.popLast() {
            if tree.kind(of: next) == .directory {
                pending += tree.children(of: next)
            } else if !claimed.contains(next) {
                files.append(next)
            }
        }
    }

    /// The modules of a distribution that has no list of files, as far as no list of another one names them.
    private mutating func addModules(
        of distribution: PythonDistribution, except claimed: Set<FileTree.NodeID>, to files: inout [FileTree.NodeID]
    ) {
        guard distribution.format != .egg, tree.kind(of: site.node) == .directory else { return }
        let modules = distribution.topLevel ?? PythonOwnership.likelyModules(distribution.name)
        for module in Set(modules) {
            if let folder = tree.child(module.utf8, of: site.node), tree.kind(of: folder) == .directory {
                addAll(below: folder, except: claimed, to: &files)
            }
            var found = extensions(module)
            add(site.path.appending(module + ".py"), to: &found)
            files += found.filter { !claimed.contains($0) }
        }
    }

    /// Compiled extension modules: `module.so`, `module.cpython-311-x86_64-linux-gnu.so`.
    private mutating func extensions(_ module: String) -> [FileTree.NodeID] {
        if extensionModules == nil {
            let libraries = tree.children(of: site.node).filter {
                tree.kind(of: $0) != .directory && tree.name(of: $0).hasSuffix(".so")
            }
            extensionModules = Dictionary(grouping: libraries) { node in
                Array(tree.name(of: node).prefix { $0 != UInt8(ascii: ".") })
            }
        }
        return extensionModules?[Array(module.utf8)] ?? []
    }

    /// What a distribution most likely installs where nothing lists it: a module of its own name.
    static func likelyModules(_ name: String) -> [String] {
        let module = String(decoding: name.utf8.map { $0 == 0x2D || $0 == 0x2E ? 0x5F : $0 }, as: UTF8.self)
        return module.isEmpty ? [] : [module, module.asciiLowercased]
    }
}

private let slash = UInt8(ascii: "/")

extension PythonDistribution {
    /// Whether a list says which files belong to it.
    var listsFiles: Bool { record != nil || installedFiles != nil }
}
