import ImageReading

/// Finds live nodes by absolute paths and globs over them.
struct PathSearch {
    private let tree: FileTree

    init(_ tree: FileTree) { self.tree = tree }

    /// The nodes, ordered by path; a path without `*` and `?` is looked up through links in its folders.
    func nodes(_ patterns: [String]) -> [FileTree.NodeID] {
        let globs = patterns.filter { $0.contains("*") || $0.contains("?") }.map { GlobPattern($0) }
        var found = Set(
            patterns.filter { !$0.contains("*") && !$0.contains("?") }
                .compactMap { BytePath($0.utf8).flatMap { tree.lookup($0, followingLast: false) } })
        if !globs.isEmpty {
            for node in tree.liveNodes {
                let path = "/" + tree.path(of: node).string
                if globs.contains(where: { $0.matches(path) }) { found.insert(node) }
            }
        }
        return found.map { (path: tree.path(of: $0), node: $0) }.sorted { $0.path < $1.path }.map(\.node)
    }
}

extension FileTree {
    /// Whether an entry of a layer is a file that the squashed tree has no more.
    func isGone(_ entry: Int, ofLayer layer: Int) -> Bool {
        let record = layers[layer].changeset.records[entry]
        guard record.whiteout == .none, record.kind != .directory else { return false }
        switch fates[layer][entry].kind {
        case .overwritten, .copied, .deleted: return true
        case .live, .ignored: return false
        }
    }
}
