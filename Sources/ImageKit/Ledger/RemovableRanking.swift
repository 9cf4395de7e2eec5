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
        /// Whether nothing that stays needs it.
        public var isFree: Bool { removal.dependents.isEmpty && removal.broken.isEmpty }
    }

    /// The graph whose positions the rows use.
    public let graph: DependencyGraph
    /// Packages nothing else needs first, then those whose removal takes or breaks others; in each what frees most first.
    public let rows: [Row]

    /// Ranks the packages of an image.
    public init(_ analysis: ImageAnalysis) { self.init(DependencyGraph(analysis)) }

    init(_ graph: DependencyGraph) {
        self.graph = graph
        let positions = graph.packages.indices.filter { position in
            switch graph.roots[position] {
            case .manual, .requested, .requiredByNobody: graph.packages[position].providedBy == nil
            default: false
            }
        }
        rows = zip(positions, graph.removals(of: positions)).map { position, set in
            let package = graph.packages[position]
            return Row(package: package, removal: set, isBuildTool: BuildTools.contains(package))
        }
        .sorted { left, right in
            guard left.isFree == right.isFree else { return left.isFree }
            return (right.removal.size, left.package.name) < (left.removal.size, right.package.name)
        }
    }
}
