import ImageLedger
import ImagePackages

/// apk leaves no index behind.
struct ApkCacheRule: Rule {
    static let documentation = RuleDocumentation(
        id: "apk-no-cache",
        title: "apk add with --no-cache",
        reason: "Without --no-cache apk keeps its index in the layer, which nobody needs again.",
        method: """
            Every RUN of the history that is not the base image's: apk add has --no-cache, before or behind the verb, or the \
            same instruction removes /var/cache/apk behind it.
            """,
        limits: "Scripts that a step runs are not read. Cache mounts of BuildKit do not show in a history.",
        remedy: "RUN apk add --no-cache PACKAGE",
        references: ["Dockle DKL-DI-0004"])

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        input.history.judgement(
            "instruction leaves apk's index", plural: "instructions leave apk's index",
            none: "no instruction leaves apk's index behind"
        ) { _, commands in
            let add = commands.lastIndex { command in
                command.program == "apk" && command.verb == "add"
                    && !command.arguments.contains { ["--no-cache", "--no-cache=true", "--no-cache=yes"].contains($0) }
            }
            guard let add else { return nil }
            let isCleaned = commands[add...].contains { command in
                command.program == "rm" && command.arguments.contains(where: ApkCacheRule.holdsIndex)
            }
            return isCleaned ? nil : "apk add without --no-cache"
        }
    }
    /// Whether a path that is removed is that of apk's index or of a folder around it.
    private static func holdsIndex(_ path: String) -> Bool {
        let folder = path.hasSuffix("/*") ? path.dropLast(2) : path.hasSuffix("/") ? path.dropLast() : path[...]
        return ["/var/cache", "/var"].contains(folder) || folder.hasPrefix("/var/cache/apk")
    }
}
