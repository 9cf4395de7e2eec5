import ImagePackages
import ImageReading

/// The search for what an image uses; no node is looked at twice.
struct UseSearch {
    private let tree: FileTree
    private let inventory: Inventory
    /// The causes of what may be deleted.
    private let causes: Set<Cause>
    /// Those of them whose advice deletes whole folders, which links and package managers lead into.
    private let wholeFolders: Set<Cause>
    /// What was found.
    private(set) var entries: Set<Ledger.Entry> = []
    /// The files that something leads to by themselves, not by a folder around them.
    private(set) var named: Set<Ledger.Entry> = []
    /// The owners of programs that were found.
    private(set) var packages: Set<Int> = []
    private var seen: Set<FileTree.NodeID> = []
    /// Links that were found in use, whose targets are too.
    private var links: [FileTree.NodeID] = []
    /// The folders of programs that were found.
    private var parents: Set<FileTree.NodeID> = []
    private var scripts: Set<FileTree.NodeID> = []
    /// Links whose owners were added.
    private var ownedLinks: Set<FileTree.NodeID> = []
    /// The folders of PATH.
    private var programFolders: [FileTree.NodeID] = []

    init(_ analysis: ImageAnalysis, causes: Set<Cause>, wholeFolders: Set<Cause>) {
        tree = analysis.tree
        inventory = analysis.inventory
        self.causes = causes
        self.wholeFolders = wholeFolders
    }

    // MARK: Links

    /// Links within places of one cause don't count: caches and folders of documentation are full of them.
    mutating func addLinks() {
        for link in tree.liveNodes where tree.kind(of: link) == .symbolicLink {
            guard let target = tree.resolvingLinks(link), target != tree.root else { continue }
            let path = tree.path(of: link).bytes[...]
            let isOwn = !UseSearch.systemFolders.contains { path.starts(with: $0.utf8) }
            if isOwn { addOwner(of: target) }
            let reached = UseSearch.causes(inside: tree.path(of: target))
            if reached.contains(.byteCode),
                tree.parent(of: link).map({ !CompiledModules.isCache($0, of: tree) }) ?? true
            {
                noteNamed(target)
            }
            // A module may lie below /usr/share/doc.
            guard !reached.isDisjoint(with: isOwn ? causes : wholeFolders), !reached.contains(Cause(path: path)) else {
                continue
            }
            addTarget(target)
        }
    }

    /// Folders whose links are packages' own.
    private static let systemFolders = [
        "usr/bin/", "usr/sbin/", "usr/lib", "usr/share/", "usr/include/", "bin/", "sbin/", "lib", "etc/", "var/",
        "run/",
    ]

    /// What is in use uses what its own links lead to.
    mutating func addLinksOfFound() {
        while let link = links.popLast() {
            guard let target = tree.resolvingLinks(link),
                UseSearch.causes(inside: tree.path(of: target)) != [.applicationFiles]
            else { continue }
            add(target)
        }
    }

    // MARK: The configuration

    /// Adds what the image's configuration names: folders, and what the words of variables and commands lead to.
    mutating func addWords(of execution: ImageConfiguration.Execution) {
        let current = BytePath((execution.workingDir ?? "").utf8) ?? BytePath(normalized: [])
        var hasPath = false
        for variable in execution.env ?? [] {
            guard let sign = variable.firstIndex(of: "=") else { continue }
            let (name, value) = (variable[..<sign].uppercased(), variable[variable.index(after: sign)...])
            // Homes, and what programs write and fetch again, are no uses.
            guard name != "HOME", !["CACHE", "LOG", "TMP", "TEMP"].contains(where: { name.contains($0) }) else {
                continue
            }
            let namesFolders = name == "VIRTUAL_ENV" || ["PATH", "HOME", "LIB"].contains { name.hasSuffix($0) }
            if namesFolders {
                addFolders(value.split(separator: ":"))
            } else {
                addNamed(Array(value.utf8)[...], current)
            }
            if name == "PATH" {
                setPrograms(value)
                hasPath = true
            }
        }
        if !hasPath { setPrograms("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin") }
        addFolders([(execution.workingDir ?? "")[...]] + (execution.volumes ?? []).map { $0[...] })
        for text in (execution.entrypoint ?? []) + (execution.cmd ?? []) + (execution.healthcheck?.test ?? []) {
            addCommand(Array(text.utf8)[...], current)
        }
    }

