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
    var pythonPath: [Int] = []
    /// The folder that the configured user's own packages lie below.
    var userBase: BytePath?

    /// The folders that all versions below one prefix look into.
    var sharedAmongVersions: Set<Int> = []

    /// The position of an environment, which is made where there is none.
    mutating func index(_ kind: PythonEnvironment.Kind, _ root: BytePath, version: String?) -> Int {
        let known = environments.firstIndex {
            $0.root == root && $0.version == version && ($0.kind == .folder) == (kind == .folder)
        }
        if let known { return known }
        environments.append(PythonEnvironment(kind: kind, root: root, version: version, fullVersion: version))
        return environments.count - 1
    }

    /// All folders that the interpreter of an environment looks into, in their order.
    func searchPath(of index: Int) -> [Int] {
        let environment = environments[index]
        switch environment.kind {
        case .folder:
            return environment.sites.contains(where: pythonPath.contains) ? pythonPath : environment.sites
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
        guard let userBase else { return [] }
        let user = environments.first { $0.kind == .user && $0.root == userBase && $0.version == version }
        return user?.sites ?? []
    }

    /// The folders of the interpreter of a version, below a prefix where one is known.
    private func systemPath(version: String?, prefix: BytePath?) -> [Int] {
        let candidates = environments.indices.filter {
            environments[$0].kind == .system && environments[$0].version == version
        }
        let fitting = candidates.first { environments[$0].root == prefix } ?? candidates.first
        return fitting.map { environments[$0].sites + sharedSites(root: environments[$0].root, except: $0) } ?? []
    }

    /// Debian's `lib/python3/dist-packages`, which belongs to the default interpreter and which the others see too.
    private func sharedSites(root: BytePath, except index: Int) -> [Int] {
        environments.indices.filter { $0 != index && environments[$0].kind == .system && environments[$0].root == root }
            .flatMap { environments[$0].sites.filter(sharedAmongVersions.contains) }
    }

}
