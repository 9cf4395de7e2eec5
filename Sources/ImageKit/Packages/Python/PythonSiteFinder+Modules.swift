import ImageReading

// Which folders are part of a package's modules, and so hold no packages of their own.
extension PythonSiteFinder {
    /// Whether a folder lies below one that holds packages itself, or inside a standard library.
    mutating func isInsideKnownFolder(_ node: FileTree.NodeID) -> Bool {
        var next = tree.parent(of: node)
        var below = node
        var lower: FileTree.NodeID?
        while let ancestor = next {
            // What lies in a package's own modules is vendored; any other folder is judged by itself.
            if siteOfNode[ancestor] != nil, isModule(below, with: lower, of: ancestor) { return true }
            let name = tree.name(of: ancestor)
            if PythonSiteLayout.packageFolders.contains(name) { return true }
            if isStandardLibrary(ancestor, name) { return true }
            lower = below
            below = ancestor
            next = tree.parent(of: ancestor)
        }
        return false
    }

    /// Whether a folder right below one that is on a path belongs to a package there; of a namespace, which several packages
    /// may share, what counts is the folder in it.
    private mutating func isModule(
        _ folder: FileTree.NodeID, with lower: FileTree.NodeID?, of site: FileTree.NodeID
    ) -> Bool {
        let name = tree.name(of: folder)
        if PythonRecordName(name) != nil { return true }
        let known = modules(of: site)
        let inside = name + [UInt8(ascii: "/")]
        // Of a guessed module nobody knows more than the name.
        if known.contains(inside) { return true }
        guard known.contains(name), tree.child("__init__.py".utf8, of: folder) == nil else {
            return known.contains(name)
        }
        guard let lower else { return false }
        return known.contains(inside + tree.name(of: lower))
    }

    /// The modules that packages of a site say are theirs, and what lies right below those, as `module/part`; a module that is
    /// guessed from a package's name as `module/`.
    private mutating func modules(of site: FileTree.NodeID) -> Set<[UInt8]> {
        if let known = modules[site] { return known }
        var found: Set<[UInt8]> = []
        for child in tree.children(of: site) {
            guard let record = PythonRecordName(tree.name(of: child)), let folder = tree.resolvingLinks(child),
                tree.kind(of: folder) == .directory
            else { continue }
            // A list may name nothing but the record itself.
            var hasList = false
            for name in ["RECORD", "top_level.txt", "installed-files.txt"] {
                guard let list = contents(name, of: folder) else { continue }
                var last: ArraySlice<UInt8> = []
                for line in list.split(separator: UInt8(ascii: "\n")) {
                    let path = line.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\r") }
                    let parts = path.split(separator: UInt8(ascii: "/"), maxSplits: 2)
                    // Lists name the files of one module after the other.
                    guard let module = parts.first, let part = parts.prefix(2).last,
                        case let start = path[..<part.endIndex], start != last
                    else { continue }
                    last = start
                    if PythonRecordName(module) == nil { hasList = true }
                    found.insert(Array(module))
                    found.insert(Array(start))
                }
            }
            guard !hasList else { continue }
            for module in PythonOwnership.likelyModules(record.name) { found.insert(Array("\(module)/".utf8)) }
        }
        modules[site] = found
        return found
    }

    private mutating func contents(_ name: String, of folder: FileTree.NodeID) -> [UInt8]? {
        guard let node = tree.child(name.utf8, of: folder).flatMap({ tree.resolvingLinks($0) }),
            let contents = tree.contents(of: node), reads.allows(node, of: tree)
        else { return nil }
        return contents
    }
}