    private mutating func addFolders(_ paths: [Substring]) {
        for path in paths where path.hasPrefix("/") {
            guard let path = BytePath(path.utf8), let node = tree.lookup(path) else { continue }
            add(node, ifIn: causes)
        }
    }

    private mutating func setPrograms(_ path: Substring) {
        programFolders = path.split(separator: ":").compactMap { BytePath($0.utf8).flatMap { tree.lookup($0) } }
            .filter { tree.kind(of: $0) == .directory }
    }

    /// Adds what the words of a command name, the packages of the programs among them, and so on for the scripts.
    private mutating func addCommand(_ text: ArraySlice<UInt8>, _ current: BytePath) {
        var texts = [text]
        while let text = texts.popLast() {
            for word in text.split(whereSeparator: UseSearch.separators.contains) {
                guard let found = program(word, current), let node = tree.resolvingLinks(found) else { continue }
                addOwners(along: found)
                addOwner(of: node)
                guard scripts.insert(node).inserted, let contents = tree.contents(of: node),
                    UseFiles.captureMode(for: tree.path(of: node)) != nil, contents.count <= UseSearch.longestScript
                else { continue }
                texts.append(contents[...])
            }
            addNamed(text, current)
        }
    }

    private static let longestScript = 64 << 10

    /// What a word of a command names, maybe a link to it: a path, or a program in a folder of PATH.
    private func program(_ word: ArraySlice<UInt8>, _ current: BytePath) -> FileTree.NodeID? {
        if word.contains(UInt8(ascii: "/")) {
            let path = word.first == UInt8(ascii: "/") ? Array(word) : current.appending(Array(word)).bytes
            return BytePath(path).flatMap { tree.lookup($0, followingLast: false) }
        }
        return programFolders.lazy.compactMap { [tree] in
            tree.resolve([word], from: $0, followingLast: false)
        }.first { [tree] in
            tree.resolvingLinks($0).map { tree.kind(of: $0) == .file && tree.mode(of: $0) & 0o111 != 0 } ?? false
        }
    }

    /// Adds the packages whose lists name the links that a path leads through: `gcc` is a link of the package gcc to what
    /// gcc-12 installs.
    private mutating func addOwners(along start: FileTree.NodeID) {
        var next: FileTree.NodeID? = start
        while let link = next, let target = tree.linkTarget(of: link), ownedLinks.insert(link).inserted {
            if let holder = inventory.holder(of: link, in: tree),
                let position = inventory.packages.firstIndex(where: { $0.versionedSlot == holder.versionedSlot })
            {
                packages.insert(position)
            }
            let folder = target.first == UInt8(ascii: "/") ? BytePath(normalized: []) : tree.path(of: link).parent
            next = BytePath(folder.appending(target).bytes).flatMap { tree.lookup($0, followingLast: false) }
        }
    }

    /// Adds what the paths in a text lead to, and what lies beside it.
    private mutating func addNamed(_ text: ArraySlice<UInt8>, _ current: BytePath?) {
        for word in text.split(whereSeparator: UseSearch.separators.contains) {
            // `-I/tmp/x`, and `/tmp/jars/*` for what lies there.
            guard let slash = word.firstIndex(of: UInt8(ascii: "/")) ?? (current == nil ? nil : word.startIndex) else {
                continue
            }
            let isRelative = slash > word.startIndex && current != nil && word.first != UInt8(ascii: "-")
            var path = isRelative ? word : word[slash...]
            if let glob = path.firstIndex(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
                path = path[..<(path[..<glob].lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)]
            }
            let whole = path.first == UInt8(ascii: "/") ? Array(path) : current?.appending(Array(path)).bytes ?? []
            guard let node = BytePath(whole).flatMap({ tree.lookup($0) }),
                case let cause = Cause(path: tree.path(of: node).bytes[...]), causes.contains(cause),
                !UseSearch.refetched.contains(cause),
                // Settings rotate logs, and commands write them.
                cause != UseSearch.logs
                    || current != nil && !tree.nameSlice(node.index).suffix(4).elementsEqual(".log".utf8)
            else { continue }
            addProgram(node)
        }
    }

    /// What is named to delete it, since apt fetches it again.
    private static let refetched = Set(["apt lists", "apt archives", "dpkg backups"].map(Cause.init(rawValue:)))
    private static let logs = Cause(rawValue: "logs")

