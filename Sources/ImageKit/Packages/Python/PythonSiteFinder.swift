import ImageReading

/// Finds the folders of an image in which Python looks for distributions.
///
/// It starts from the files whose contents were kept, so a tree is never walked.
struct PythonSiteFinder {
    let tree: FileTree
    let configuration: ImageConfiguration
    private(set) var sites: [PythonSite] = []
    private(set) var environments = PythonEnvironments()
    private var log = DiagnosticLog()
    var diagnostics: [Diagnostic] { log.diagnostics }
    /// Folders of sources that hold an egg-info but lie on no path.
    private(set) var sourceTrees: [FileTree.NodeID] = []
    /// Folders that hold records, and whether one of them is a dist-info.
    private var containers: [FileTree.NodeID: Bool] = [:]
    private var looseEggs: [FileTree.NodeID] = []
    private var siteOfNode: [FileTree.NodeID: Int] = [:]
    private var reads = RepeatedReads(limit: 1 << 20)
    private var defaultVersions: [BytePath: String?] = [:]

    init(tree: FileTree, configuration: ImageConfiguration) {
        self.tree = tree
        self.configuration = configuration
    }

    mutating func find() {
        environments.userBase = userBase
        for node in tree.capturedNodes { noteContainer(of: node) }
        let ordered = containers.keys.map { (path: tree.path(of: $0), node: $0) }.sorted { $0.path < $1.path }
        for (path, node) in ordered { addInterpreterSite(node, path) }
        addPythonPath()
        let named = sites.indices.filter { environments.environments[sites[$0].environment].kind != .folder }
        for index in named { addPathConfiguration(of: index) }
        for (path, node) in ordered where siteOfNode[node] == nil { addTarget(node, path) }
        for egg in looseEggs where !isOnPath(egg) && !isInsideKnownFolder(egg) {
            log.append(.pythonNotOnPath, "an egg that lies on no path is no installed package", at: egg, of: tree)
        }
        for index in environments.environments.indices { complete(index) }
    }

    // MARK: What was kept

    private mutating func noteContainer(of node: FileTree.NodeID) {
        guard let parent = tree.parent(of: node) else { return }
        let name = tree.name(of: node)
        if let record = PythonRecordName(name), record.format != .distInfo {
            if record.format == .egg { looseEggs.append(node) }
            containers[parent, default: false] = containers[parent] == true
        } else if name.hasSuffix(".pth") {
            // It says something only where it lies in a folder that is on a path anyway.
            if PythonSiteLayout(tree.path(of: parent)) != nil { containers[parent] = containers[parent] ?? false }
        } else if let container = tree.parent(of: parent) {
            let folder = tree.name(of: parent)
            if folder.elementsEqual("EGG-INFO".utf8) {
                guard let outer = tree.parent(of: container), tree.name(of: container).hasSuffix(".egg") else { return }
                if looseEggs.last != container { looseEggs.append(container) }
                containers[outer] = containers[outer] ?? false
            } else if let record = PythonRecordName(folder), record.format == .distInfo || record.format == .eggInfo {
                containers[container] = (containers[container] ?? false) || record.format == .distInfo
            }
        }
    }

    private func isOnPath(_ egg: FileTree.NodeID) -> Bool {
        siteOfNode[egg] != nil || tree.parent(of: egg).map { siteOfNode[$0] != nil } ?? false
    }

    // MARK: Folders of interpreters

    private mutating func addInterpreterSite(_ node: FileTree.NodeID, _ path: BytePath) {
        guard let layout = PythonSiteLayout(path), !isVendored(node), !isCondaCache(node) else { return }
        var root = layout.prefix
        var version = layout.version
        var kind = PythonEnvironment.Kind.system
        let configuration = tree.lookup(root.appending("pyvenv.cfg")).flatMap { tree.contents(of: $0) }
        if let configuration {
            kind = .virtual(VirtualEnvironmentFile(configuration))
        } else if root.name.elementsEqual(".local".utf8) || root == environments.userBase {
            kind = .user
        }
        if layout.isLocal, tree.lookup(root.appending("local/pyvenv.cfg")) != nil { root = root.appending("local") }
        if version == nil { version = defaultVersion(root) }
        let index = environments.index(kind, root, version: version)
        guard let site = add(node, environment: index, rank: [layout.rank, sites.count]) else { return }
        if layout.version == nil { environments.sharedSites[root, default: []].append(site) }
    }

