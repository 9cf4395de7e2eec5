import ImageReading

/// Holds the files of Python distributions against their RECORD.
struct PythonIntegrity {
    private struct Identity: Hashable {
        let purl: PackageURL
        let location: String
    }

    private let tree: FileTree
    private let configuration: ImageConfiguration

    init(_ context: CatalogContext) {
        tree = context.tree
        configuration = context.configuration
    }

    func compare(_ comparison: inout IntegrityComparison) {
        let packages = Dictionary(
            comparison.inventory.packages.lazy.filter { $0.kind == .pypi }
                .map { (Identity(purl: $0.purl, location: $0.locations.first ?? ""), $0) },
            uniquingKeysWith: { first, _ in first })
        guard !packages.isEmpty else { return }
        var finder = PythonSiteFinder(tree: tree, configuration: configuration)
        finder.find()
        var catalog = PythonCatalog(tree: tree, sites: finder.sites, environments: finder.environments)
        catalog.read()
        var recorded: Set<FileTree.NodeID> = []
        // Each folder with files of a RECORD, and the first package that has some there.
        var folders: [FileTree.NodeID: Package] = [:]
        // The files of these are known by other lists, or by guessing.
        var unlisted: Set<Identity> = []
        for (purl, site, distribution) in catalog.recorded {
            let location = tree.path(of: distribution.metadataNode).description
            let identity = Identity(purl: purl, location: location)
            guard let package = packages[identity] else { continue }
            guard let record = distribution.record else {
                unlisted.insert(identity)
                if package.providedBy == nil, package.size > 0 { comparison.addUnrecorded(package) }
                continue
            }
            for entry in record.entries {
                guard let path = path(entry.path, site) else { continue }
                if let node = tree.lookup(path, followingLast: false) {
                    recorded.insert(node)
                    if package.providedBy == nil { addFolders(of: node, in: site, package, &folders) }
                }
                // dpkg has its own sums, and moves files that RECORD names.
                guard package.providedBy == nil, !isByteCode(path.name) else { continue }
                comparison.compare(
                    .init(package: package, path: path, digest: entry.hash.map(RecordedDigest.record)))
            }
        }
        addExtras(folders, recorded, unlisted, &comparison)
    }

    private func path(_ path: [UInt8], _ site: PythonSite) -> BytePath? {
        BytePath(path.first == UInt8(ascii: "/") ? path : site.path.appending(path).bytes)
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

    private func addExtras(
        _ folders: [FileTree.NodeID: Package], _ recorded: Set<FileTree.NodeID>, _ unlisted: Set<Identity>,
        _ comparison: inout IntegrityComparison
    ) {
        for top in folders.keys where tree.parent(of: top).map({ folders[$0] == nil }) ?? false {
            for node in tree.nodes(from: top) where tree.kind(of: node) != .directory && !recorded.contains(node) {
                guard !isByteCode(tree.name(of: node)), !isOwned(node, unlisted, comparison.inventory)
                else { continue }
                var folder = tree.parent(of: node)
                while let next = folder, folders[next] == nil { folder = tree.parent(of: next) }
                if let package = folder.flatMap({ folders[$0] }) { comparison.addExtra(node, of: package) }
            }
        }
    }

    /// Whether a file belongs to a package that dpkg installed, or that has no RECORD.
    private func isOwned(_ node: FileTree.NodeID, _ unlisted: Set<Identity>, _ inventory: Inventory) -> Bool {
        guard let file = tree.fileNumber(of: node), inventory.owners[file] != Inventory.noOwner else { return false }
        let owner = inventory.packages[Int(inventory.owners[file])]
        return owner.kind != .pypi
            || unlisted.contains(Identity(purl: owner.purl, location: owner.locations.first ?? ""))
    }
}
