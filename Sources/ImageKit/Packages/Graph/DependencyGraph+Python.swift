package import ImageReading

extension DependencyGraph {
    /// Adds what Python's distributions require, as the interpreter of each environment sees it.
    mutating func addPythonRequirements(
        _ inventory: Inventory, _ tree: FileTree, _ configuration: ImageConfiguration, platform: Platform?
    ) {
        guard packages.contains(where: { $0.python != nil }) else { return }
        let debian = Dictionary(
            packages.indices.filter { packages[$0].kind == .deb }.map { (packages[$0].purl, $0) },
            uniquingKeysWith: { first, _ in first })
        for (position, package) in packages.enumerated() {
            guard let twin = package.providedBy.flatMap({ debian[$0] }) else { continue }
            connect(position, to: twin, .providedBy, package.locations.first ?? "")
        }
        let view = PythonView(packages, tree: tree, configuration: configuration)
        var requirements = PythonRequirements(packages, view: view, machine: platform?.machine ?? "x86_64")
        requirements.resolve()
        diagnostics += requirements.log.diagnostics
        if requirements.isCut || view.isCut { noteTooManyRelations() }
        for edge in requirements.edges { connect(edge.from, to: edge.to, .requires, edge.text) }
        for (position, package) in packages.enumerated() {
            guard package.python != nil, package.providedBy == nil else { continue }
            if package.python?.isRequested == true {
                roots[position] = .requested
            } else if !neededBy[position].contains(where: { $0.kind == .requires }) {
                roots[position] = .requiredByNobody
            }
            if let interpreter = view.interpreter(of: position).flatMap({ inventory.owner(of: $0, in: tree) }) {
                connect(position, to: interpreter, .interpreter, packages[interpreter].name)
            }
        }
    }
}

extension Inventory {
    /// The position of the package that owns a file; nil where nobody does.
    package func owner(of node: FileTree.NodeID, in tree: FileTree) -> Int? {
        guard let file = tree.fileNumber(of: node), file < owners.count, owners[file] != Inventory.noOwner else {
            return nil
        }
        return Int(owners[file])
    }
}

extension Platform {
    /// The processor as Linux names it.
    var machine: String {
        switch architecture {
        case "amd64": "x86_64"
        case "arm64": "aarch64"
        case "386": "i686"
        case "arm": variant == "v6" ? "armv6l" : "armv7l"
        default: architecture
        }
    }
}

/// What each distribution's interpreter can see.
struct PythonView {
    private let packages: [Package]
    private let tree: FileTree
    private let environments: PythonEnvironments
    /// The environment of each package, by its position; nil for other kinds.
    private(set) var environment: [Int?]
    private let visible: [[String: Int]]
    /// Whether some environments look into more folders than are followed.
    let isCut: Bool

    init(_ packages: [Package], tree: FileTree, configuration: ImageConfiguration) {
        self.packages = packages
        self.tree = tree
        var finder = PythonSiteFinder(tree: tree, configuration: configuration)
        finder.find()
        environments = finder.environments
        let sites = Dictionary(
            finder.sites.indices.map { (finder.sites[$0].path.description, $0) },
            uniquingKeysWith: { first, _ in first })
        var inSite: [Int: [Int]] = [:]
        environment = packages.indices.map { position in
            guard packages[position].python != nil else { return nil }
            let site = packages[position].recordFolders.lazy.compactMap { sites[$0] }.first
            if let site { inSite[site, default: []].append(position) }
            return site.map { finder.sites[$0].environment }
        }
        var visible = Array(repeating: [String: Int](), count: environments.environments.count)
        isCut = environments.forEachSearchPath(cost: { inSite[$0]?.count ?? 0 }) { indices, path in
            var found: [String: Int] = [:]
            for site in path {
                for position in inSite[site] ?? [] {
                    let name = packages[position].python?.normalizedName ?? ""
                    if found[name] == nil { found[name] = position }
                }
            }
            for index in indices { visible[index] = found }
        }
        self.visible = visible
    }

    /// The distribution of a name that an environment's interpreter imports; nil where there is none.
    func distribution(_ name: String, in environment: Int) -> Int? { visible[environment][name] }

    /// All that an environment's interpreter sees.
    func distributions(in environment: Int) -> [Int] { visible[environment].values.sorted() }

    /// The program that runs a distribution.
    func interpreter(of position: Int) -> FileTree.NodeID? {
        guard let index = environment[position] else { return nil }
        let environment = environments.environments[index]
        let version = environment.version ?? ""
        let names = ["python\(version)", "python3", "python"]
        let folders = [environment.root.appending("bin"), "usr/local/bin", "usr/bin"]
        return folders.lazy.flatMap { folder in names.lazy.map { folder.appending($0) } }
            .compactMap { tree.lookup($0) }.first { tree.kind(of: $0) == .file }
    }
}

extension Package {
    /// The folders that a distribution's record may lie in, as paths for display: the nearest first.
    fileprivate var recordFolders: [String] {
        guard let location = locations.first else { return [] }
        var parts = location.split(separator: "/")
        var folders: [String] = []
        while parts.popLast() != nil, folders.count < 3 { folders.append("/" + parts.joined(separator: "/")) }
        return folders
    }
}
