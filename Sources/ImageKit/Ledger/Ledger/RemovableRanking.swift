public import ImagePackages
import ImageReading

/// The packages somebody asked for, ranked by what removing each of them alone would free.
public struct RemovableRanking: Sendable {
    /// One package.
    public struct Row: Sendable {
        /// The package.
        public let package: Package
        /// What would go with it, as positions in the graph.
        public let removal: RemovalSet
        /// Whether it serves to build or install others.
        public let isBuildTool: Bool
        /// Whether it belongs to the system itself: dpkg's essential and required packages, and what these need.
        public let isBase: Bool
        /// Whether nothing that stays needs it.
        public var isFree: Bool { removal.dependents.isEmpty && removal.broken.isEmpty }
    }

    /// The graph whose positions the rows use.
    public let graph: DependencyGraph
    /// Packages nothing else needs first, then those whose removal takes or breaks others, those of the system itself last; in
    /// each what frees most first.
    public let rows: [Row]

    /// How many packages and edges are looked at; a real image needs a tenth of it at most.
    private static let stepLimit = 10_000_000

    init(_ graph: DependencyGraph) {
        var graph = graph
        let positions = graph.packages.indices.filter { position in
            graph.roots[position]?.isChoice == true && graph.packages[position].providedBy == nil
        }
        let removals = graph.removals(of: positions, stepLimit: RemovableRanking.stepLimit)
        if removals.count < positions.count {
            graph.diagnostics.append(
                Diagnostic(
                    .tooManyRelations,
                    "\(positions.count - removals.count) packages are not ranked: what needs what is too entangled"))
        }
        self.graph = graph
        rows = zip(positions, removals).map { [graph] position, set in
            let package = graph.packages[position]
            let isBase = package.isOfSystem || set.packages.contains { graph.packages[$0].isOfSystem }
            return Row(package: package, removal: set, isBuildTool: BuildTools.contains(package), isBase: isBase)
        }
        .sorted { left, right in
            guard left.isBase == right.isBase else { return right.isBase }
            guard left.isFree == right.isFree else { return left.isFree }
            return (right.removal.size, left.package.name) < (left.removal.size, right.package.name)
        }
    }
}

extension Package {
    /// Whether the system needs it, as Debian's policy says.
    fileprivate var isOfSystem: Bool {
        guard let debian else { return false }
        return debian.isEssential || debian.isProtected || debian.priority == "required"
    }
}
