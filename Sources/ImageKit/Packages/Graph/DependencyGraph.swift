public import ImageReading

/// Which installed package needs which, and which are there because somebody asked for them.
///
/// Each ecosystem says what its packages need, as its package manager follows it. Packages are named by their positions in ``packages``, which are the inventory's.
public struct DependencyGraph: Sendable {
    /// Why one package needs another.
    public typealias EdgeKind = DependencyKind
    /// One package needs another.
    public typealias Edge = Dependency

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
    /// The relations that package managers follow.
    private(set) var relations: [[PackageDependencies.Relation]]
    /// What packages were installed because of, by position.
    private(set) var conditions: [Int: [PackageDependencies.Relation]] = [:]
    /// The packages that were installed because of a package, by the position of the latter.
    private(set) var conditional: [Int: [Int]] = [:]
    /// Whether a package's manager keeps its relations satisfied when packages are removed.
    private(set) var isEnforced: [Bool]
    /// Which of several packages that satisfy one alternative are followed.
    private(set) var choices: [Int: PackageDependencies.Choice] = [:]
    /// The package that another package manager's package came with, by the position of the latter.
    let providers: [Int: Int]
    private var connected: Set<Connection> = []

    private struct Connection: Hashable {
        let from: Int
        let to: Int
        let kind: EdgeKind
    }

    package init(inventory: Inventory, tree: FileTree, configuration: ImageConfiguration, platform: Platform?) {
        packages = inventory.packages
        roots = Array(repeating: nil, count: packages.count)
        needs = Array(repeating: [], count: packages.count)
        neededBy = needs
        relations = Array(repeating: [], count: packages.count)
        isEnforced = Array(repeating: false, count: packages.count)
        providers = inventory.providers
        for findings in inventory.catalogs {
            let context = DependencyContext(
                packages: packages, positions: findings.positions, tree: tree, configuration: configuration,
                platform: platform, inventory: inventory)
            for position in context.ascending {
                guard let provider = providers[position] else { continue }
                connect(position, to: provider, .providedBy, packages[position].locations.first ?? "")
            }
            add(findings.catalog.dependencies(context), of: context)
        }
        addLinkage(inventory, tree)
        if connected.count >= DependencyLimits.edges { noteTooManyRelations() }
        connected = []
    }

    private mutating func add(_ found: PackageDependencies, of context: DependencyContext) {
        diagnostics += found.diagnostics
        if found.isCut { noteTooManyRelations() }
        for position in context.ascending {
            roots[position] = found.roots[position]
            isEnforced[position] = found.isEnforced
            choices[position] = found.choices[position]
            relations[position] = found.relations[position] ?? []
            for relation in relations[position] {
                for satisfying in relation.alternatives.joined() {
                    connect(position, to: satisfying, relation.kind, relation.text)
                }
            }
            conditions[position] = found.conditions[position]
            for relation in conditions[position] ?? [] {
                for satisfying in relation.alternatives.joined() where satisfying != position {
                    connect(satisfying, to: position, relation.kind, relation.text)
                    conditional[satisfying, default: []].append(position)
                }
            }
        }
        for edge in found.edges { connect(edge.from, to: edge.to, edge.kind, edge.text) }
    }

    mutating func noteTooManyRelations() {
        guard !diagnostics.contains(where: { $0.code == .tooManyRelations }) else { return }
        diagnostics.append(
            Diagnostic(
                .tooManyRelations,
                "packages need one another in more than \(DependencyLimits.edges) ways; the rest is not followed"))
    }

    /// Adds an edge; a package does not need itself, and one edge of a kind is enough.
    mutating func connect(_ from: Int, to: Int, _ kind: EdgeKind, _ text: String) {
        guard from != to, connected.count < DependencyLimits.edges,
            connected.insert(Connection(from: from, to: to, kind: kind)).inserted
        else { return }
        let edge = Edge(from: from, to: to, kind: kind, text: text)
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
