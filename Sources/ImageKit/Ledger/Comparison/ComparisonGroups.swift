import ImagePackages
import ImageReading

/// The rows of a comparison in groups that say why: every row is in exactly one group.
///
/// A removed package that no other removed package needs stands for all that were there only for it, an added one
/// likewise. A package that several of those need stands for a group of its own, with what is there only for it.
public struct ComparisonGroups: Sendable {
    /// Rows that belong together.
    public struct Group: Sendable {
        /// What the rows stand for.
        public let kind: ComparisonRow.Kind
        /// What happened to them.
        public let change: ComparisonRow.Change
        /// The rows: first the package that the others exist for, else the largest change first; never empty.
        public let rows: [ComparisonRow]
        /// How many packages that were removed, or added, need the first one.
        public let neededBy: Int
        /// The sum of the rows.
        public let delta: Amounts

        init(_ rows: [ComparisonRow], neededBy: Int = 0) {
            kind = rows.first?.kind ?? .overhead
            change = rows.first?.change ?? .changed
            self.rows = rows
            self.neededBy = neededBy
            delta = rows.reduce(.zero) { $0 + $1.delta }
        }
    }

    /// The groups, the largest change in the layers first.
    public let groups: [Group]

    /// Groups the rows of a comparison.
    public init(_ comparison: ImageComparison) { self.init(comparison.rows) }

    init(_ rows: [ComparisonRow]) {
        let packages = Dictionary(grouping: rows.filter { $0.kind == .package }, by: \.change)
        var groups: [Group] = []
        groups += ComparisonGroups.dependents(packages[.removed] ?? []) { $0.packageBefore }
        groups += ComparisonGroups.dependents(packages[.added] ?? []) { $0.packageAfter }
        for change in [ComparisonRow.Change.upgraded, .downgraded, .moved, .changed] {
            if let rows = packages[change] { groups.append(Group(rows)) }
        }
        groups += rows.filter { $0.kind != .package }.map { Group([$0]) }
        self.groups = groups.enumerated().sorted { left, right in
            let sizes = (left.element.delta.diffSize.magnitude, right.element.delta.diffSize.magnitude)
            return sizes.0 == sizes.1 ? left.offset < right.offset : sizes.0 > sizes.1
        }.map(\.element)
    }

    private static func dependents(_ rows: [ComparisonRow], _ package: (ComparisonRow) -> Package?) -> [Group] {
        let needs = PackageNeeds(of: rows.compactMap(package))
        // Where all need all, every row stands for itself.
        var left = DependencyLimits.edges
        var edges: [[Int]] = rows.indices.map { needs.needs(of: $0, &left) }
        if left <= 0 { edges = Array(repeating: [], count: rows.count) }
        let heads = Domination(edges).heads
        // What needs a package only in a circle, being there for it, is not counted.
        var neededBy = Array(repeating: 0, count: rows.count)
        for (source, targets) in edges.enumerated() {
            for target in targets where heads[source] != heads[target] { neededBy[target] += 1 }
        }
        return Dictionary(grouping: rows.indices, by: { heads[$0] }).sorted { $0.key < $1.key }.map { head, members in
            Group([rows[head]] + members.filter { $0 != head }.map { rows[$0] }, neededBy: neededBy[head])
        }
    }

    /// The largest groups that together make most of the difference, for a sentence.
    ///
    /// - Parameter share: how much of the difference is enough, between 0 and 1.
    package func explaining(_ share: Double, atMost limit: Int) -> [Group] {
        let total = groups.reduce(Int64(0)) { $0 &+ $1.delta.diffSize }
        var sum: Int64 = 0
        var result: [Group] = []
        for group in groups.prefix(limit) where group.delta.diffSize != 0 && (group.delta.diffSize > 0) == (total > 0) {
            if Double(sum) / Double(total) >= share { break }
            sum += group.delta.diffSize
            result.append(group)
        }
        return result
    }
}
