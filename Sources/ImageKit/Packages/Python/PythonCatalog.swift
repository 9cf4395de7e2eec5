import ImageReading

/// The distributions of an image's sites, weighed against each other.
struct PythonCatalog: PackageCatalog {
    let tree: FileTree
    let configuration: ImageConfiguration
    let sites: [PythonSite]
    let environments: PythonEnvironments
    private var rows: [Row] = []
    private var log = DiagnosticLog()
    private var readerDiagnostics: [Diagnostic] = []
    var diagnostics: [Diagnostic] { finderDiagnostics + readerDiagnostics + log.diagnostics }

    private struct Row {
        var site: Int
        var distribution: PythonDistribution
        var files: [FileTree.NodeID]
        var shadowedBy: PackageURL?

        var purl: PackageURL {
            let version = distribution.version
            return PackageURL(
                type: Package.Kind.pypi.rawValue, name: distribution.normalizedName,
                version: version.isEmpty ? nil : version)
        }
    }

    private let finderDiagnostics: [Diagnostic]
    private let linkedRecords: Set<FileTree.NodeID>

    init(_ context: CatalogContext) {
        var finder = PythonSiteFinder(tree: context.tree, configuration: context.configuration)
        finder.find()
        tree = context.tree
        configuration = context.configuration
        sites = finder.sites
        environments = finder.environments
        finderDiagnostics = finder.diagnostics
        linkedRecords = finder.linkedRecords
        read(withFiles: context.wantsFiles)
        noteSourceTrees(finder.sourceTrees)
        markShadowed()
        complete()
    }

    // MARK: Reading

    /// Reads the records of all sites and books their files.
    private mutating func read(withFiles wantsFiles: Bool) {
        var reader = PythonDistributionReader(tree: tree, readsRecords: wantsFiles)
        let ownPath = Set(sites.map(\.node))
        var left = tree.limits.packages
        var found: [[PythonDistribution]] = []
        for site in sites {
            var distributions: [PythonDistribution] = []
            for record in records(of: site, except: ownPath, &reader) {
                guard left > 0 else {
                    log.append(.tooManyPackages, "one record too many", at: record.node, of: tree)
                    continue
                }
                guard let distribution = reader.read(record.node, record.name) else { continue }
                distributions.append(distribution)
                left -= 1
            }
            found.append(distributions)
        }
        readerDiagnostics = reader.diagnostics
        for index in sites.indices { attachEggLinks(of: sites[index], to: &found[index]) }
        let editable = Dictionary(
            grouping: found.joined().filter { $0.editableLocation != nil }, by: \.normalizedName
        ).mapValues { EditableLocations($0.compactMap(\.editableLocation), of: tree) }
        for index in sites.indices {
            var ownership = PythonOwnership(tree: tree, site: sites[index])
            let sources = found[index].filter { !isSource($0, of: editable, in: sites[index]) }
            let distributions = withoutDuplicates(sources, &ownership, &reader)
            let files = wantsFiles ? ownership.files(of: distributions) : distributions.map { _ in [] }
            for (distribution, files) in zip(distributions, files) {
                rows.append(Row(site: index, distribution: distribution, files: files))
            }
        }
    }

    private func records(
        of site: PythonSite, except ownPath: Set<FileTree.NodeID>, _ reader: inout PythonDistributionReader
    ) -> [(node: FileTree.NodeID, name: PythonRecordName)] {
        if let name = PythonRecordName(tree.name(of: site.node)), name.format == .egg { return [(site.node, name)] }
        if tree.kind(of: site.node) == .file {
            return (reader.archive(site.node)?.records ?? []).map { (site.node, $0) }
        }
        return tree.children(of: site.node).compactMap { node in
            guard let name = PythonRecordName(tree.name(of: node)), name.format != .eggLink else { return nil }
            // What an interpreter's folder links to is installed there.
            if site.isTarget, linkedRecords.contains(node) { return nil }
            return ownPath.contains(node) ? nil : (node, name)
        }
    }

    private mutating func attachEggLinks(of site: PythonSite, to distributions: inout [PythonDistribution]) {
        guard !site.eggLinks.isEmpty else { return }
        let positions = Dictionary(
            distributions.indices.filter { distributions[$0].format == .eggInfo }
                .map { (distributions[$0].normalizedName, $0) }, uniquingKeysWith: { first, _ in first })
        for link in site.eggLinks {
            let name = PythonRecordName(tree.name(of: link)).map { PythonName.normalized($0.name) }
            if let index = name.flatMap({ positions[$0] }) {
                distributions[index].eggLink = link
                distributions[index].format = .eggLink
            } else {
                log.append(
                    .pythonMetadataMissing, "the folder of an egg-link has no egg-info of its package", at: link,
                    of: tree)
            }
        }
    }

