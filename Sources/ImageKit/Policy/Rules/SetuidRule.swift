import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// No file runs with another user's rights.
struct SetuidRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-setuid",
        title: "No setuid and setgid files",
        reason:
            "A program with the setuid or setgid bit gives its owner's rights to whoever runs it; a hole in it is a way to root.",
        method: "The mode of every regular file of the squashed tree.",
        limits:
            "File capabilities (security.capability) are not looked at. A container started with no-new-privileges ignores the bits.",
        remedy:
            "RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + ; or allow the files you need as exceptions.",
        parameters: [.init("allow", "list of globs", "Paths that may have the bits, for example /usr/bin/su.")],
        example: "allow: [/usr/bin/su, /usr/bin/passwd]",
        references: ["CIS Docker Benchmark 4.8", "Dockle CIS-DI-0008"])

    private let allowed: [GlobPattern]

    init(_ parameters: RuleParameters) throws {
        allowed = try (parameters.texts("allow") ?? []).map { GlobPattern($0) }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let tree = input.analysis.tree
        let files = tree.liveNodes.filter { tree.kind(of: $0) == .file && tree.mode(of: $0) & 0o6000 != 0 }
        let offences = files.sorted { tree.path(of: $0) < tree.path(of: $1) }.map { Evidence.node($0, of: tree) }
            .filter { evidence in !allowed.contains { $0.matches(evidence.subject) } }
        return .offences(offences, "setuid or setgid file", none: "no file has the setuid or setgid bit")
    }
}
