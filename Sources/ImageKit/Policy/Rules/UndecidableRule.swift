import ImageLedger
import ImagePackages

/// A claim that no archive can decide.
struct UndecidableRule: Rule {
    static let documentation = RuleDocumentation(
        id: "undecidable",
        title: "A claim that an archive can't decide",
        reason: "A list of claims is honest where it names those that nobody checked.",
        method: "Not at all: the result is always no data, with the reason that the claims file gives.",
        limits: "Everything.",
        remedy: "Look at what the reason names: the orchestrator's settings, the repository, the scanner's report.",
        parameters: [.init("reason", "text", "Why the archive does not tell, and where to look.")],
        example: "reason: .dockerignore stays with the sources; no image has it")

    private let reason: String

    init(_ parameters: RuleParameters) throws { reason = try parameters.requiredText("reason") }

    func judge(_ input: RuleInput) -> Judgement { .noData(reason) }
}
