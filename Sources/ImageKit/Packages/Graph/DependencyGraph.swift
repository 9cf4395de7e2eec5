public import ImageReading

/// Which installed package needs which, and which are there because somebody asked for them.
///
/// Debian's packages stand by their relations as apt follows them, Python's by their requirements as the interpreter of
/// their environment sees them. Packages are named by their positions in ``packages``, which are the inventory's.
public struct DependencyGraph: Sendable {
    /// Why one package needs another.
    public enum EdgeKind: String, Sendable, Codable, CaseIterable {
        /// Pre-Depends of a Debian package.
        case preDepends
        /// Depends of a Debian package.
        case depends
        /// Recommends of a Debian package, where apt keeps what is recommended.
        case recommends
        /// Suggests of a Debian package, where apt keeps what is suggested.
        case suggests
        /// A requirement of a Python distribution.
        case requires
        /// The Debian package that owns the interpreter of a Python distribution.
        case interpreter
        /// The Debian package that owns a shared library that a file of a Python distribution is linked to.
        case links
        /// The Debian package that is the same as a Python distribution.
        case providedBy

        /// Whether the package can't work without the other.
        public var isHard: Bool { self != .recommends && self != .suggests }
    }

    /// One package needs another.
    public struct Edge: Sendable, Hashable {
        /// The package that needs.
        public let from: Int
        /// The package that is needed.
        public let to: Int
        /// Why it is needed.
        public let kind: EdgeKind
        /// The relation or requirement as written, or the name of the library.
        public let text: String
    }

    /// Why a package stays though no other needs it.
    public enum RootReason: String, Sendable, Codable {
        /// apt has no record that it was installed for another package.
        case manual
        /// It is essential.
        case essential
        /// It is marked protected.
        case protected
        /// Its priority is required.
        case required
        /// The settings of apt name it.
        case neverAutoRemoved
        /// It is on hold.
        case held
        /// A user asked pip for it.
        case requested
        /// No distribution requires it, so somebody must have wanted it.
        case requiredByNobody
    }

    /// One relation: of each alternative the packages that satisfy it.
    struct Relation: Sendable {
        let kind: EdgeKind
        let text: String
        var alternatives: [[Int]]
    }

    /// The packages, in the order of the inventory.
    public let packages: [Package]
    /// Why each package stays though no other may need it; nil for one that stays only while it is needed.
    public internal(set) var roots: [RootReason?]
    /// What each package needs.
    public private(set) var needs: [[Edge]]
    /// What needs each package.
    public private(set) var neededBy: [[Edge]]
    /// What could not be read; the package stays, without what that relation would have needed.
    public package(set) var diagnostics: [Diagnostic] = []
    /// The files that no package owns and that are linked to a library of a package, by the package.
    package var unownedUsers: [Int: [FileTree.NodeID]] = [:]
    /// The relations of Debian's packages that apt follows.
    var relations: [[Relation]]
    /// The Debian package that brought a distribution, by the distribution's position.
    private(set) var twins: [Int: Int] = [:]
    private var connected: Set<Connection> = []

    private struct Connection: Hashable {
        let from: Int
        let to: Int
        let kind: EdgeKind
    }

    /// How many edges are kept: ten times what the largest real images have.
    package static let edgeLimit = 1_000_000
    /// How many packages are looked at to find those that satisfy relations.
    static let lookLimit = 10_000_000

    package init(inventory: Inventory, tree: FileTree, configuration: ImageConfiguration, platform: Platform?) {
        packages = inventory.packages
        roots = Array(repeating: nil, count: packages.count)
        needs = Array(repeating: [], count: packages.count)
        neededBy = needs
        relations = Array(repeating: [], count: packages.count)
        addDebianRelations(AptSettings(of: tree), platform: platform)
        addPythonRequirements(inventory, tree, configuration, platform: platform)
        addLinkage(inventory, tree)
        if connected.count >= DependencyGraph.edgeLimit { noteTooManyRelations() }
        connected = []
    }

    mutating func noteTooManyRelations() {
        guard !diagnostics.contains(where: { $0.code == .tooManyRelations }) else { return }
        diagnostics.append(
            Diagnostic(
                .tooManyRelations,
                "packages need one another in more than \(DependencyGraph.edgeLimit) ways; the rest is not followed"))
    }

    /// Adds an edge; a package does not need itself, and one edge of a kind is enough.
    mutating func connect(_ from: Int, to: Int, _ kind: EdgeKind, _ text: String) {
        guard from != to, connected.count < DependencyGraph.edgeLimit,
            connected.insert(Connection(from: from, to: to, kind: kind)).inserted
        else { return }
        let edge = Edge(from: from, to: to, kind: kind, text: text)
        if kind == .providedBy, twins[from] == nil { twins[from] = to }
        needs[from].append(edge)
        neededBy[to].append(edge)
    }

    /// The shortest chains from packages that stay for a reason of their own to a package, the shortest first.
    ///
    /// - Parameters:
    ///   - position: the package at the end of the chains.
    ///   - limit: how many chains at most.
    /// - Returns: for each reason the edges from it to the package; none for a package that nothing else needs.
    public func chains(to position: Int, limit: Int = .max) -> [[Edge]] {
        var next: [Int: Edge] = [:]
        var queue = [position]
        var head = 0
        var found: [Int] = []
        while head < queue.count, found.count < limit {
            let current = queue[head]
            head += 1
            if current != position, roots[current] != nil {
                // What needs a package that stays anyway is no shorter reason.
                found.append(current)
                continue
            }
            let edges = neededBy[current].sorted { packages[$0.from].name < packages[$1.from].name }
            for edge in edges where edge.from != position && next[edge.from] == nil {
                next[edge.from] = edge
                queue.append(edge.from)
            }
        }
        return found.map { root in
            var chain: [Edge] = []
            var current = root
            while current != position, let edge = next[current] {
                chain.append(edge)
                current = edge.to
            }
            return chain
        }
    }
}

extension Diagnostic.Code {
    /// Packages need one another in more ways than are followed.
    public static let tooManyRelations = Diagnostic.Code(rawValue: "tooManyRelations")
}
