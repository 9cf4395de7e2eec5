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
    /// The archives that interpreters look into by their own, `lib/python311.zip`, with the interpreters' versions.
    private var archives: [(node: FileTree.NodeID, version: String)] = []
    private(set) var siteOfNode: [FileTree.NodeID: Int] = [:]
    /// Records that an interpreter's folder has as links: they are installed there, and nowhere else.
    private(set) var linkedRecords: Set<FileTree.NodeID> = []
    /// Metadata of records in interpreters' folders that has further names, by the file's number.
    private var linkedMetadata: Set<Int> = []
    /// What the packages of a folder install right below it, by the folder.
    var modules: [FileTree.NodeID: Set<[UInt8]>] = [:]
    var reads = RepeatedReads(limit: 1 << 20)
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
        for (node, version) in archives { addInterpreterArchive(node, version) }
        addLinkedSites()
        noteLinkedRecords()
        addPythonPath()
        let named = sites.indices.filter { environments.environments[sites[$0].environment].kind != .folder }
        for index in named { addPathConfiguration(of: index) }
        for (path, node) in ordered where siteOfNode[node] == nil { addTarget(node, path) }
        for egg in looseEggs {
            guard !isOnPath(egg), !isInsideKnownFolder(egg) else { continue }
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
        } else if let version = PythonSiteLayout.version(ofArchive: name) {
            if PythonSiteLayout.libraryFolders.contains(tree.name(of: parent)) { archives.append((node, version)) }
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

    /// Adds the archive that comes first on the path of an interpreter; those of an environment are its interpreter's.
    private mutating func addInterpreterArchive(_ node: FileTree.NodeID, _ version: String) {
        let prefix = tree.path(of: node).parent.parent
        guard tree.lookup(prefix.appending("pyvenv.cfg")) == nil, !isVendored(node), isPathEntry(node) else { return }
        add(node, environment: environments.index(.system, prefix, version: version), rank: [-1])
    }

    /// Adds folders of interpreters that are links, or hold nothing but links, so that no file in them was kept.
    private mutating func addLinkedSites() {
        var roots: Set<BytePath> = ["usr", "usr/local"]
        for node in tree.capturedNodes where tree.name(of: node).elementsEqual("pyvenv.cfg".utf8) {
            if let root = tree.parent(of: node) { roots.insert(tree.path(of: root)) }
        }
        if let userBase = environments.userBase { roots.insert(userBase) }
        // Links may lead a thousand roots to one folder of a thousand interpreters.
        var seen: Set<FileTree.NodeID> = []
        for root in roots.sorted() {
            for library in PythonSiteLayout.libraryFolders {
                guard let folder = tree.lookup(root.appending(library)), tree.kind(of: folder) == .directory,
                    seen.insert(folder).inserted
                else { continue }
                for interpreter in tree.children(of: folder)
                where PythonSiteLayout.version(tree.name(of: interpreter)[...]) != nil {
                    guard let target = tree.resolvingLinks(interpreter), seen.insert(target).inserted else { continue }
                    addLinkedSites(root.appending(library).appending(tree.name(of: interpreter)), &seen)
                }
            }
        }
    }

    private mutating func addLinkedSites(_ interpreter: BytePath, _ seen: inout Set<FileTree.NodeID>) {
        for name in PythonSiteLayout.packageFolders {
            let path = interpreter.appending(name)
            guard let node = tree.lookup(path), tree.kind(of: node) == .directory, siteOfNode[node] == nil,
                seen.insert(node).inserted
            else { continue }
            let isLink = tree.lookup(path, followingLast: false) != node || tree.path(of: node) != path
            let hasRecords = tree.children(of: node).contains { PythonRecordName(tree.name(of: $0)) != nil }
            if hasRecords, isLink || containers[node] == nil { addInterpreterSite(node, path) }
        }
    }

    /// Finds the records behind links in the folders of interpreters: the folder is a link, its metadata is one, or the
    /// metadata is a further name of a file in a store.
    private mutating func noteLinkedRecords() {
        for site in sites where tree.kind(of: site.node) == .directory {
            for child in tree.children(of: site.node) where PythonRecordName(tree.name(of: child)) != nil {
                guard let record = tree.resolvingLinks(child), tree.kind(of: record) == .directory else { continue }
                if record != child { linkedRecords.insert(record) }
                guard let metadata = metadata(of: record) else { continue }
                if let file = tree.resolvingLinks(metadata), file != metadata, let folder = tree.parent(of: file) {
                    linkedRecords.insert(folder)
                } else if tree.linkCount(of: metadata) > 1, let number = tree.fileNumber(of: metadata) {
                    linkedMetadata.insert(number)
                }
            }
        }
    }

    private func metadata(of record: FileTree.NodeID) -> FileTree.NodeID? {
        tree.child("METADATA".utf8, of: record) ?? tree.child("PKG-INFO".utf8, of: record)
    }

    /// Whether an interpreter's folder has a record by a link to this one, or shares its metadata.
    private mutating func isLinked(_ record: FileTree.NodeID) -> Bool {
        if linkedRecords.contains(record) { return true }
        guard !linkedMetadata.isEmpty, PythonRecordName(tree.name(of: record)) != nil,
            let number = metadata(of: record).flatMap({ tree.fileNumber(of: $0) }), linkedMetadata.contains(number)
        else { return false }
        linkedRecords.insert(record)
        return true
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
                let configuration = PathConfigurationFile(contents)
                let stated = configuration.statedFolders.filter { path in
                    resolve(path, from: site.path).map { tree.kind(of: $0) == .directory } ?? false
                }
                for path in configuration.paths + stated {
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

    /// Whether Python looks for distributions there: in a folder, an egg or another zip archive.
    private mutating func isPathEntry(_ node: FileTree.NodeID) -> Bool {
        if tree.kind(of: node) == .directory || tree.name(of: node).hasSuffix(".egg") { return true }
        guard tree.kind(of: node) == .file else { return false }
        if tree.contents(of: node)?.starts(with: "PK".utf8) == true { return true }
        log.append(
            .pythonArchive,
            "this file on Python's path could not be read as a zip archive: it is of another kind, larger than the limit "
                + "license-file, or has an unusual name; packages in it are not listed", at: node, of: tree)
        return false
    }

    // MARK: Folders that only their records give away

    private mutating func addTarget(_ node: FileTree.NodeID, _ path: BytePath) {
        guard !isCondaCache(node), !isInsideKnownFolder(node), !isCache(node) else { return }
        guard !isUnpackedWheel(node) else {
            // What a pex application has unpacked beside its PEX-INFO is told as that application.
            guard !isInsidePex(node) else { return }
            log.append(
                .pythonNotOnPath,
                "an unpacked wheel in an installer's cache: its packages are listed only where an environment leads to them",
                at: node, of: tree
            )
            return
        }
        // What lies in such a wheel, or in the copies that a module carries, is of it.
        guard !isInsideUnpackedWheel(node), !isCarried(node) else { return }
        var records: [PythonRecordName] = []
        for child in tree.children(of: node) {
            if let record = PythonRecordName(tree.name(of: child)), !isLinked(child) { records.append(record) }
        }
        guard records.contains(where: { $0.format == .distInfo || $0.format == .eggInfo }) else { return }
        if containers[node] == false, isSourceTree(node) {
            sourceTrees.append(node)
            return
        }
        add(node, environment: environments.index(.folder, path, version: nil), rank: [])
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
        var site = PythonSite(node: node, path: tree.path(of: node), environment: environment, rank: rank)
        site.isTarget = environments.environments[environment].kind == .folder
        sites.append(site)
        environments.environments[environment].sites.append(sites.count - 1)
        return sites.count - 1
    }
}
