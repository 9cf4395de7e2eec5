import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// No cache of pip is left.
struct NoPipCacheRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-pip-cache",
        title: "No cache of pip",
        reason: "pip keeps every wheel it fetched or built; in an image nobody installs them again.",
        method: """
            Regular files in any folder .cache/pip, and in the folder that PIP_CACHE_DIR or XDG_CACHE_HOME of the configuration \
            names, in the squashed tree and in every layer. What the history says stands beside it: pip install with or \
            without --no-cache-dir, and PIP_NO_CACHE_DIR.
            """,
        limits: """
            The files decide: a pip install without --no-cache-dir whose cache was removed in the same RUN, or was a cache \
            mount of BuildKit, passes. Earlier stages are not in the image and need not care.
            """,
        remedy: "RUN pip install --no-cache-dir -r requirements.txt, or ENV PIP_NO_CACHE_DIR=1 before it.",
        parameters: [
            Leftovers.parameter,
            .init(
                "flag", "true or false",
                """
                Whether every pip install of the image's own steps must have --no-cache-dir, or PIP_NO_CACHE_DIR be set; \
                without it false, and the files alone decide.
                """),
        ],
        references: ["Dockerfile linter Hadolint DL3042"])

    private let countsLayers: Bool
    private let needsFlag: Bool

    init(_ parameters: RuleParameters) throws {
        countsLayers = try Leftovers.countsLayers(parameters)
        needsFlag = try parameters.flag("flag") ?? false
    }

    func judge(_ input: RuleInput) -> Judgement {
        let configuration = input.analysis.image.configuration
        var folders: [[UInt8]] = []
        let (own, common) = (configuration.variable("PIP_CACHE_DIR"), configuration.variable("XDG_CACHE_HOME"))
        if let path = BytePath(own), !path.bytes.isEmpty { folders.append(path.bytes + Array("/".utf8)) }
        if let path = BytePath(common), !path.bytes.isEmpty { folders.append(path.bytes + Array("/pip/".utf8)) }
        let found = Leftovers(input.analysis.tree, name: "pip's cache") { path in
            NoPipCacheRule.pattern.matches(path) || folders.contains { path.starts(with: $0) }
        }
        let judgement = { found.judgement("file", countsLayers: countsLayers, none: "no cache of pip" + $0) }
        let setting = DisplayText.decoded(configuration.variable("PIP_NO_CACHE_DIR"))
        guard setting.isEmpty else { return judgement("; PIP_NO_CACHE_DIR=\(setting)") }
        let commands = input.history.ownSteps.flatMap { step in
            BuildCommand.all(of: step).filter(\.isPipInstall).map { command in
                (
                    hasFlag: command.has("--no-cache-dir"),
                    evidence: Evidence(.instruction, command.text, layer: step.layer)
                )
            }
        }
        guard !commands.isEmpty else { return judgement("") }
        let without = commands.filter { !$0.hasFlag }
        let counts =
            "\(commands.count - without.count) of \(commands.count) pip install in the history with --no-cache-dir"
        return !needsFlag || without.isEmpty || !found.live.isEmpty
            ? judgement("; " + counts) : .fail(counts, without.map(\.evidence))
    }

    private static let pattern = GlobPattern(bytes: "**/.cache/pip/".utf8, .folders)
}