    /// Whether a folder lies inside another one's packages.
    private func isVendored(_ node: FileTree.NodeID) -> Bool {
        var next = tree.parent(of: node)
        while let ancestor = next {
            if PythonSiteLayout.packageFolders.contains(tree.name(of: ancestor)) { return true }
            next = tree.parent(of: ancestor)
        }
        return false
    }

    /// Whether a folder lies in a package that conda has unpacked but keeps elsewhere: `pkgs/NAME/info/index.json`.
    private func isCondaCache(_ node: FileTree.NodeID) -> Bool {
        var next: FileTree.NodeID? = node
        while let folder = next, let parent = tree.parent(of: folder) {
            if tree.name(of: parent).elementsEqual("pkgs".utf8) {
                if let outer = tree.parent(of: parent), tree.child("conda-meta".utf8, of: outer) != nil { return true }
                if let info = tree.child("info".utf8, of: folder), tree.child("index.json".utf8, of: info) != nil {
                    return true
                }
            }
            next = parent
        }
        return false
    }

    /// The version of `bin/python3`; else that of the only interpreter, standard library or local folder there.
    private mutating func defaultVersion(_ root: BytePath) -> String? {
        if let known = defaultVersions[root] { return known }
        let version = findDefaultVersion(root)
        defaultVersions[root] = .some(version)
        return version
    }

    private func findDefaultVersion(_ root: BytePath) -> String? {
        if let link = tree.lookup(root.appending("bin/python3")),
            let version = PythonSiteLayout.version(tree.name(of: link)[...]), version.contains(".")
        {
            return version
        }
        for folders in [["bin"], ["lib", "local/lib"]] {
            let nodes = folders.compactMap { tree.lookup(root.appending($0)) }.flatMap { tree.children(of: $0) }
            let versions = nodes.compactMap { PythonSiteLayout.version(tree.name(of: $0)[...]) }
            let known = Set(versions.filter { $0.contains(".") })
            if known.count == 1 { return known.first }
        }
        return nil
    }

    // MARK: Folders that something names

    private mutating func addPythonPath() {
        let working = BytePath(Array((configuration.config?.workingDir ?? "").utf8)) ?? ""
        for entry in configuration.variable("PYTHONPATH").split(separator: UInt8(ascii: ":")) {
            guard let node = resolve(Array(entry), from: working), isPathEntry(node) else { continue }
            let folder = environments.index(.folder, tree.path(of: node), version: nil)
            let site = siteOfNode[node] ?? add(node, environment: folder, rank: [])
            if let site { environments.appendToPythonPath(site) }
        }
    }

    /// The folder below which the packages of the configured user lie; nil where they are turned off.
    private var userBase: BytePath? {
        guard configuration.variable("PYTHONNOUSERSITE").isEmpty else { return nil }
        let base = configuration.variable("PYTHONUSERBASE")
        if !base.isEmpty { return BytePath(base) }
        return UserHome(tree: tree, configuration: configuration).path?.appending(".local")
    }

    /// Follows the `.pth` files and egg-links of a folder, in the order of their names.
    private mutating func addPathConfiguration(of index: Int) {
        let site = sites[index]
        guard tree.kind(of: site.node) == .directory else { return }
        for child in tree.children(of: site.node) {
            let name = tree.name(of: child)
            guard name.first != UInt8(ascii: "."), let file = tree.resolvingLinks(child) else { continue }
            if name.hasSuffix(".pth"), let contents = tree.contents(of: file) {
                guard reads.allows(file, of: tree) else {
                    log.append(.pythonMetadataMalformed, RepeatedReads.remark, at: child, of: tree)
                    continue
                }
                for path in PathConfigurationFile(contents).paths {
                    guard let node = resolve(path, from: site.path), isPathEntry(node) else { continue }
                    add(node, environment: site.environment, rank: site.rank + [sites.count])
                }
            } else if name.hasSuffix(".egg-link"), let contents = tree.contents(of: file) {
                addEggLink(child, EggLinkFile(contents), of: site)
            }
        }
    }

