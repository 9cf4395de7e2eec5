import ImageReading

/// Holds the files of Python distributions against their RECORD.
struct PythonIntegrity {
    private let tree: FileTree
    private let catalog: PythonCatalog
    /// How many packages that record the same file are compared with it.
    private static let packagesOfFile = 8

    init(_ catalog: PythonCatalog) {
        tree = catalog.tree
        self.catalog = catalog
    }

    func compare(_ comparison: inout IntegrityComparison) {
        var reader = PythonDistributionReader(tree: tree)
        var recorded: Set<FileTree.NodeID> = []
        // Each folder with files of a RECORD, and the first package that has some there.
        var folders: [FileTree.NodeID: Package] = [:]
        var items: [(item: IntegrityComparison.Item, node: FileTree.NodeID?)] = []
        // The positions of the packages with a RECORD.
        var listed: Set<Int> = []
        for (index, entry) in catalog.recorded.enumerated() {
            let (site, distribution) = (entry.site, entry.distribution)
            let package = comparison.package(at: index)
            guard distribution.hasRecord, let record = distribution.folder.flatMap({ reader.record(of: $0) }) else {
                if package.providedBy == nil, package.size > 0 { comparison.addUnrecorded(package) }
                continue
            }
            listed.insert(comparison.position(at: index))
            // A RECORD may list files and have no digest of any.
            if package.providedBy == nil, package.size > 0, !record.entries.contains(where: { $0.hash != nil }) {
                comparison.addUnrecorded(package)
            }
            for entry in record.entries {
                guard let path = site.path(ofRecorded: entry.path, in: tree) else { continue }
                let node = tree.lookup(path, followingLast: false)
                if let node {
                    recorded.insert(node)
                    if package.providedBy == nil { addFolders(of: node, in: site, package, &folders) }
                }
                // dpkg has its own sums, and moves files that RECORD names.
                guard package.providedBy == nil, isComparable(entry, at: path, exists: node != nil) else { continue }
                let digest = entry.hash.flatMap {
                    RecordDigest(
                        DisplayText.decoded($0), size: entry.size,
                        environment: catalog.environments.environments[site.environment].root)
                }
                items.append((.init(package: package, path: path, digest: digest, size: entry.size), node))
            }
        }
        compare(items, &comparison)
        addExtras(folders, recorded, listed, &comparison)
    }

    /// Whether a row speaks of a file that has to be there as it is recorded.
    private func isComparable(_ entry: RecordFile.Entry, at path: BytePath, exists: Bool) -> Bool {
        // pip records a wheel's empty folders and does not make them.
        if entry.hash == nil, entry.path.last == UInt8(ascii: "/") { return exists }
        // Byte code in __pycache__ is made where modules are first used: only a digest says something of it. A wheel without
        // sources has it beside its other files.
        let isMade = path.components.contains { $0.elementsEqual("__pycache__".utf8) }
        guard isMade || isByteCode(path.name) else { return true }
        return entry.hash != nil && (exists || !isMade)
    }

    /// Compares files; of those that several packages recorded the last one to be installed has its own there.
    private func compare(
        _ items: [(item: IntegrityComparison.Item, node: FileTree.NodeID?)], _ comparison: inout IntegrityComparison
    ) {
        var first: [FileTree.NodeID: Int] = [:]
        // One row of each package, of as many as files are usually of.
        var rows: [FileTree.NodeID: [Int]] = [:]
        for (position, entry) in items.enumerated() {
            guard let node = entry.node else { continue }
            guard let before = first[node] else {
                first[node] = position
                continue
            }
            let known = rows[node, default: [before]]
            guard known.count < PythonIntegrity.packagesOfFile,
                !known.contains(where: { items[$0].item.package.purl == entry.item.package.purl })
            else { continue }
            rows[node] = known + [position]
        }
        for entry in items {
            let others = (entry.node.flatMap { rows[$0] } ?? []).map { items[$0].item }
            comparison.compare(entry.item, others: others.filter { $0.package.purl != entry.item.package.purl })
        }
    }

    /// The folders between a site and a file in it, the site itself left out.
    private func addFolders(
        of node: FileTree.NodeID, in site: PythonSite, _ package: Package, _ folders: inout [FileTree.NodeID: Package]
    ) {
        var own: [FileTree.NodeID] = []
        var next = tree.parent(of: node)
        while let folder = next, folder != site.node {
            // What is known already has known folders above it.
            if folders[folder] != nil { break }
            own.append(folder)
            next = tree.parent(of: folder)
        }
        guard next != nil else { return }
        for folder in own where !tree.name(of: folder).elementsEqual("__pycache__".utf8) { folders[folder] = package }
    }

    /// Byte code is made where modules are first used, and is no part of what was installed.
    private func isByteCode(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        let name = Array(name)
        return name.hasSuffix(".pyc") || name.hasSuffix(".pyo")
    }

    /// Whether a file is an installer's note in a dist-info that no RECORD names: a signature of RECORD itself, or where PDM
    /// keeps the package that it linked.
    private func isNote(_ node: FileTree.NodeID) -> Bool {
        let name = tree.name(of: node)
        guard ["RECORD.jws", "RECORD.p7s", "REFER_TO"].contains(where: { name.elementsEqual($0.utf8) }) else {
            return false
        }
        return tree.parent(of: node).flatMap { PythonRecordName(tree.name(of: $0)) }?.format == .distInfo
    }

    private func addExtras(
        _ folders: [FileTree.NodeID: Package], _ recorded: Set<FileTree.NodeID>, _ listed: Set<Int>,
        _ comparison: inout IntegrityComparison
    ) {
        for top in folders.keys where tree.parent(of: top).map({ folders[$0] == nil }) ?? false {
            for node in tree.nodes(from: top) where tree.kind(of: node) != .directory && !recorded.contains(node) {
                guard !isByteCode(tree.name(of: node)), !isNote(node), !isOwned(node, listed, comparison)
                else { continue }
                var folder = tree.parent(of: node)
                while let next = folder, folders[next] == nil { folder = tree.parent(of: next) }
                if let package = folder.flatMap({ folders[$0] }) { comparison.addExtra(node, of: package) }
            }
        }
    }

    /// Whether a file belongs to a package of another package manager, or to one that has no RECORD.
    private func isOwned(_ node: FileTree.NodeID, _ listed: Set<Int>, _ comparison: IntegrityComparison) -> Bool {
        comparison.owner(of: node).map { !listed.contains($0) } ?? false
    }
}
