/// What goes when packages are removed, and what that frees.
///
/// For Debian's packages it is what `apt-get autoremove --purge NAME` takes away, without what apt would take away unasked;
/// for Python's it is the distribution and the requirements that nobody else requires and nobody asked for.
public struct RemovalSet: Sendable, Hashable {
    /// What is removed because it was asked for.
    public internal(set) var targets: [Int] = []
    /// What can't stay without the targets, and goes with them.
    public internal(set) var dependents: [Int] = []
    /// What is there for the removed ones alone.
    public internal(set) var unneeded: [Int] = []
    /// The Python side of removed Debian packages, and the other way around.
    public internal(set) var twins: [Int] = []
    /// What nobody needed before either; not counted.
    public internal(set) var alreadyUnneeded: [Int] = []
    /// What stays, but misses something that goes.
    public internal(set) var broken: [Int] = []
    /// Bytes of the live files booked to all that goes.
    public internal(set) var size: Int64 = 0

    /// All that goes: targets, dependents, what was there for them alone, and twins.
    public var packages: [Int] { targets + dependents + unneeded + twins }
}

extension DependencyGraph {
    /// What removing a package takes away.
    public func removal(of position: Int) -> RemovalSet { removal(of: [position]) }

    /// What removing several packages at once takes away.
    ///
    /// - Parameters:
    ///   - positions: the packages to remove.
    ///   - others: packages that are to stay although they are there for the removed ones alone.
    public func removal(of positions: [Int], keeping others: Set<Int> = []) -> RemovalSet {
        let nothing = Array(repeating: false, count: packages.count)
        return removal(of: positions, baseline: kept(without: nothing), keeping: others)
    }

    /// What removing each of some packages alone takes away, in their order, without what nobody needed before either.
    ///
    /// - Parameters:
    ///   - positions: the packages to remove.
    ///   - stepLimit: how many packages and edges may be looked at.
    /// - Returns: one set for each package, fewer where the limit was reached.
    package func removals(of positions: [Int], stepLimit: Int = .max) -> [RemovalSet] {
        var search = RemovalSearch(self)
        var sets: [RemovalSet] = []
        for position in positions {
            guard search.steps <= stepLimit else { break }
            sets.append(search.removal(of: position))
        }
        return sets
    }

    private func removal(of positions: [Int], baseline: [Bool], keeping others: Set<Int> = []) -> RemovalSet {
        var set = RemovalSet()
        // A distribution that a Debian package brought can only go with it.
        set.targets = positions.map { debianTwin(of: $0) ?? $0 }.uniqued
        var isRemoved = Array(repeating: false, count: packages.count)
        for target in set.targets { isRemoved[target] = true }
        var steps = 0
        removeDependents(from: &set, &isRemoved, &steps)
        let kept = kept(without: isRemoved, keeping: others)
        // No package manager takes away what another one installed.
        let kinds = Set(set.targets.map { packages[$0].kind })
        for position in packages.indices where !isRemoved[position] && !kept[position] {
            guard kinds.contains(packages[position].kind), debianTwin(of: position) == nil else { continue }
            if baseline[position] {
                set.unneeded.append(position)
                isRemoved[position] = true
            } else if packages[position].kind == .deb, packages[position].debian?.priority != "required" {
                set.alreadyUnneeded.append(position)
            }
        }
        for position in packages.indices where !isRemoved[position] {
            guard let twin = debianTwin(of: position), isRemoved[twin] else { continue }
            set.twins.append(position)
            isRemoved[position] = true
        }
        let unneededBefore = Set(set.alreadyUnneeded)
        set.broken = packages.indices.filter { position in
            !isRemoved[position] && !unneededBefore.contains(position) && packages[position].debian == nil
                && needs[position].contains { isRemoved[$0.to] && $0.kind.isHard }
        }
        set.size = set.packages.reduce(0) { $0 + packages[$1].size }
        return set
    }

    func debianTwin(of position: Int) -> Int? {
        twins[position]
    }

    /// Adds every Debian package that has a relation left without any package that satisfies it.
    func removeDependents(from set: inout RemovalSet, _ isRemoved: inout [Bool], _ steps: inout Int) {
        var pending = set.targets
        var remaining: [Int: RemainingAlternatives] = [:]
        while let current = pending.popLast() {
            for edge in neededBy[current] where !isRemoved[edge.from] {
                steps += remaining[edge.from] == nil ? needs[edge.from].count : 1
                let isBroken = remaining[edge.from, default: RemainingAlternatives(relations[edge.from])].remove(
                    current)
                guard isBroken else { continue }
                isRemoved[edge.from] = true
                set.dependents.append(edge.from)
                pending.append(edge.from)
            }
        }
        set.dependents.sort()
    }

    /// Marks what stays: all that a root needs, directly or not, among what is not removed (apt's mark and sweep).
    private func kept(without isRemoved: [Bool], keeping others: Set<Int> = []) -> [Bool] {
        var kept = Array(repeating: false, count: packages.count)
        var pending = packages.indices.filter { position in
            !isRemoved[position] && (others.contains(position) || staysByItself(position, isRemoved))
        }
        for root in pending { kept[root] = true }
        func keep(_ position: Int) {
            guard !isRemoved[position], !kept[position] else { return }
            kept[position] = true
            pending.append(position)
        }
        while let current = pending.popLast() {
            followed(from: current, isRemoved).forEach(keep)
        }
        return kept
    }

    /// Whether a package stays though no other needs it: for a reason of its own, or as the twin of one that is there.
    func staysByItself(_ position: Int, _ isRemoved: [Bool]) -> Bool {
        roots[position] != nil || debianTwin(of: position).map { !isRemoved[$0] } ?? false
    }

    /// What stays because a package does.
    func followed(from position: Int, _ isRemoved: [Bool]) -> [Int] {
        var found: [Int] = []
        for relation in relations[position] {
            for alternative in relation.alternatives { found += followed(alternative, isRemoved) }
        }
        for edge in needs[position] where edge.kind == .requires && !isRemoved[edge.to] { found.append(edge.to) }
        return found
    }

    /// Of several packages that one source provides for the same alternative, apt follows those of its latest version.
    private func followed(_ alternative: [Int], _ isRemoved: [Bool]) -> [Int] {
        let present = alternative.filter { !isRemoved[$0] }
        guard present.count > 1 else { return present }
        let versions = present.map { DebianVersion(packages[$0].debian?.sourceVersion ?? "") }
        var latest: [String: DebianVersion] = [:]
        for (position, version) in zip(present, versions) {
            let source = packages[position].debian?.sourceName ?? ""
            if latest[source].map({ $0 < version }) ?? true { latest[source] = version }
        }
        return zip(present, versions).filter { position, version in
            !(latest[packages[position].debian?.sourceName ?? ""].map { version < $0 } ?? false)
        }
        .map(\.0)
    }
}

/// What is left of the alternatives of a package's hard relations while others are removed.
private struct RemainingAlternatives {
    private var counts: [Int] = []
    private var relations: [Int: [Int]] = [:]

    init(_ all: [DependencyGraph.Relation]) {
        for relation in all where relation.kind == .depends || relation.kind == .preDepends {
            let satisfying = Set(relation.alternatives.joined())
            for position in satisfying { relations[position, default: []].append(counts.count) }
            counts.append(satisfying.count)
        }
    }

    /// Takes a package away; whether it was the last one that satisfied a relation.
    mutating func remove(_ position: Int) -> Bool {
        var isBroken = false
        for relation in relations.removeValue(forKey: position) ?? [] {
            counts[relation] -= 1
            if counts[relation] == 0 { isBroken = true }
        }
        return isBroken
    }
}