    private mutating func addEggLink(_ link: FileTree.NodeID, _ file: EggLinkFile, of site: PythonSite) {
        guard let node = file.location.flatMap({ resolve($0, from: site.path) }), tree.kind(of: node) == .directory
        else {
            log.append(
                .pythonMetadataMissing, "an egg-link leads nowhere; its package is not listed", at: link, of: tree)
            return
        }
        guard let index = siteOfNode[node] ?? add(node, environment: site.environment, rank: site.rank + [sites.count])
        else { return }
        sites[index].eggLinks.append(link)
    }

    private func resolve(_ path: [UInt8], from folder: BytePath) -> FileTree.NodeID? {
        let isAbsolute = path.first == UInt8(ascii: "/")
        return BytePath(isAbsolute ? path : folder.appending(path).bytes).flatMap { tree.lookup($0) }
    }

    private func isPathEntry(_ node: FileTree.NodeID) -> Bool {
        tree.kind(of: node) == .directory || tree.name(of: node).hasSuffix(".egg")
    }

    // MARK: Folders that only their records give away

    private mutating func addTarget(_ node: FileTree.NodeID, _ path: BytePath) {
        guard !isCondaCache(node), !isInsideKnownFolder(node), !isCache(node) else { return }
        let records = tree.children(of: node).compactMap { PythonRecordName(tree.name(of: $0)) }
        guard records.contains(where: { $0.format == .distInfo || $0.format == .eggInfo }) else { return }
        if containers[node] == false, isSourceTree(node) {
            sourceTrees.append(node)
            return
        }
        add(node, environment: environments.index(.folder, path, version: nil), rank: [])
    }

    /// Whether a folder lies below one that holds packages itself, or inside a standard library.
    private func isInsideKnownFolder(_ node: FileTree.NodeID) -> Bool {
        var next = tree.parent(of: node)
        while let ancestor = next {
            // PYTHONPATH may name a whole application; what lies below it is judged by itself.
            if let site = siteOfNode[ancestor], containers[ancestor] != nil || !environments.isOnPythonPath(site: site)
            {
                return true
            }
            let name = tree.name(of: ancestor)
            if PythonSiteLayout.packageFolders.contains(name) { return true }
            if isStandardLibrary(ancestor, name) { return true }
            next = tree.parent(of: ancestor)
        }
        return false
    }

    private func isStandardLibrary(_ folder: FileTree.NodeID, _ name: [UInt8]) -> Bool {
        guard PythonSiteLayout.version(name[...])?.contains(".") == true, let parent = tree.parent(of: folder) else {
            return false
        }
        return PythonSiteLayout.libraryFolders.contains(tree.name(of: parent))
    }

    /// Whether a folder is marked as a cache, as pip's and uv's are; a virtual environment may bear the mark too.
    private func isCache(_ node: FileTree.NodeID) -> Bool {
        var next: FileTree.NodeID? = node
        while let folder = next {
            if tree.child("CACHEDIR.TAG".utf8, of: folder) != nil, tree.child("pyvenv.cfg".utf8, of: folder) == nil {
                return true
            }
            next = tree.parent(of: folder)
        }
        return false
    }

    private func isSourceTree(_ node: FileTree.NodeID) -> Bool {
        [node, tree.parent(of: node)].contains { folder in
            guard let folder else { return false }
            return ["setup.py", "pyproject.toml", "setup.cfg"].contains { tree.child($0.utf8, of: folder) != nil }
        }
    }

    // MARK: Results

    /// Puts the folders of an environment into their order and finds out what is known of its interpreter.
    private mutating func complete(_ index: Int) {
        let environment = environments.environments[index]
        let sorted = environment.sites.sorted { sites[$0].rank.lexicographicallyPrecedes(sites[$1].rank) }
        environments.environments[index].sites = sorted
        let version = PythonInterpreterVersion(tree: tree, configuration: configuration).version(of: environment)
        environments.environments[index].fullVersion = version
    }

    @discardableResult
    private mutating func add(_ node: FileTree.NodeID, environment: Int, rank: [Int]) -> Int? {
        guard siteOfNode[node] == nil else { return nil }
        siteOfNode[node] = sites.count
        sites.append(PythonSite(node: node, path: tree.path(of: node), environment: environment, rank: rank))
        environments.environments[environment].sites.append(sites.count - 1)
        return sites.count - 1
    }
}
