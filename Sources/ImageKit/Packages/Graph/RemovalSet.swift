import ImageReading

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
    /// What came with a removed package of another package manager, and the other way around.
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
        // A package that came with another package manager's can only go with that.
        set.targets = positions.map { provider(of: $0) ?? $0 }.uniqued
        var isRemoved = Array(repeating: false, count: packages.count)
        for target in set.targets { isRemoved[target] = true }
        var steps = 0
        removeDependents(from: &set, &isRemoved, &steps)
        let kept = kept(without: isRemoved, keeping: others)
        // No package manager takes away what another one installed.
        let kinds = Set(set.targets.map { packages[$0].kind })
        for position in packages.indices where !isRemoved[position] && !kept[position] {
            guard kinds.contains(packages[position].kind), provider(of: position) == nil else { continue }
            if baseline[position] {
                set.unneeded.append(position)
                isRemoved[position] = true
            } else if isEnforced[position] {
                set.alreadyUnneeded.append(position)
            }
        }
        for position in packages.indices where !isRemoved[position] {
            guard let twin = provider(of: position), isRemoved[twin] else { continue }
            set.twins.append(position)
            isRemoved[position] = true
        }
        let unneededBefore = Set(set.alreadyUnneeded)
        set.broken = packages.indices.filter { position in
            !isRemoved[position] && !unneededBefore.contains(position) && !isEnforced[position]
                && needs[position].contains { isRemoved[$0.to] && $0.kind.isHard }
        }
        set.size = set.packages.reduce(0) { $0 + packages[$1].size }
        return set
    }

    func provider(of position: Int) -> Int? { providers[position] }

    /// Adds every package that has a relation left without any package that satisfies it.
    func removeDependents(from set: inout RemovalSet, _ isRemoved: inout [Bool], _ steps: inout Int) {
        var pending = set.targets
        var remaining: [Int: RemainingAlternatives] = [:]
        while let current = pending.popLast() {
            for from in neededBy[current].map(\.from) + (conditional[current] ?? []) where !isRemoved[from] {
                steps += remaining[from] == nil ? needs[from].count : 1
                let all = relations[from].filter(\.kind.isHard) + (conditions[from] ?? [])
                guard remaining[from, default: RemainingAlternatives(all)].remove(current) else { continue }
                isRemoved[from] = true
                set.dependents.append(from)
                pending.append(from)
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

    /// What the package managers would remove unasked, as `apt-get autoremove` does: nobody chose it, and nothing that stays
    /// needs it.
    public var unneeded: [Int] {
        let kept = kept(without: Array(repeating: false, count: packages.count))
        return packages.indices.filter { !kept[$0] && isEnforced[$0] }
    }

    /// What packages that no package manager keeps together need, such as the interpreter of pip's, and what files that no package
    /// owns are linked to; with all that these depend on.
    ///
    /// What came with a package that nothing needs any more goes with it, and uses nothing.
    ///
    /// - Parameter image: packages that the image itself uses.
    public func used(by image: Set<Int>) -> Set<Int> {
        let goes = Set(unneeded)
        var used = Set(unownedUsers.keys).union(image)
        var pending = Array(used)
        pending += packages.indices.filter { position in
            !isEnforced[position] && !(provider(of: position).map(goes.contains) ?? false)
        }
        while let current = pending.popLast() {
            for edge in needs[current] where edge.kind.isHard && used.insert(edge.to).inserted {
                pending.append(edge.to)
            }
        }
        return used
    }

    /// What is there only because packages recommend it: nobody chose it, and nothing that stays depends on it.
    public var recommendedOnly: [Int] {
        let nothing = Array(repeating: false, count: packages.count)
        let kept = kept(without: nothing)
        var needed = Array(repeating: false, count: packages.count)
        var pending = packages.indices.filter { staysByItself($0, nothing) }
        for root in pending { needed[root] = true }
        while let current = pending.popLast() {
            var next = relations[current].filter(\.kind.isHard).flatMap {
                $0.alternatives.flatMap { followed($0, nothing) }
            }
            next += needs[current].filter { $0.kind.isHard && !$0.kind.isRecorded || $0.kind.isFollowed }.map(\.to)
            for position in next where !needed[position] {
                needed[position] = true
                pending.append(position)
            }
        }
        return packages.indices.filter { kept[$0] && !needed[$0] && isEnforced[$0] }
    }

    /// Whether a package stays though no other needs it: for a reason of its own, or as the twin of one that is there.
    func staysByItself(_ position: Int, _ isRemoved: [Bool]) -> Bool {
        roots[position] != nil || provider(of: position).map { !isRemoved[$0] } ?? false
    }

    /// What stays because a package does.
    func followed(from position: Int, _ isRemoved: [Bool]) -> [Int] {
        var found: [Int] = []
        for relation in relations[position] {
            for alternative in relation.alternatives { found += followed(alternative, isRemoved) }
        }
        // What a package manager recorded beside its relations, as pip does.
        for edge in needs[position] where edge.kind.isFollowed && !isRemoved[edge.to] { found.append(edge.to) }
        return found
    }

    /// Of several packages that satisfy the same alternative, those that the package manager follows.
    private func followed(_ alternative: [Int], _ isRemoved: [Bool]) -> [Int] {
        let present = alternative.filter { !isRemoved[$0] }
        guard present.count > 1 else { return present }
        var best: [Int: Int] = [:]
        for choice in present.compactMap({ choices[$0] }) {
            best[choice.group] = max(best[choice.group] ?? choice.rank, choice.rank)
        }
        return present.filter { position in
            choices[position].map { $0.rank == best[$0.group] } ?? true
        }
    }
}

/// What is left of the alternatives of relations while packages are removed.
private struct RemainingAlternatives {
    private var counts: [Int] = []
    private var relations: [Int: [Int]] = [:]

    init(_ all: [PackageDependencies.Relation]) {
        for relation in all {
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
