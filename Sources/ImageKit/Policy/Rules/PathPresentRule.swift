import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Something lies at a path.
struct PathPresentRule: Rule {
    static let documentation = RuleDocumentation(
        id: "path-present",
        title: "Paths are there",
        reason: "What a document says is in the image should be found where it says.",
        method: "The squashed tree. A path is found through links in its folders; a glob must fit at least one path.",
        limits: "Names and kinds decide, not contents. A volume mounted over the path hides it.",
        remedy: "COPY the file into the final stage, and look whether .dockerignore keeps it out.",
        parameters: [
            .init("path", "text or list", "Absolute paths, or globs over whole paths; each must be found."),
            .init(
                "kind", "file, directory or link", "What must lie there; links are followed unless link is asked for."),
        ],
        example: "path: [/app/main.py, \"/app/models/*\"]\nkind: file")

    private let paths: [String]
    private let kind: FileTree.Kind?

    init(_ parameters: RuleParameters) throws {
        paths = try parameters.requiredTexts("path")
        let kinds: [String: FileTree.Kind] = ["file": .file, "directory": .directory, "link": .symbolicLink]
        kind = try parameters.choice("kind", of: ["file", "directory", "link"]).flatMap { kinds[$0] }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let tree = input.analysis.tree
        let search = PathSearch(tree)
        var evidence: [Evidence] = []
        var wrong: [String] = []
        for path in paths {
            let nodes = search.nodes([path]).map { kind == .symbolicLink ? $0 : tree.resolvingLinks($0) ?? $0 }
            if let node = nodes.first(where: { kind == nil || tree.kind(of: $0) == kind }) {
                evidence.append(.node(node, of: tree))
            } else {
                wrong.append(nodes.isEmpty ? "\(path) is not there" : "\(path) is of another kind")
                evidence += nodes.prefix(1).map { Evidence.node($0, of: tree) }
            }
        }
        return wrong.isEmpty
            ? .pass("there: \(paths.joined(separator: ", "))", evidence)
            : .fail(wrong.joined(separator: "; "), evidence)
    }
}
