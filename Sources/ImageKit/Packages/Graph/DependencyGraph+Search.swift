import ImageReading

extension DependencyGraph {
    /// The installed packages of a name: of every kind, architecture and environment.
    ///
    /// - Parameter name: a name as its package manager compares names; `name:architecture` chooses among Debian's.
    public func positions(named name: String) -> [Int] {
        var normalized: [Package.Kind: String] = [:]
        return packages.indices.filter { position in
            let package = packages[position]
            let wanted = normalized[package.kind] ?? package.kind.ecosystem.normalizedName(name)
            normalized[package.kind] = wanted
            return package.normalizedName == wanted
                || package.architecture.map { "\(package.name):\($0)" == name } ?? false
        }
    }

    /// The names of installed packages that somebody who typed a name could have meant, the nearest first.
    public func names(near name: String, limit: Int = 5) -> [String] {
        let wanted = Array(name.asciiLowercased.utf8.prefix(DependencyGraph.comparedLength))
        guard !wanted.isEmpty else { return [] }
        let tolerance = max(1, wanted.count / 3)
        var ranked: [(rank: Int, name: String)] = []
        for candidate in Set(packages.map(\.normalizedName)) {
            let other = Array(candidate.asciiLowercased.utf8.prefix(DependencyGraph.comparedLength))
            let distance = TextDistance.between(wanted, other)
            if distance <= tolerance {
                ranked.append((distance, candidate))
            } else if other.starts(with: wanted) || (wanted.count > 3 && candidate.contains(name)) {
                // A part of a name is further away than a slip, but nearer than nothing.
                ranked.append((DependencyGraph.comparedLength + other.count, candidate))
            }
        }
        return ranked.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }.prefix(limit).map(\.name)
    }

    /// Bytes of a name that are compared; longer names differ before.
    private static let comparedLength = 64
}