    /// Whether an egg-info is what building an editable install left in its sources.
    private func isSource(
        _ distribution: PythonDistribution, of editable: [String: EditableLocations], in site: PythonSite
    ) -> Bool {
        guard distribution.format == .eggInfo, let locations = editable[distribution.normalizedName] else {
            return false
        }
        return locations.holds(site.node, of: tree)
    }

    /// Keeps of each name the record that fits the files in place best, and of several the one that came last.
    private mutating func withoutDuplicates(
        _ distributions: [PythonDistribution], _ ownership: inout PythonOwnership,
        _ reader: inout PythonDistributionReader
    ) -> [PythonDistribution] {
        var groups = Dictionary(grouping: distributions.filter { $0.format != .egg }, by: \.normalizedName)
        for (name, group) in groups where group.count > 1 && !reader.readsRecords {
            // RECORD decides, though the files may not be wanted otherwise.
            for index in group.indices where group[index].format == .distInfo {
                groups[name]?[index].record = group[index].folder.flatMap { reader.record(of: $0) }
            }
        }
        var kept: [PythonDistribution] = []
        for distribution in distributions {
            // Several versions of an egg may lie side by side; a path decides which is imported.
            guard distribution.format != .egg, let group = groups[distribution.normalizedName], group.count > 1 else {
                kept.append(distribution)
                continue
            }
            guard group[0].entry == distribution.entry else { continue }
            var best = (group[0], ownership.agreement(of: group[0]))
            for candidate in group.dropFirst() {
                let agreement = ownership.agreement(of: candidate)
                let isTie = agreement == best.1
                let isBetter = agreement > best.1 || (isTie && isLater(candidate, best.0))
                let loser = isBetter ? best.0 : candidate
                if isBetter { best = (candidate, agreement) }
                let winner = isBetter ? candidate : best.0
                log.append(
                    .pythonDuplicate,
                    isTie
                        ? "\(loser.name) \(loser.version) is recorded too, and the files don't tell which is in place; "
                            + "\(winner.version) was recorded last"
                        : "\(loser.name) \(loser.version) is recorded too, but \(winner.version) is what is in place",
                    at: loser.entry, of: tree)
            }
            kept.append(best.0)
        }
        return kept
    }

    /// Whether a record came in a later layer, or later in the same one.
    private func isLater(_ one: PythonDistribution, _ other: PythonDistribution) -> Bool {
        func place(_ distribution: PythonDistribution) -> (Int, Int) {
            let node = distribution.metadataNode
            return (tree.layer(of: node), tree.entry(of: node) ?? 0)
        }
        return place(one) > place(other)
    }

    /// Says which sources are no installed package; those of an editable install are one.
    private mutating func noteSourceTrees(_ folders: [FileTree.NodeID]) {
        let locations = EditableLocations(rows.compactMap { $0.distribution.editableLocation }, of: tree)
        for folder in folders where !locations.holds(folder, of: tree) {
            log.append(.pythonNotOnPath, "sources that lie on no path are no installed package", at: folder, of: tree)
        }
    }

    // MARK: Shadowing

    /// Marks what the interpreter of its environment never sees because the same name comes earlier on its path.
    private mutating func markShadowed() {
        let rowsOfSite = Dictionary(grouping: rows.indices, by: { rows[$0].site })
        let isCut = environments.forEachSearchPath(cost: { rowsOfSite[$0]?.count ?? 0 }) { indices, path in
            var first: [String: PackageURL] = [:]
            let own = Set(indices)
            // An egg in a folder is imported only where a path leads into it; those that none does come last.
            for (site, wantsActive) in path.map({ ($0, true) }) + path.map({ ($0, false) }) {
                for row in rowsOfSite[site] ?? [] where isActive(rows[row]) == wantsActive {
                    let name = rows[row].distribution.normalizedName
                    if let purl = first[name] {
                        if own.contains(sites[site].environment) { rows[row].shadowedBy = purl }
                    } else {
                        first[name] = rows[row].purl
                    }
                }
            }
        }
        for row in rows where !isActive(row) {
            log.append(
                .pythonNotOnPath,
                "no path leads to this egg: Python imports it only for programs that ask for its version",
                at: row.distribution.entry, of: tree)
        }
        if isCut {
            log.append(
                Diagnostic(
                    .tooManyFolders,
                    "Python's environments look into more than \(PythonEnvironments.searchLimit) folders and packages; "
                        + "what hides what is not told of the rest"))
        }
    }

    private func isActive(_ row: Row) -> Bool {
        row.distribution.format != .egg || row.distribution.entry == sites[row.site].node
    }

    // MARK: Results

