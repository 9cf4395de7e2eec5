import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A command can't be started by its name.
struct CommandAbsentRule: Rule {
    static let documentation = RuleDocumentation(
        id: "command-absent",
        title: "Commands are not found",
        reason:
            "Version control, compilers and download tools serve whoever got into a container, and seldom the application.",
        method: """
            Every folder of the PATH that the configuration sets (the engine's usual one where it sets none), in the squashed \
            tree with all links followed: a regular file with a bit that lets it be started, as `which` finds it. Links to \
            busybox and the like count, and hard links. With `anywhere`, every such file of the tree by its name.
            """,
        limits: """
            An applet of busybox without a link of its own, functions and built-ins of a shell, and modules of an interpreter \
            (python -m pip) are not found. Whoever starts a container can set another PATH.
            """,
        remedy:
            "Leave the package out of the final stage; imagescan why IMAGE --file PATH tells which package owns the file.",
        parameters: [
            .init("command", "text or list", "Names, globs over names, or paths with a slash."),
            .init("anywhere", "true or false", "Look into all folders, not only those of PATH; without it false."),
        ],
        example: "command: [git, gcc, \"*-gcc\", curl]")

    private let commands: [String]
    private let isAnywhere: Bool

    init(_ parameters: RuleParameters) throws {
        commands = try parameters.requiredTexts("command")
        isAnywhere = try parameters.flag("anywhere") ?? false
    }

    func judge(_ input: RuleInput) -> Judgement {
        let search = CommandSearch(input)
        var seen: Set<BytePath> = []
        let found = commands.flatMap { command in
            search.programs(command) + (isAnywhere ? search.programsAnywhere(command) : [])
        }.filter { seen.insert($0.path).inserted }
        let place = isAnywhere ? "in the image" : "on PATH \(search.path)"
        guard !found.isEmpty else {
            return .pass("not found \(place): \(commands.joined(separator: ", "))", [search.field])
        }
        return .offences(
            found.map(search.evidence), "unwanted command", none: "no other unwanted command \(place)")
    }
}
