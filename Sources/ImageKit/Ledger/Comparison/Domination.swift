/// For each node of a graph the one that all ways to it lead through.
///
/// Ways begin at the nodes that no other leads to, and at one node of each cycle that none leads into. The method is that of
/// Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001); nothing here recurses.
struct Domination {
    /// For each node the topmost node that all ways to it lead through: itself where there are several ways.
    private(set) var heads: [Int] = []
    /// How long dominators are looked for; in graphs where that is not enough, every node is its own head.
    private static let stepLimit = 20_000_000

    private let edges: [[Int]]

    /// - Parameter edges: for each node those it leads to; of a cycle the node that comes first is where ways begin.
    init(_ edges: [[Int]]) {
        self.edges = edges
        let starts = starts()
        // Node `count` leads to all starts.
        let order = order(from: starts)
        heads = heads(starts: starts, order: order)
    }

    /// Nodes from which every other is reached: each was left last, in a walk of all, among those that reach it.
    private func starts() -> [Int] {
        var isReached = Array(repeating: false, count: edges.count)
        var starts: [Int] = []
        for node in order(from: Array(edges.indices)) where !isReached[node] {
            starts.append(node)
            isReached[node] = true
            var pending = [node]
            while let next = pending.popLast() {
                for target in edges[next] where !isReached[target] {
                    isReached[target] = true
                    pending.append(target)
                }
            }
        }
        return starts
    }

    /// The nodes that a walk in depth reaches; the one it leaves last comes first.
    private func order(from starts: [Int]) -> [Int] {
        var order: [Int] = []
        var isSeen = Array(repeating: false, count: edges.count)
        for start in starts where !isSeen[start] {
            isSeen[start] = true
            var path: [(node: Int, edge: Int)] = [(start, 0)]
            while let (node, edge) = path.last {
                guard edge < edges[node].count else {
                    order.append(node)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].edge += 1
                let target = edges[node][edge]
                guard !isSeen[target] else { continue }
                isSeen[target] = true
                path.append((target, 0))
            }
        }
        return order.reversed()
    }

    private func heads(starts: [Int], order: [Int]) -> [Int] {
        let top = edges.count
        var rank = Array(repeating: 0, count: edges.count + 1)
        for (position, node) in order.enumerated() { rank[node] = position + 1 }
        var sources = Array(repeating: [Int](), count: edges.count)
        for start in starts { sources[start].append(top) }
        for node in edges.indices { for target in edges[node] { sources[target].append(node) } }

        var dominators: [Int?] = Array(repeating: nil, count: edges.count + 1)
        dominators[top] = top
        var steps = 0
        func meet(_ left: Int, _ right: Int) -> Int {
            var left = left
            var right = right
            while left != right, steps < Domination.stepLimit {
                steps += 1
                while rank[left] > rank[right] { left = dominators[left] ?? top }
                while rank[right] > rank[left] { right = dominators[right] ?? top }
            }
            return left
        }
        var changes = true
        while changes {
            changes = false
            for node in order where steps < Domination.stepLimit {
                steps += sources[node].count
                let known = sources[node].filter { dominators[$0] != nil }
                guard let first = known.first else { continue }
                let dominator = known.dropFirst().reduce(first, meet)
                if dominators[node] != dominator {
                    dominators[node] = dominator
                    changes = true
                }
            }
        }
        var heads = Array(edges.indices)
        guard steps < Domination.stepLimit else { return heads }
        for node in order {
            if let dominator = dominators[node], dominator != top { heads[node] = heads[dominator] }
        }
        return heads
    }
}
