import ImagePackages
import ImageReading

/// Files that links from elsewhere lead to: whoever deletes them breaks the links.
///
/// uv, PDM and others link the modules of an environment to a cache, so that emptying the cache empties the environment.
struct LinkTargets {
    private var entries: Set<Ledger.Entry> = []

    /// Nothing.
    init() {}

    /// Finds what links lead to in places of some causes; links within places of the same cause don't count.
    init(_ tree: FileTree, causes: Set<Cause>) {
        var seen: Set<FileTree.NodeID> = []
        for link in tree.liveNodes where tree.kind(of: link) == .symbolicLink {
            guard let target = tree.resolvingLinks(link), target != tree.root else { continue }
            let path = tree.path(of: target).bytes
            // A folder has no cause of its own; what lies below it has.
            let reached = Set([path, path + Array("/-".utf8)].map { Cause(path: $0[...]) })
            guard !reached.isDisjoint(with: causes),
                !reached.contains(Cause(path: tree.path(of: link).bytes[...]))
            else { continue }
            var pending = [target]
            while let node = pending.popLast() {
                guard seen.insert(node).inserted else { continue }
                if tree.kind(of: node) == .directory { pending += tree.children(of: node) }
                guard let inode = tree.inode(of: node) else { continue }
                entries.insert(Ledger.Entry(layer: Int(inode.layer), entry: Int(inode.entry)))
            }
        }
    }

    /// Whether a link leads to a live file, or to a folder that it is in.
    func contain(_ line: Ledger.Line) -> Bool {
        line.fate == .live && entries.contains(Ledger.Entry(layer: line.layer, entry: line.entry))
    }
}
