package import ImagePackages
import ImageReading

/// Which packages serve to build or to install other software, and are seldom needed to run it.
package enum BuildTools {
    /// Whether a package serves to build or install others.
    package static func contains(_ package: Package) -> Bool {
        guard let patterns = patterns[package.kind] else { return false }
        let name = package.normalizedName
        return patterns.building.contains { $0.matches(name) } && !patterns.running.contains { $0.matches(name) }
    }

    /// Build tools that go without anything else that was asked for, and what is there for them alone.
    ///
    /// A library stays where a file is linked to it that no package owns, such as an interpreter built from sources.
    package static func removable(_ graph: DependencyGraph) -> [Package] {
        let ranking = RemovableRanking(graph)
        let tools = ranking.rows.filter(\.isBuildTool).filter { row in
            row.removal.broken.allSatisfy { contains(graph.packages[$0]) }
                && row.removal.dependents.allSatisfy { position in
                    graph.roots[position] == nil || contains(graph.packages[position])
                }
        }
        let linked = graph.packages.indices.filter { position in
            graph.unownedUsers[position] != nil
                || graph.neededBy[position].contains { !$0.kind.isRecorded }
        }
        // A package that others are linked to may be a tool only by its name.
        let targets = tools.flatMap(\.removal.targets).filter { !linked.contains($0) }
        guard !targets.isEmpty else { return [] }
        return graph.removal(of: targets.uniqued, keeping: Set(linked)).packages.map { graph.packages[$0] }
    }

    private static let patterns = Dictionary(
        Ecosystems.all.map { ecosystem in
            (ecosystem.kind, (building: patterns(ecosystem.buildTools), running: patterns(ecosystem.neededToRun)))
        }, uniquingKeysWith: { first, _ in first })

    private static func patterns(_ names: [String]) -> [GlobPattern] {
        names.map { GlobPattern(bytes: $0.utf8, .sets) }
    }
}
