import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Finds programs as a container would: in the folders of the configuration's PATH, links followed inside the image.
struct CommandSearch {
    /// A program that can be started.
    struct Program {
        /// Where it was found, a link perhaps.
        let path: BytePath
        /// The file at the end of all links.
        let file: FileTree.NodeID
    }

    /// What container engines set where the configuration sets no PATH.
    private static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The PATH that holds.
    let path: String
    /// Whether the configuration sets it.
    let isSet: Bool
    private let tree: FileTree
    private let workingDirectory: BytePath
    private let folders: [(path: BytePath, node: FileTree.NodeID)]

    init(_ input: RuleInput) {
        let configuration = input.analysis.image.configuration
        let written = configuration.variable("PATH")
        tree = input.analysis.tree
        isSet = !written.isEmpty
        path = written.isEmpty ? CommandSearch.defaultPath : DisplayText.decoded(written)
        workingDirectory = BytePath((input.execution.workingDir ?? "").utf8) ?? BytePath(normalized: [])
        var seen: Set<FileTree.NodeID> = []
        var folders: [(BytePath, FileTree.NodeID)] = []
        for entry in (written.isEmpty ? Array(path.utf8) : written).split(separator: UInt8(ascii: ":")) {
            let isAbsolute = entry.first == UInt8(ascii: "/")
            guard let folder = BytePath(isAbsolute ? Array(entry) : workingDirectory.appending(entry).bytes),
                // /bin is a link to /usr/bin where both are one.
                let node = tree.lookup(folder), tree.kind(of: node) == .directory, seen.insert(node).inserted
            else { continue }
            folders.append((folder, node))
        }
        self.folders = folders
    }

    /// The programs of a name, a path or a glob over names, in the order of the PATH.
    func programs(_ command: String, allowsGlob: Bool = true) -> [Program] {
        if command.contains("/") {
            let isAbsolute = command.hasPrefix("/")
            guard let path = BytePath(isAbsolute ? Array(command.utf8) : workingDirectory.appending(command).bytes)
            else {
                return []
            }
            return program(at: path).map { [$0] } ?? []
        }
        guard allowsGlob, command.contains("*") || command.contains("?") else {
            return folders.compactMap { program(at: $0.path.appending(command)) }
        }
        let glob = GlobPattern(command)
        return folders.flatMap { folder in
            tree.children(of: folder.node).map { tree.name(of: $0) }.filter { glob.matches(DisplayText.decoded($0)) }
                .compactMap { program(at: folder.path.appending($0)) }
        }
    }

    /// Every file of the tree with a name and the bit that lets it be started, wherever it lies.
    func programsAnywhere(_ command: String) -> [Program] {
        let glob = GlobPattern(command)
        return tree.liveNodes.filter { node in
            tree.kind(of: node) == .file && tree.mode(of: node) & 0o111 != 0
                && glob.matches(DisplayText.decoded(tree.nameSlice(node.index)))
        }.map { Program(path: tree.path(of: $0), file: $0) }.sorted { $0.path < $1.path }
    }

    func evidence(_ program: Program) -> Evidence {
        var evidence = Evidence.node(program.file, of: tree)
        let path = "/" + program.path.string
        if path != evidence.subject { evidence.detail = "leads to \(evidence.subject), \(evidence.detail ?? "")" }
        evidence.subject = path
        return evidence
    }

    /// The PATH as evidence.
    var field: Evidence { Evidence.field("Env", isSet ? "PATH=\(path)" : "no PATH, so the engine's: \(path)") }

    private func program(at path: BytePath) -> Program? {
        guard let file = tree.lookup(path), tree.kind(of: file) == .file, tree.mode(of: file) & 0o111 != 0 else {
            return nil
        }
        return Program(path: path, file: file)
    }
}
