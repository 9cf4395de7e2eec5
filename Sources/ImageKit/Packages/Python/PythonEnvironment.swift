import ImageReading

/// An interpreter's surroundings: what it installs into, and what it sees.
struct PythonEnvironment {
    enum Kind: Equatable {
        /// An interpreter with its own standard library.
        case system
        /// A virtual environment; `pyvenv.cfg` says what it is made from.
        case virtual(VirtualEnvironmentFile)
        /// What one user installed for herself.
        case user
        /// A folder that is named from outside, or by nothing.
        case folder
    }

    var kind: Kind
    /// The prefix, or the folder.
    var root: BytePath
    /// `X.Y`; nil where the layout does not say.
    var version: String?
    /// The version as far as it is known, for example `3.11.2`.
    var fullVersion: String?
    /// The folders that belong to it, by their positions, in the order in which they are searched.
    var sites: [Int] = []
}

/// The interpreters of an image and the order in which each looks into folders.
struct PythonEnvironments {
    var environments: [PythonEnvironment] = []
    /// The folders that PYTHONPATH names, which come first for every interpreter.
    private(set) var pythonPath: [Int] = []
    private var pythonPathSites: Set<Int> = []
    /// The folder that the configured user's own packages lie below.
    var userBase: BytePath?

    /// The folders that all versions below a prefix look into.
    var sharedSites: [BytePath: [Int]] = [:]

    private struct Key: Hashable {
        var root: BytePath
        var version: String?
        var isFolder: Bool
    }

    private var positions: [Key: Int] = [:]
    private var systemsOfVersion: [String: [Int]] = [:]

    /// The position of an environment, which is made where there is none.
    mutating func index(_ kind: PythonEnvironment.Kind, _ root: BytePath, version: String?) -> Int {
        let key = Key(root: root, version: version, isFolder: kind == .folder)
        if let known = positions[key] { return known }
        let position = environments.count
        positions[key] = position
        if kind == .system, let version { systemsOfVersion[version, default: []].append(position) }
        environments.append(PythonEnvironment(kind: kind, root: root, version: version, fullVersion: version))
        return position
    }

    /// Adds a folder of `PYTHONPATH`.
    mutating func appendToPythonPath(_ site: Int) {
        if pythonPathSites.insert(site).inserted { pythonPath.append(site) }
    }

    /// Whether an environment is no more than folders of `PYTHONPATH`; all of these have one search path.
    func isOnPythonPath(_ index: Int) -> Bool {
        environments[index].kind == .folder && environments[index].sites.contains(where: pythonPathSites.contains)
    }

    /// How many folders ``searchPath(of:)`` of all environments may have in all.
    static let searchLimit = 5_000_000

    /// Environments with what they look into, those of `PYTHONPATH` once for all.
    ///
    /// - Parameters:
    ///   - cost: how much there is in a folder.
    ///   - body: takes environments that look into the same folders, and these.
    /// - Returns: whether there was more than ``searchLimit``; the rest is left out.
    func forEachSearchPath(cost: (Int) -> Int, _ body: (_ environments: [Int], _ path: [Int]) -> Void) -> Bool {
        var left = PythonEnvironments.searchLimit
        let grouped = Dictionary(grouping: environments.indices, by: { isOnPythonPath($0) ? -1 : $0 })
        for (_, indices) in grouped.sorted(by: { $0.value[0] < $1.value[0] }) {
            left -= pythonPath.count
            guard left > 0 else { return true }
            let path = searchPath(of: indices[0]).uniqued
            left -= path.reduce(0) { $0 + 1 + cost($1) }
            guard left > 0 else { return true }
            body(indices, path)
        }
        return false
    }

    /// All folders that the interpreter of an environment looks into, in their order.
    func searchPath(of index: Int) -> [Int] {
        let environment = environments[index]
        switch environment.kind {
        case .folder:
            return isOnPythonPath(index) ? pythonPath : environment.sites
        case .user:
            return pythonPath + environment.sites + systemPath(version: environment.version, prefix: nil)
        case .system:
            return pythonPath + userSites(version: environment.version) + environment.sites
                + sharedSites(root: environment.root, except: index)
        case .virtual(let file):
            guard file.includesSystemSites else { return pythonPath + environment.sites }
            let prefix = file.home.flatMap { BytePath($0) }?.parent
            return pythonPath + environment.sites + userSites(version: environment.version)
                + systemPath(version: environment.version, prefix: prefix)
        }
    }

    private func userSites(version: String?) -> [Int] {
        guard let userBase, let user = positions[Key(root: userBase, version: version, isFolder: false)] else {
            return []
        }
        return environments[user].kind == .user ? environments[user].sites : []
    }

    /// The folders of the interpreter of a version, below a prefix where one is known.
    private func systemPath(version: String?, prefix: BytePath?) -> [Int] {
        let named = prefix.flatMap { positions[Key(root: $0, version: version, isFolder: false)] }
        let system = named.flatMap { environments[$0].kind == .system ? $0 : nil }
        guard let index = system ?? version.flatMap({ systemsOfVersion[$0]?.first }) else { return [] }
        return environments[index].sites + sharedSites(root: environments[index].root, except: index)
    }

    /// Debian's `lib/python3/dist-packages`, which belongs to the default interpreter and which the others see too.
    private func sharedSites(root: BytePath, except index: Int) -> [Int] {
        guard let sites = sharedSites[root] else { return [] }
        let own = Set(environments[index].sites)
        return sites.filter { !own.contains($0) }
    }
}
