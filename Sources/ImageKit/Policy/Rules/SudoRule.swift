import ImageLedger
import ImagePackages

/// Instructions do not run through sudo.
struct SudoRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-sudo",
        title: "No sudo in instructions",
        reason:
            "sudo passes signals and terminals on in ways that surprise in a build, and to have it in an image gives a way to root.",
        method: "Every RUN of the history that is not the base image's: no command of it is sudo or doas.",
        limits: "Whether sudo is installed is the rule unneeded-packages. Scripts that a step runs are not read.",
        remedy: "Run the instruction as root (USER root before it, USER app behind it), or use gosu in an entrypoint.",
        references: ["Dockle DKL-DI-0001"])

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        input.history.judgement(
            "instruction runs sudo", plural: "instructions run sudo",
            none: "no instruction runs sudo"
        ) { _, commands in
            commands.first(where: \.isSudo).map { "runs \($0.program) through sudo" }
        }
    }
}
