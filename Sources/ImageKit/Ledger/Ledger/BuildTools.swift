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

    private static let patterns = Dictionary(
        Ecosystems.all.map { ecosystem in
            (ecosystem.kind, (building: patterns(ecosystem.buildTools), running: patterns(ecosystem.neededToRun)))
        }, uniquingKeysWith: { first, _ in first })

    private static func patterns(_ names: [String]) -> [GlobPattern] {
        names.map { GlobPattern(bytes: $0.utf8, .sets) }
    }
}
