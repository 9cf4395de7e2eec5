import ImagePackages
import ImageReading

/// Files that links from elsewhere lead to: whoever deletes them breaks the links.
///
/// uv, PDM and others link the modules of an environment to a cache, so that emptying the cache empties the environment.
struct LinkTargets {
    private struct Place: Hashable {
        let layer: Int
        let entry: Int
    }

    private var files: Set<Place> = []
    private var folders: Set<ArraySlice<UInt8>> = []

    /// Nothing.
    init() {}

    /// Finds what links lead to in places of some causes; links within places of the same cause don't count.
    init(_ tree: FileTree, causes: Set<Cause>) {
        for link in tree.liveNodes where tree.kind(of: link) == .symbolicLink {
            guard let target = tree.resolvingLinks(link), target != tree.root else { continue }
            let path = tree.path(of: target)
            let cause = CauseTable.rows[Int(CauseTable.position(of: path.bytes[...]))].cause
            // A folder has no cause of its own; what lies below it has.
            let inside = path.bytes + Array("/-".utf8)
            let causeInside = CauseTable.rows[Int(CauseTable.position(of: inside[...]))].cause
            guard causes.contains(cause) || causes.contains(causeInside) else { continue }
            let own = CauseTable.rows[Int(CauseTable.position(of: tree.path(of: link).bytes[...]))].cause
            guard own != cause, own != causeInside else { continue }
            switch tree.kind(of: target) {
            case .directory: folders.insert(path.bytes[...])
            case .file:
                if let inode = tree.inode(of: target) {
                    files.insert(Place(layer: Int(inode.layer), entry: Int(inode.entry)))
                }
            default: break
            }
        }
    }

    /// Whether a link leads to a file or to a folder that it is in.
    func contain(_ line: Ledger.Line, path: ArraySlice<UInt8>) -> Bool {
        guard line.fate == .live else { return false }
        if files.contains(Place(layer: line.layer, entry: line.entry)) { return true }
        guard !folders.isEmpty else { return false }
        var rest = path
        while let slash = rest.lastIndex(of: UInt8(ascii: "/")) {
            rest = rest[..<slash]
            if folders.contains(rest) { return true }
        }
        return false
    }
}
