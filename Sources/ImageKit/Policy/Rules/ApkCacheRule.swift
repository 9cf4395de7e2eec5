/// apk leaves no index behind.
struct ApkCacheRule: Rule {
    static let documentation = RuleDocumentation(
        id: "apk-no-cache",
        title: "apk add with --no-cache",
        reason: "Without --no-cache apk keeps its index in the layer, which nobody needs again.",
        method: """
            Every RUN of the history that is not the base image's: apk add has --no-cache, before or behind the verb, or the \
            same instruction removes /var/cache/apk.
            """,
        limits: "Scripts that a step runs are not read. Cache mounts of BuildKit do not show in a history.",
        remedy: "RUN apk add --no-cache PACKAGE",
        references: ["Dockle DKL-DI-0004"])

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        guard !input.history.isEmpty else { return .noData("the image has no history that tells of its instructions") }
        let offences = input.history.ownOffences { _, commands in
            let isCleaned = commands.contains { command in
                command.program == "rm" && command.arguments.contains { $0.contains("/var/cache/apk") }
            }
            let adds = commands.contains { $0.program == "apk" && $0.verb == "add" && !$0.has("--no-cache") }
            return adds && !isCleaned ? "apk add without --no-cache" : nil
        }
        return .offences(
            offences, "instruction leaves apk's index", plural: "instructions leave apk's index",
            none: "no instruction leaves apk's index behind")
    }
}
