import ImagePackages
import ImageReading

/// Finds for each package of one image the one it became in another.
struct PackageMatching {
    typealias Entry = (package: Package, amounts: Amounts)

    private var pairs: [(before: Entry?, after: Entry?, isMoved: Bool)] = []

    init(from before: [Entry], to after: [Entry]) {
        var left = before
        var right = after
        // The same slot first; then the same name elsewhere; then the same software of another package manager.
        match(&left, &right, isMoved: false) { $0.slot }
        match(&left, &right, isMoved: true) { [$0.kind.rawValue, $0.normalizedName] }
        match(&left, &right, isMoved: true) { $0.kind.ecosystem.upstreamName(of: $0) }
        pairs += left.map { ($0, nil, false) }
        pairs += right.map { (nil, $0, false) }
    }

    /// Pairs packages of equal keys, in order, and takes them out of both lists.
    private mutating func match<Key: Hashable>(
        _ left: inout [Entry], _ right: inout [Entry], isMoved: Bool, by key: (Package) -> Key?
    ) {
        var candidates: [Key: [Int]] = [:]
        for index in right.indices.reversed() {
            if let key = key(right[index].package) { candidates[key, default: []].append(index) }
        }
        var taken: Set<Int> = []
        left = left.filter { entry in
            guard let key = key(entry.package), let index = candidates[key]?.popLast() else { return true }
            pairs.append((entry, right[index], isMoved))
            taken.insert(index)
            return false
        }
        right = right.indices.filter { !taken.contains($0) }.map { right[$0] }
    }

    /// The pairs that changed, the largest change first.
    var rows: [ComparisonRow] { pairs.compactMap(row).sorted(by: ComparisonRow.isLarger) }

    private func row(_ pair: (before: Entry?, after: Entry?, isMoved: Bool)) -> ComparisonRow? {
        let before = pair.before?.package
        let after = pair.after?.package
        let change: ComparisonRow.Change
        switch (before, after) {
        case (nil, _?): change = .added
        case (_?, nil): change = .removed
        case (let before?, let after?):
            if pair.isMoved {
                change = .moved
            } else if before.version != after.version {
                change = PackageMatching.isHigher(after, than: before) ? .upgraded : .downgraded
            } else if pair.before?.amounts != pair.after?.amounts {
                change = .changed
            } else {
                return nil
            }
        default: return nil
        }
        return ComparisonRow(
            kind: .package, name: (after ?? before)?.name ?? "", change: change, packageBefore: before,
            packageAfter: after, before: pair.before?.amounts, after: pair.after?.amounts)
    }

    /// Compares versions in the order of their package manager; what it can't read is compared as text.
    private static func isHigher(_ left: Package, than right: Package) -> Bool {
        left.kind.ecosystem.order(right.version, left.version).map { $0 < 0 } ?? (right.version < left.version)
    }
}
