import ImageLedger
import ImagePackages

/// A command can be started by its name.
struct CommandPresentRule: Rule {
    static let documentation = RuleDocumentation(
        id: "command-present",
        title: "Commands are found",
        reason: "A health check or start script needs the programs it calls.",
        method: """
            Every folder of the PATH that the configuration sets (the engine's usual one where it sets none), in the squashed \
            tree with all links followed: a regular file with a bit that lets it be started, as `which` finds it.
            """,
        limits:
            "Whether the program runs is not tried; a library may be missing, or the user may not be allowed to start it.",
        remedy: "Install the command in the final stage, or add its folder with ENV PATH.",
        parameters: [
            .init("command", "text or list", "Names, globs over names, or paths with a slash; each must be found.")
        ],
        example: "command: [python3, gunicorn]")

    private let commands: [String]

    init(_ parameters: RuleParameters) throws { commands = try parameters.requiredTexts("command") }

    func judge(_ input: RuleInput) -> Judgement {
        let search = CommandSearch(input)
        let found = commands.map { (command: $0, programs: search.programs($0)) }
        let evidence = found.compactMap(\.programs.first).map(search.evidence)
        let missing = found.filter(\.programs.isEmpty).map(\.command)
        return missing.isEmpty
            ? .pass("found: \(evidence.map(\.subject).joined(separator: ", "))", evidence)
            : .fail("not found on PATH: \(missing.joined(separator: ", "))", [search.field] + evidence)
    }
}
