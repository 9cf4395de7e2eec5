import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What belongs to a project's folder on a developer's machine is not in the image.
struct StrayFilesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-stray-files",
        title: "No stray project files",
        reason: """
            A .git folder holds every version of every file, settings of editors and shells hold names and paths; all of it is \
            weight. It comes from COPY . with a .dockerignore that leaves too little out.
            """,
        method: """
            The names of files and directories of the squashed tree: .git, .svn, .hg, .gitlab-ci.yml, .dockerignore, Dockerfile, \
            compose files, .vscode, .idea, .DS_Store, caches of tools (.cache, .pytest_cache, .mypy_cache, .ruff_cache, \
            node_modules/.cache), histories of shells, and what is left in /tmp and /var/tmp. Files that a package owns are \
            left out, and so are directories without any other file.
            """,
        limits: "Names alone are looked at. The tests of your own project are not told from its sources.",
        remedy:
            "A .dockerignore that starts with * and lets in what is needed; rm in the instruction that makes the files.",
        parameters: [
            .init("also", "list of globs", "More paths that should not be there."),
            .init("allow", "list of globs", "Paths that may be there."),
        ],
        example: "also: [/app/docs]\nallow: [/tmp/.X11-unix]",
        references: ["Dockle DKL-LI-0003"])

    private static let names: Set<String> = [
        ".git", ".gitlab-ci.yml", ".gitmodules", ".svn", ".hg", ".dockerignore", "dockerfile", "containerfile",
        "docker-compose.yml", "docker-compose.yaml", "docker-compose.override.yml", "compose.yml", "compose.yaml",
        ".vscode",
        ".idea", ".ds_store", "thumbs.db", ".cache", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nox",
        ".bash_history", ".python_history", ".sh_history", ".ash_history", ".viminfo", ".lesshst", ".wget-hsts",
    ]
    private static let temporary: [BytePath] = ["tmp", "var/tmp"]

    private let added: [GlobPattern]
    private let allowed: [GlobPattern]

    init(_ parameters: RuleParameters) throws {
        added = try (parameters.texts("also") ?? []).map { GlobPattern($0) }
        allowed = try (parameters.texts("allow") ?? []).map { GlobPattern($0) }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let tree = input.analysis.tree
        let temporary = StrayFilesRule.temporary.compactMap { tree.lookup($0, followingLast: false) }
        var offences: [Evidence] = []
        // Depth first; what lies below something stray is not looked at again.
        var pending = Array(tree.children(of: tree.root).reversed())
        while let node = pending.popLast() {
            let isDirectory = tree.kind(of: node) == .directory
            let path = "/" + tree.path(of: node).string
            guard isStray(node, path, tree, temporary), !allowed.contains(where: { $0.matches(path) }) else {
                if isDirectory { pending += tree.children(of: node).reversed() }
                continue
            }
            let found = unowned(node, input)
            guard found.files > 0 else { continue }
            let detail =
                isDirectory
                ? "\(Plural.text(found.files, "file")), \(ByteCount.text(found.bytes))" : ByteCount.text(found.bytes)
            offences.append(Evidence(.file, path, detail, layer: tree.layer(of: node)))
        }
        return .offences(
            offences.sorted { $0.subject.utf8.lexicographicallyPrecedes($1.subject.utf8) }, "stray file or folder",
            plural: "stray files or folders", none: "no stray project files")
    }

    private func isStray(_ node: FileTree.NodeID, _ path: String, _ tree: FileTree, _ temporary: [FileTree.NodeID])
        -> Bool
    {
        if added.contains(where: { $0.matches(path) }) { return true }
        if let parent = tree.parent(of: node), temporary.contains(parent) { return true }
        guard let name = String(validating: tree.nameSlice(node.index), as: UTF8.self)?.lowercased() else {
            return false
        }
        return StrayFilesRule.names.contains(name) || name.hasPrefix("dockerfile.")
    }

    /// The files of a node, itself included, that no package owns.
    private func unowned(_ node: FileTree.NodeID, _ input: RuleInput) -> (files: Int, bytes: Int64) {
        let (tree, owners) = (input.analysis.tree, input.analysis.inventory.owners)
        var sum: (files: Int, bytes: Int64) = (0, 0)
        var pending = [node]
        while let next = pending.popLast() {
            switch tree.kind(of: next) {
            case .directory: pending += tree.children(of: next)
            case .file:
                if let number = tree.fileNumber(of: next), number < owners.count, owners[number] != Inventory.noOwner {
                    continue
                }
                // The live size of the whole tree was summed with a check for overflow.
                sum = (sum.files + 1, sum.bytes &+ tree.size(of: next))
            default: break
            }
        }
        return sum
    }
}
