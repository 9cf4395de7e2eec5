import ImageReading

/// What Python's distributions require, as the interpreter of each environment sees it.
struct PythonDependencies {
    private(set) var found = PackageDependencies()

    init(_ context: DependencyContext, catalog: PythonCatalog) {
        let view = PythonView(context, catalog: catalog)
        var requirements = PythonRequirements(
            context.packages, view: view, machine: context.platform?.machine ?? "x86_64")
        requirements.resolve()
        found.diagnostics = requirements.log.diagnostics
        found.isCut = requirements.isCut || view.isCut
        found.edges = requirements.edges.map { Dependency(from: $0.from, to: $0.to, kind: .requires, text: $0.text) }
        // A package does not need itself.
        let required = Set(requirements.edges.lazy.filter { $0.from != $0.to }.map(\.to))
        for position in context.ascending {
            let package = context.packages[position]
            guard package.providedBy == nil else { continue }
            if package.python?.isRequested == true {
                found.roots[position] = .requested
            } else if !required.contains(position) {
                found.roots[position] = .requiredByNobody
            }
            if let interpreter = view.interpreter(of: position).flatMap({ context.owner(of: $0) }) {
                found.edges.append(
                    Dependency(
                        from: position, to: interpreter, kind: .interpreter, text: context.packages[interpreter].name))
            }
        }
    }
}

extension DependencyKind {
    /// A requirement of a Python distribution.
    public static let requires = DependencyKind("requires", words: "requires", isFollowed: true)
    /// The package that owns the interpreter of a Python distribution.
    public static let interpreter = DependencyKind("interpreter", words: "runs on", isRecorded: false)
}

extension RootReason {
    /// A user asked pip for it.
    public static let requested = RootReason("requested", words: "requested by name (REQUESTED)", isChoice: true)
    /// No distribution requires it, so somebody must have wanted it.
    public static let requiredByNobody = RootReason(
        "requiredByNobody", words: "required by nothing, so probably installed on purpose", isChoice: true)
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

    init(_ context: DependencyContext, catalog: PythonCatalog) {
        packages = context.packages
        tree = context.tree
        environments = catalog.environments
        var inSite: [Int: [Int]] = [:]
        var environment: [Int?] = Array(repeating: nil, count: packages.count)
        for (position, site) in zip(context.positions, catalog.recorded.map(\.siteIndex)).sorted(by: { $0.0 < $1.0 }) {
            inSite[site, default: []].append(position)
            environment[position] = catalog.sites[site].environment
        }
        self.environment = environment
        var visible = Array(repeating: [String: Int](), count: catalog.environments.environments.count)
        isCut = catalog.environments.forEachSearchPath(cost: { inSite[$0]?.count ?? 0 }) { indices, path in
            var found: [String: Int] = [:]
            for site in path {
                for position in inSite[site] ?? [] {
                    let name = context.packages[position].normalizedName
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