    /// What stands between the paths of a text.
    private static let separators = Set(" \t\r\n\"'`=:;,&|()<>[]{}".utf8)

    /// Adds what the texts of /etc name.
    mutating func addSettings() {
        for node in tree.capturedNodes {
            // Package managers keep other settings, which name what they clean.
            let path = tree.path(of: node)
            guard path.bytes.starts(with: "etc/".utf8), UseFiles.captureMode(for: path) != nil,
                let contents = tree.contents(of: node), contents.count <= UseSearch.longestScript
            else { continue }
            addNamed(contents[...], nil)
        }
    }

    /// Adds the interpreters of scripts that no package installed.
    mutating func addInterpreters() {
        for node in tree.capturedNodes where tree.mode(of: node) & 0o111 != 0 {
            guard let contents = tree.contents(of: node), contents.starts(with: UseFiles.interpreterMark),
                inventory.owner(of: node, in: tree) == nil,
                !wholeFolders.contains(Cause(path: tree.path(of: node).bytes[...]))
            else { continue }
            let line = contents.dropFirst(UseFiles.interpreterMark.count).prefix { $0 != UInt8(ascii: "\n") }
            addCommand(line, BytePath(normalized: []))
        }
    }

    /// Adds folders of tests with modules that are no tests: others import them, as numpy.testing does from numpy's.
    mutating func addTestHelpers() {
        for node in tree.liveNodes where tree.kind(of: node) == .directory {
            guard tree.nameSlice(node.index).elementsEqual("tests".utf8) else { continue }
            let hasHelper = tree.hasChild(of: node) { name in
                guard name.suffix(3).elementsEqual(".py".utf8) else { return false }
                let stem = name.dropLast(3)
                return !stem.starts(with: "test".utf8) && !stem.suffix(5).elementsEqual("_test".utf8)
                    && !UseSearch.testFiles.contains { stem.elementsEqual($0.utf8) }
            }
            if hasHelper { add(node) }
        }
    }

    private static let testFiles = ["__init__", "__main__", "conftest", "setup"]

    // MARK: What is found

    /// Adds a folder, or an archive that is one to its readers, where its own place is of a cause.
    mutating func add(_ node: FileTree.NodeID, ifIn causes: Set<Cause>) {
        guard node != tree.root, !UseSearch.causes(inside: tree.path(of: node)).isDisjoint(with: causes) else { return }
        add(node)
    }

    private mutating func noteNamed(_ node: FileTree.NodeID) {
        guard let inode = tree.inode(of: node), inode.entry != FileTree.none else { return }
        named.insert(Ledger.Entry(layer: Int(inode.layer), entry: Int(inode.entry)))
    }

    /// Adds a file or folder that something leads to; an interpreter needs what lies beside its bin.
    private mutating func addTarget(_ node: FileTree.NodeID) {
        noteNamed(node)
        add(node)
        guard tree.kind(of: node) == .file, let parent = tree.parent(of: node), let prefix = tree.parent(of: parent),
            case let path = tree.path(of: parent),
            ["bin", "sbin"].contains(where: { path.name.elementsEqual($0.utf8) }),
            Cause(path: path.parent.bytes[...]) == Cause(path: tree.path(of: node).bytes[...])
        else { return }
        add(prefix)
    }

    /// Adds a file that is started or read, with what lies beside it, or a folder.
    private mutating func addProgram(_ node: FileTree.NodeID) {
        addTarget(node)
        guard tree.kind(of: node) == .file, let parent = tree.parent(of: node), parents.insert(parent).inserted else {
            return
        }
        // A program's folder is its own where it is not just /tmp; there only what lies right beside it is.
        let cause = Cause(path: tree.path(of: node).bytes[...])
        let folder = tree.path(of: parent)
        if Cause(path: folder.bytes[...]) == cause {
            add(parent)
        } else if UseSearch.causes(inside: folder).contains(cause) {
            for sibling in tree.children(of: parent) where tree.kind(of: sibling) != .directory { add(sibling) }
        }
    }

    /// Adds the package that a program belongs to.
    mutating func addOwner(of node: FileTree.NodeID) {
        if let owner = inventory.owner(of: node, in: tree) { packages.insert(owner) }
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
