import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Nothing can be changed by everybody.
struct WorldWritableRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-world-writable",
        title: "No world-writable files",
        reason:
            "Whoever runs any process in the container can change such a file, or replace files in such a directory.",
        method: """
            The mode of every regular file of the squashed tree: the write bit for others is not set. Directories may have it \
            together with the sticky bit, as /tmp has.
            """,
        limits: "Access control lists and files made at run time are not seen.",
        remedy: "RUN chmod -R o-w DIRECTORY, in the instruction that makes it; COPY --chmod=755.",
        parameters: [.init("allow", "list of globs", "Paths that may be world-writable.")],
        example: "allow: [/var/cache/app, /var/cache/app/*]")

    private let allowed: [GlobPattern]

    init(_ parameters: RuleParameters) throws {
        allowed = try (parameters.texts("allow") ?? []).map { GlobPattern($0) }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let tree = input.analysis.tree
        let writable = tree.liveNodes.filter { node in
            let mode = tree.mode(of: node)
            guard mode & 0o002 != 0 else { return false }
            return tree.kind(of: node) == .file || tree.kind(of: node) == .directory && mode & 0o1000 == 0
        }
        let offences = writable.map { (tree.path(of: $0), $0) }.sorted { $0.0 < $1.0 }.map { _, node in
            Evidence.node(node, of: tree, tree.kind(of: node) == .directory ? "directory without the sticky bit" : nil)
        }.filter { evidence in !allowed.contains { $0.matches(evidence.subject) } }
        return .offences(
            offences, "world-writable path", none: "no file is world-writable, nor a directory without the sticky bit")
    }
}
