/// Finds the nodes that file lists name.
struct DebianOwnership {
    private let tree: FileTree
    private let diversions: DebianDiversions
    /// What the directories of paths are in the tree; most lists name the same ones.
    private var directories: [ArraySlice<UInt8>: Directory] = [:]
    private var last: (path: ArraySlice<UInt8>, directory: Directory)?

    private struct Directory {
        let node: FileTree.NodeID?
        let hasDiversions: Bool
    }

    init(tree: FileTree, diversions: DebianDiversions) {
        self.tree = tree
        self.diversions = diversions
    }

    /// The live nodes that a package's lists name, each once and without the root.
    mutating func files(of lists: DebianFileLists) -> [FileTree.NodeID] {
        var files: [FileTree.NodeID] = []
        files.reserveCapacity(lists.paths.count)
        for (index, line) in lists.paths.enumerated() {
            var path = line
            while path.first == slash { path.removeFirst() }
            while path.last == slash { path.removeLast() }
            guard var node = node(path, package: lists.package) else { continue }
            if tree.kind(of: node) == .symbolicLink {
                // Where the package has a directory, the link is somebody else's doing: usr-merge, or an administrator.
                let next = index + 1 < lists.paths.count ? lists.paths[index + 1] : []
                if next.count > line.count, next.starts(with: line), next[next.startIndex + line.count] == slash {
                    guard let target = tree.resolvingLinks(node) else { continue }
                    node = target
                }
            }
            if node != tree.root { files.append(node) }
        }
        // A path can be named twice, by itself and through a link.
        var seen = Set<FileTree.NodeID>(minimumCapacity: files.count)
        return files.filter { seen.insert($0).inserted }
    }

    private mutating func node(_ path: ArraySlice<UInt8>, package: String) -> FileTree.NodeID? {
        let cut = path.lastIndex(of: slash)
        let directory = directory(cut.map { path[..<$0] } ?? [])
        var name = cut.map { path[($0 + 1)...] } ?? path
        var parent = directory.node
        if directory.hasDiversions {
            let place = diversions.place(of: path, package: package)
            if place != path {
                let cut = place.lastIndex(of: slash)
                parent = self.directory(cut.map { place[..<$0] } ?? []).node
                name = cut.map { place[($0 + 1)...] } ?? place
            }
        }
        if name.isEmpty || name.elementsEqual([UInt8(ascii: ".")]) { return parent }
        if let parent, tree.kind(of: parent) == .directory, let node = tree.child(name, of: parent) { return node }
        return mergedNode(path)
    }

    private mutating func directory(_ path: ArraySlice<UInt8>) -> Directory {
        if let last, last.path == path { return last.directory }
        let directory: Directory
        if let known = directories[path] {
            directory = known
        } else {
            directory = Directory(
                node: BytePath(path).flatMap { tree.lookup($0) }, hasDiversions: diversions.directories.contains(path))
            directories[path] = directory
        }
        last = (path, directory)
        return directory
    }

    /// The node on the other side of the usr-merge, for a tree that lost its links `/bin`, `/lib` and `/sbin`.
    private func mergedNode(_ path: ArraySlice<UInt8>) -> FileTree.NodeID? {
        let user = Array("usr/".utf8)
        let rest = path.starts(with: user) ? path.dropFirst(user.count) : path
        guard let top = rest.firstIndex(of: slash).map({ rest[..<$0] }),
            ["bin", "sbin", "lib", "lib32", "lib64", "libx32"].contains(where: { top.elementsEqual($0.utf8) })
        else { return nil }
        let other = rest.count == path.count ? user + rest : Array(rest)
        return BytePath(other).flatMap { tree.lookup($0, followingLast: false) }
    }

    // MARK: Alternatives

    /// Gives the links of update-alternatives to the packages whose files they choose.
    ///
    /// No list names them. A link in `etc/alternatives` and the public link that leads to it belong to every owner of
    /// the file at the end of the chain.
    func addAlternatives(to packages: inout [CatalogedPackage]) {
        guard !packages.isEmpty, let folder = tree.lookup(DebianPaths.alternatives),
            tree.kind(of: folder) == .directory
        else { return }
        let prefix = Array("/etc/alternatives/".utf8)
        var links = tree.children(of: folder).filter { tree.kind(of: $0) == .symbolicLink }
        let choices = Set(links)
        links += tree.liveNodes.filter {
            tree.kind(of: $0) == .symbolicLink && !choices.contains($0)
                && tree.linkTargetSlice($0).starts(with: prefix)
        }
        var linksByTarget: [FileTree.NodeID: [FileTree.NodeID]] = [:]
        for link in links {
            guard let target = tree.resolvingLinks(link), tree.kind(of: target) != .directory else { continue }
            linksByTarget[target, default: []].append(link)
        }
        guard !linksByTarget.isEmpty else { return }
        for index in packages.indices {
            let owned = packages[index].files.flatMap { linksByTarget[$0] ?? [] }
            guard !owned.isEmpty else { continue }
            let known = Set(packages[index].files)
            packages[index].files += owned.filter { !known.contains($0) }
        }
    }
}

private let slash = UInt8(ascii: "/")
