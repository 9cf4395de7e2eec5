/// Removes one package after the other from a graph, each time looking only at what might have stayed through it.
///
/// All that stays is reached from the packages that stay by themselves, breadth first; what is reached around the removed ones
/// stays. So only what lies below them in that tree is looked at again, and the parts below two roots have nothing in common.
struct RemovalSearch {
    private let graph: DependencyGraph
    private var isKept: [Bool]
    /// What was reached through a package first.
    private var reached: [[Int]]
    private var isRemoved: [Bool]
    private var isDoubtful: [Bool]
    private var isRescued: [Bool]
    /// How many packages and edges were looked at.
    private(set) var steps = 0

    init(_ graph: DependencyGraph) {
        self.graph = graph
        let nothing = Array(repeating: false, count: graph.packages.count)
        isKept = nothing
        isRemoved = nothing
        isDoubtful = nothing
        isRescued = nothing
        reached = Array(repeating: [], count: graph.packages.count)
        var queue = graph.packages.indices.filter { graph.staysByItself($0, nothing) }
        for root in queue { isKept[root] = true }
        var head = 0
        while head < queue.count {
            let current = queue[head]
            head += 1
            for next in graph.followed(from: current, nothing) where !isKept[next] {
                isKept[next] = true
                reached[current].append(next)
                queue.append(next)
            }
        }
    }

    /// What removing a package alone takes away; what nobody needed before either is left out.
    mutating func removal(of position: Int) -> RemovalSet {
        var set = RemovalSet()
        set.targets = [graph.provider(of: position) ?? position]
        for target in set.targets { isRemoved[target] = true }
        graph.removeDependents(from: &set, &isRemoved, &steps)
        var removed = set.targets + set.dependents
        let doubtful = doubt(removed)
        let rescued = rescue(doubtful, removed)

        let kinds = Set(set.targets.map { graph.packages[$0].kind })
        set.unneeded =
            doubtful.filter { position in
                !isRescued[position] && kinds.contains(graph.packages[position].kind)
                    && graph.provider(of: position) == nil
            }
            .sorted()
        for position in set.unneeded { isRemoved[position] = true }
        removed += set.unneeded
        set.twins = twins(of: removed)
        for position in set.twins { isRemoved[position] = true }
        removed += set.twins
        set.broken = needing(removed).filter { $0.kind.isHard && !graph.isEnforced[$0.from] }.map(\.from)
            .uniqued.sorted()
        steps += removed.reduce(0) { $0 + graph.neededBy[$1].count }
        set.size = removed.reduce(0) { $0 + graph.packages[$1].size }

        for position in removed { isRemoved[position] = false }
        for position in doubtful { isDoubtful[position] = false }
        for position in rescued { isRescued[position] = false }
        return set
    }

    /// Why what is not removed needs one of some packages.
    private func needing(_ removed: [Int]) -> [DependencyGraph.Edge] {
        removed.flatMap { graph.neededBy[$0].filter { !isRemoved[$0.from] } }
    }

    /// What came with some packages of another package manager.
    private func twins(of removed: [Int]) -> [Int] {
        needing(removed).filter { graph.provider(of: $0.from) == $0.to }.map(\.from).uniqued.sorted()
    }

    /// Marks what was reached through removed packages only, as far as the tree tells.
    private mutating func doubt(_ removed: [Int]) -> [Int] {
        var doubtful: [Int] = []
        // What stays because the package it came with does loses that reason.
        var pending = removed.flatMap { reached[$0] }
        pending += twins(of: removed)
        while let current = pending.popLast() {
            steps += 1
            guard !isRemoved[current], !isDoubtful[current] else { continue }
            isDoubtful[current] = true
            doubtful.append(current)
            pending += reached[current]
        }
        return doubtful
    }

    /// Marks what stays of the doubtful, and what is followed now because another choice is gone.
    private mutating func rescue(_ doubtful: [Int], _ removed: [Int]) -> [Int] {
        var rescued: [Int] = []
        var head = 0
        var known: [Int: Set<Int>] = [:]
        func followed(_ from: Int, _ search: inout RemovalSearch) -> Set<Int> {
            if let found = known[from] { return found }
            search.steps += search.graph.needs[from].count
            let found = Set(search.graph.followed(from: from, search.isRemoved))
            known[from] = found
            return found
        }
        func keep(_ position: Int, _ search: inout RemovalSearch) {
            guard !search.isRemoved[position], !search.isRescued[position], !search.stays(position) else { return }
            search.isRescued[position] = true
            rescued.append(position)
        }
        for position in doubtful {
            steps += graph.neededBy[position].count
            let edges = graph.neededBy[position]
            let isFollowed = { (search: inout RemovalSearch) in
                edges.contains { search.stays($0.from) && followed($0.from, &search).contains(position) }
            }
            if graph.staysByItself(position, isRemoved) || isFollowed(&self) { keep(position, &self) }
        }
        var hasFollowed: Set<Int> = []
        for position in removed {
            for edge in graph.neededBy[position] where stays(edge.from) && hasFollowed.insert(edge.from).inserted {
                for next in followed(edge.from, &self) { keep(next, &self) }
            }
        }
        while head < rescued.count {
            let current = rescued[head]
            head += 1
            steps += graph.needs[current].count
            for next in graph.followed(from: current, isRemoved) { keep(next, &self) }
        }
        return rescued
    }

    private func stays(_ position: Int) -> Bool { isKept[position] && !isRemoved[position] && !isDoubtful[position] }
}