    /// Each distribution with its site, in the order of ``packages``.
    struct Recorded {
        let siteIndex: Int
        let site: PythonSite
        let distribution: PythonDistribution
    }

    /// What was recorded, in the order of ``packages``.
    var recorded: [Recorded] {
        rows.map { Recorded(siteIndex: $0.site, site: sites[$0.site], distribution: $0.distribution) }
    }

    /// The packages, ordered by environment, name and place.
    private(set) var packages: [CatalogedPackage] = []

    /// Makes the packages of the distributions and puts both into the order of environment, name and place.
    private mutating func complete() {
        let made = rows.map { row in
            var package = Package(
                name: row.distribution.name, version: row.distribution.version, kind: .pypi, purl: row.purl)
            package.shadowedBy = row.shadowedBy
            let environment = environments.environments[sites[row.site].environment]
            row.distribution.describe(in: &package, site: sites[row.site], environment: environment, tree: tree)
            return CatalogedPackage(package: package, files: row.files, metadataNode: row.distribution.metadataNode)
        }
        let keys = made.map { sortKey($0.package) }
        let order = made.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
        packages = order.map { made[$0] }
        rows = order.map { rows[$0] }
        for index in rows.indices {
            // What only packages are made of is not kept; RECORD is read again where files are compared.
            rows[index].files = []
            rows[index].distribution.forgetFiles()
        }
    }

    var searchedFolders: [FileTree.NodeID] {
        var roots = rows.compactMap(\.distribution.editableLocation)
        for environment in environments.environments where environment.kind != .folder {
            roots.append(environment.root)
            // An environment needs the interpreter that it was made from.
            if case .virtual(let file) = environment.kind, let home = file.home.flatMap({ BytePath($0) }) {
                roots.append(home.parent)
            }
        }
        return sites.map(\.node) + Set(roots).sorted().compactMap { tree.lookup($0) }
    }

    var interpreters: [FileTree.NodeID] {
        environments.environments.flatMap { environment -> [FileTree.NodeID] in
            guard case .virtual(let file) = environment.kind, let home = file.home.flatMap({ BytePath($0) }) else {
                return []
            }
            let names = ["python", "python3"] + (environment.version.map { ["python\($0)"] } ?? [])
            return names.compactMap { tree.lookup(home.appending($0)) }
        }
    }

    func holders(of node: FileTree.NodeID, in tree: FileTree, packages: [Package]) -> [Int] {
        var reader = PythonDistributionReader(tree: tree)
        let name = tree.name(of: node)
        return recorded.indices.filter { index in
            let (site, distribution) = (recorded[index].site, recorded[index].distribution)
            guard distribution.hasRecord, let record = distribution.folder.flatMap({ reader.record(of: $0) }) else {
                return false
            }
            return record.entries.contains { entry in
                entry.path.suffix(name.count).elementsEqual(name)
                    && site.path(ofRecorded: entry.path, in: tree)
                        .flatMap { tree.lookup($0, followingLast: false) } == node
            }
        }
    }

    func dependencies(_ context: DependencyContext) -> PackageDependencies {
        rows.isEmpty ? PackageDependencies() : PythonDependencies(context, catalog: self).found
    }

    func licenses(of packages: [Package], in tree: FileTree) -> [PackageLicense] {
        var reader = PythonLicenses(tree)
        return zip(packages, rows).map { reader.license($0, record: $1.distribution.metadataNode) }
    }

    mutating func forgetPackages() { packages = [] }

    func compareFiles(_ comparison: inout IntegrityComparison) { PythonIntegrity(self).compare(&comparison) }

    private func sortKey(_ package: Package) -> [String] {
        [package.python?.environment ?? "", package.python?.normalizedName ?? "", package.locations.first ?? ""]
    }
}

extension PythonDistribution {
    /// The folder of the sources of an editable install that PEP 610 records.
    var editableLocation: BytePath? {
        guard let origin, origin.isEditable else { return nil }
        return origin.localPath.flatMap { BytePath($0) }
    }
}

/// The folders of sources that editable installs name.
private struct EditableLocations {
    private let nodes: Set<FileTree.NodeID>

    init(_ paths: [BytePath], of tree: FileTree) {
        nodes = Set(
            Set(paths).compactMap { path in tree.lookup(path).flatMap { tree.path(of: $0) == path ? $0 : nil } })
    }

    /// Whether a folder is one of them or lies below one.
    func holds(_ folder: FileTree.NodeID, of tree: FileTree) -> Bool {
        guard !nodes.isEmpty else { return false }
        var next: FileTree.NodeID? = folder
        while let node = next {
            if nodes.contains(node) { return true }
            next = tree.parent(of: node)
        }
        return false
    }
}
