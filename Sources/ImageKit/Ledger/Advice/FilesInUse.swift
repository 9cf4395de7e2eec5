import ImagePackages
import ImageReading

/// Live files that something leads to: whoever deletes them breaks it.
///
/// uv, PDM and others link the modules of an environment to a cache, Poetry keeps whole environments in one, and what an
/// image runs may lie in /tmp.
struct FilesInUse {
    private var entries: Set<Ledger.Entry> = []

    /// Nothing.
    init() {}

    /// Finds what links, the folders of package managers, and the image's configuration lead to.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - causes: the causes of what may be deleted.
    ///   - wholeFolders: those of them whose advice deletes whole folders, which links and package managers lead into.
    init(_ analysis: ImageAnalysis, causes: Set<Cause>, wholeFolders: Set<Cause>) {
        var search = Search(tree: analysis.tree)
        search.addLinks(into: wholeFolders)
        for findings in analysis.inventory.catalogs {
            for node in findings.catalog.searchedFolders { search.add(node, ifIn: wholeFolders) }
        }
        if let execution = analysis.image.configuration.config {
            search.addFolders(of: execution, causes)
            search.addCommands(of: execution, causes)
        }
        search.addLinksOfFound()
        entries = search.entries
    }

    /// Whether something leads to a live file, or to a folder that it is in.
    func contain(_ line: Ledger.Line) -> Bool {
        line.fate == .live && entries.contains(Ledger.Entry(layer: line.layer, entry: line.entry))
    }
}

extension FilesInUse {
    /// The search for them; no node is looked at twice.
    private struct Search {
        let tree: FileTree
        var entries: Set<Ledger.Entry> = []
        private var seen: Set<FileTree.NodeID> = []
        /// Links that were found in use, whose targets are too.
        private var links: [FileTree.NodeID] = []

        init(tree: FileTree) { self.tree = tree }

        // MARK: Links

        /// Links within places of one cause don't count: caches and folders of documentation are full of them.
        mutating func addLinks(into causes: Set<Cause>) {
            for link in tree.liveNodes where tree.kind(of: link) == .symbolicLink {
                guard let target = tree.resolvingLinks(link), target != tree.root else { continue }
                let reached = Search.causes(inside: tree.path(of: target))
                guard !reached.isDisjoint(with: causes),
                    !reached.contains(Cause(path: tree.path(of: link).bytes[...]))
                else { continue }
                add(target)
            }
        }

        /// What is in use uses what its own links lead to.
        mutating func addLinksOfFound() {
            while let link = links.popLast() {
                guard let target = tree.resolvingLinks(link),
                    Search.causes(inside: tree.path(of: target)) != [.applicationFiles]
                else { continue }
                add(target)
            }
        }

        // MARK: The configuration

        /// Adds the folders that programs are started in and look into.
        mutating func addFolders(of execution: ImageConfiguration.Execution, _ causes: Set<Cause>) {
            let values = (execution.env ?? []).compactMap { variable -> Substring? in
                guard let sign = variable.firstIndex(of: "="), Search.namesFolders(variable[..<sign]) else {
                    return nil
                }
                return variable[variable.index(after: sign)...]
            }
            for path in values.flatMap({ $0.split(separator: ":") }) + [(execution.workingDir ?? "")[...]] {
                guard path.hasPrefix("/"), let path = BytePath(path.utf8), let node = tree.lookup(path) else {
                    continue
                }
                add(node, ifIn: causes)
            }
        }

        /// Whether a variable names folders of what runs: PATH, PYTHONPATH, JAVA_HOME, VIRTUAL_ENV; caches don't.
        private static func namesFolders(_ name: Substring) -> Bool {
            guard name != "HOME", !["CACHE", "LOG", "TMP", "TEMP"].contains(where: { name.contains($0) }) else {
                return false
            }
            return name == "VIRTUAL_ENV" || ["PATH", "HOME", "LIB"].contains { name.hasSuffix($0) }
        }

        /// Adds what the words of commands name, and what lies beside it.
        mutating func addCommands(of execution: ImageConfiguration.Execution, _ causes: Set<Cause>) {
            let current = BytePath((execution.workingDir ?? "").utf8) ?? BytePath(normalized: [])
            var parents: Set<FileTree.NodeID> = []
            let commands = (execution.entrypoint ?? []) + (execution.cmd ?? []) + (execution.healthcheck?.test ?? [])
            for word in commands.lazy.flatMap({ $0.utf8.split(whereSeparator: Search.separators.contains) }) {
                let path = word.first == UInt8(ascii: "/") ? Array(word) : current.appending(Array(word)).bytes
                guard let node = BytePath(path).flatMap({ tree.lookup($0) }) else { continue }
                let cause = Cause(path: tree.path(of: node).bytes[...])
                guard causes.contains(cause) else { continue }
                add(node)
                guard tree.kind(of: node) == .file, let parent = tree.parent(of: node), parents.insert(parent).inserted
                else { continue }
                // A program's folder is its own where it is not just /tmp; there only what lies right beside it is.
                let folder = tree.path(of: parent)
                if Cause(path: folder.bytes[...]) == cause {
                    add(parent)
                } else if Search.causes(inside: folder).contains(cause) {
                    for sibling in tree.children(of: parent) where tree.kind(of: sibling) != .directory { add(sibling) }
                }
            }
        }

        /// What stands between the paths of a command.
        private static let separators = Set(" \t\n\"'`=:;,&|()<>".utf8)

        // MARK: What is found

        /// Adds a folder, or an archive that is one to its readers, where its own place is of a cause.
        mutating func add(_ node: FileTree.NodeID, ifIn causes: Set<Cause>) {
            guard node != tree.root, !Search.causes(inside: tree.path(of: node)).isDisjoint(with: causes) else {
                return
            }
            add(node)
        }

        private mutating func add(_ start: FileTree.NodeID) {
            var pending = [start]
            while let node = pending.popLast() {
                guard seen.insert(node).inserted else { continue }
                if tree.kind(of: node) == .directory { pending += tree.children(of: node) }
                if tree.kind(of: node) == .symbolicLink { links.append(node) }
                guard let inode = tree.inode(of: node), inode.entry != FileTree.none else { continue }
                entries.insert(Ledger.Entry(layer: Int(inode.layer), entry: Int(inode.entry)))
            }
        }

        /// The causes of a path and of what lies below it; a folder has no cause of its own.
        private static func causes(inside path: BytePath) -> Set<Cause> {
            Set([path.bytes, path.bytes + Array("/-".utf8)].map { Cause(path: $0[...]) })
        }
    }
}
