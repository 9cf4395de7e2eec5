import ImageReading

/// Finds the nodes that file lists name.
struct DebianOwnership {
    private let tree: FileTree
    private let diversions: DebianDiversions
    /// The last package that each node was given to, by the node's index.
    private var marks: [UInt32]
    private var mark: UInt32 = 0
    /// The node found last.
    private var lastNode: UInt32 = 0
    private var compiledModules: CompiledModules
    /// The modules whose byte code has an owner; a thousand lists may name the same module of a thousand files.
    private var ownedModules: Set<FileTree.NodeID> = []

    /// A directory that the path before lay in, or that it was.
    private struct Directory {
        /// How many bytes its path has in the list.
        let length: Int
        /// What it is in the tree, links followed; nil where it is not there.
        let node: FileTree.NodeID?
    }

    init(tree: FileTree, diversions: DebianDiversions) {
        self.tree = tree
        self.diversions = diversions
        compiledModules = CompiledModules(tree)
        marks = Array(repeating: 0, count: tree.nodes.count)
    }

    /// The live nodes that a package's lists name, each once and without the root.
    ///
    /// A list goes through its directories in order, so most paths need one step from a directory of the path before.
    mutating func files(of lists: DebianFileLists) -> [FileTree.NodeID] {
        let text = lists.text
        let span = text.span
        var files: [FileTree.NodeID] = []
        files.reserveCapacity(lists.paths.count)
        mark += 1
        var directories = [Directory(length: 0, node: tree.root)]
        var last = 0..<0
        for (index, range) in lists.paths.enumerated() {
            let common = commonLength(last, range, in: span)
            while let directory = directories.last, directory.length > 0 {
                let end = range.lowerBound + directory.length
                if directory.length <= common, end < range.upperBound, span[end] == slash { break }
                directories.removeLast()
            }
            last = range
            guard var node = node(text[range], package: lists.package, &directories) else { continue }
            switch tree.kind(of: node) {
            case .directory: directories.append(Directory(length: range.count, node: node))
            case .symbolicLink:
                // Where the package has a directory, the link is somebody else's doing: usr-merge, or an administrator.
                let next = index + 1 < lists.paths.count ? lists.paths[index + 1] : 0..<0
                if next.count > range.count, span[next.lowerBound + range.count] == slash,
                    commonLength(range, next, in: span) == range.count
                {
                    guard let target = tree.resolvingLinks(node) else { continue }
                    node = target
                }
            default: break
            }
            // A path can be named twice, by itself and through a link.
            guard node != tree.root, marks[Int(node.index)] != mark else { continue }
            marks[Int(node.index)] = mark
            files.append(node)
            addByteCode(of: node, to: &files)
        }
        return files
    }

    /// Adds the byte code that a package's maintainer script, or a first use, made of a module; it goes with the package.
    private mutating func addByteCode(of node: FileTree.NodeID, to files: inout [FileTree.NodeID]) {
        // Python compiles a module that is a link beside the link.
        guard [.file, .symbolicLink].contains(tree.kind(of: node)),
            tree.nameSlice(node.index).suffix(3).elementsEqual(".py".utf8),
            ownedModules.insert(node).inserted, let folder = tree.parent(of: node)
        else { return }
        let module = tree.nameSlice(node.index).dropLast(3)
        var compiled: [FileTree.NodeID] = []
        compiledModules.add(module, in: folder, to: &compiled)
        for file in compiled where marks[Int(file.index)] != mark {
            marks[Int(file.index)] = mark
            files.append(file)
        }
    }

    private func commonLength(_ left: Range<Int>, _ right: Range<Int>, in span: Span<UInt8>) -> Int {
        let limit = min(left.count, right.count)
        var length = 0
        while length < limit, span[left.lowerBound + length] == span[right.lowerBound + length] { length += 1 }
        return length
    }

    /// The node of a package's path; adds the directories on the way to those known.
    private mutating func node(
        _ path: ArraySlice<UInt8>, package: String, _ directories: inout [Directory]
    ) -> FileTree.NodeID? {
        if let place = diversions.place(of: path, package: package) {
            return BytePath(place).flatMap { tree.lookup($0, followingLast: false) }
        }
        guard let known = directories.last else { return nil }
        var parent = known.node
        var start = path.startIndex + (known.length == 0 ? 0 : known.length + 1)
        while let cut = path[start...].firstIndex(of: slash) {
            let component = path[start..<cut]
            if isUnusual(component) { return BytePath(path).flatMap { tree.lookup($0, followingLast: false) } }
            parent = parent.flatMap { tree.child(component, of: $0) }.flatMap { tree.resolvingLinks($0) }
            directories.append(Directory(length: cut - path.startIndex, node: parent))
            start = cut + 1
        }
        let name = path[start...]
        if isUnusual(name) { return BytePath(path).flatMap { tree.lookup($0, followingLast: false) } }
        return parent.flatMap { child(name, of: $0) } ?? mergedNode(path)
    }

    /// The child of a directory, found without the tree's index where it came into the tree right after the node before.
    ///
    /// Layers and file lists are both sorted, so this is where most of a package's own files are.
    private mutating func child(_ name: ArraySlice<UInt8>, of directory: FileTree.NodeID) -> FileTree.NodeID? {
        let next = lastNode + 1
        if Int(next) < tree.nodes.count {
            let node = tree.nodes[Int(next)]
            if node.parent == directory.index, node.isLive, Int(node.nameLength) == name.count,
                tree.nameSlice(next).elementsEqual(name)
            {
                lastNode = next
                return FileTree.NodeID(index: next)
            }
        }
        guard let node = tree.child(name, of: directory) else { return nil }
        lastNode = node.index
        return node
    }

    /// Whether a component is empty, `.` or `..`, so that its path must be normalized first.
    private func isUnusual(_ component: ArraySlice<UInt8>) -> Bool {
        guard component.count <= 2 else { return false }
        return component.allSatisfy { $0 == UInt8(ascii: ".") }
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
