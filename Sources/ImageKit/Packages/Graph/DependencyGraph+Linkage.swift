package import ImageReading

extension DependencyGraph {
    /// Adds the packages whose shared libraries other files are linked to: files of packages whose relations do not cover
    /// that, and files that no package owns.
    mutating func addLinkage(_ inventory: Inventory, _ tree: FileTree) {
        guard tree.layers.contains(where: { !$0.linkage.isEmpty }) else { return }
        let tracksLibraries = packages.map { inventory.ecosystem(of: $0).tracksLibraries }
        var libraries = SharedLibraries(tree)
        for node in tree.liveNodes {
            guard let linkage = tree.linkage(of: node), !linkage.needed.isEmpty,
                case let from = inventory.owner(of: node, in: tree),
                from.map({ !tracksLibraries[$0] && packages[$0].providedBy == nil }) ?? true
            else { continue }
            for name in linkage.needed {
                guard let library = libraries.find(name, for: node, linkage),
                    let to = inventory.owner(of: library, in: tree), tracksLibraries[to]
                else { continue }
                if let from {
                    connect(from, to: to, .links, name)
                } else if unownedUsers[to]?.last != node {
                    unownedUsers[to, default: []].append(node)
                }
            }
        }
        if libraries.isCut { noteTooManyRelations() }
    }
}

extension FileTree {
    /// What a live file is linked to; nil where it is no program or library, or where that was not read.
    package func linkage(of node: NodeID) -> ELFDynamic? {
        guard kind(of: node) == .file, let inode = inode(of: node), inode.entry != FileTree.none else { return nil }
        return layers[Int(inode.layer)].linkage[Int(inode.entry)]
    }
}

/// Where the dynamic linker finds the libraries of an image: ld.so(8), without what ld.so.conf adds for other folders.
package struct SharedLibraries {
    private let tree: FileTree
    private let folders: [FileTree.NodeID]
    /// What was found in the usual folders.
    private var known: [String: FileTree.NodeID?] = [:]
    /// The folders that a file names itself.
    private var own: (node: FileTree.NodeID, folders: [FileTree.NodeID])?
    /// In how many folders libraries may still be looked for.
    private var left = 5_000_000
    /// Whether there are more files, libraries and folders than are looked at.
    var isCut: Bool { left < 0 }

    package init(_ tree: FileTree) {
        self.tree = tree
        var found: [FileTree.NodeID] = []
        for path in ["usr/local/lib", "lib", "usr/lib", "lib64", "usr/lib64"] as [BytePath] {
            guard let folder = tree.lookup(path), tree.kind(of: folder) == .directory else { continue }
            found.append(folder)
            // Debian's folders for one architecture, such as x86_64-linux-gnu.
            for child in tree.children(of: folder) where tree.kind(of: child) == .directory {
                let name = DisplayText.decoded(tree.name(of: child))
                if name.contains("-linux-gnu") || name.contains("-linux-musl") { found.append(child) }
            }
        }
        folders = found.uniqued
    }

    /// The file that a library's name stands for.
    package mutating func find(_ name: String, for node: FileTree.NodeID, _ linkage: ELFDynamic) -> FileTree.NodeID? {
        if name.contains("/") { return BytePath(Array(name.utf8)).flatMap { tree.lookup($0) } }
        if own?.node != node { own = (node, searchFolders(of: node, linkage)) }
        if let found = find(name, in: own?.folders ?? []) { return found }
        if let found = known[name] { return found }
        let found = find(name, in: folders)
        known[name] = .some(found)
        return found
    }

    private mutating func find(_ name: String, in folders: [FileTree.NodeID]) -> FileTree.NodeID? {
        left -= folders.count
        guard left >= 0 else { return nil }
        return folders.lazy.compactMap { [tree] folder in
            tree.resolve([Array(name.utf8)[...]], from: folder, followingLast: true)
        }.first { [tree] in tree.kind(of: $0) == .file }
    }

    private mutating func searchFolders(of node: FileTree.NodeID, _ linkage: ELFDynamic) -> [FileTree.NodeID] {
        let own = "/" + (tree.parent(of: node).map { tree.path(of: $0).string } ?? "")
        var found: [FileTree.NodeID] = []
        for folder in linkage.searchPath {
            let length = folder.contains("ORIGIN") ? folder.utf8.count * own.utf8.count / 8 : folder.utf8.count
            left -= 1 + length / 16
            guard left >= 0 else { break }
            let expanded = folder.replacing("${ORIGIN}", with: own).replacing("$ORIGIN", with: own)
            guard let path = BytePath(Array(expanded.utf8)), let node = tree.lookup(path) else { continue }
            found.append(node)
        }
        return found.uniqued
    }
}
