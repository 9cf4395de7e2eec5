import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The history has an instruction, or has none.
struct HistoryInstructionRule: Rule {
    static let documentation = RuleDocumentation(
        id: "history-instruction",
        title: "An instruction of the build",
        reason: "Some claims are about the Dockerfile itself: no ADD, a WORKDIR, a STOPSIGNAL.",
        method: """
            The steps of the image's history, of which the base's are left out, read as instructions in the forms of Docker's \
            old builder, BuildKit and buildah.
            """,
        limits: """
            Only the final stage is in an image. Builders shorten what they write: COPY loses --from, sources become a \
            checksum in the old builder's and buildah's form, ARG and comments are lost. Use the rules that look at the \
            result (copy-owner, ownership, user, healthcheck) where there is one. \
            \(BuildHistory.gapLimits)
            """,
        remedy: "Change the instruction in the Dockerfile and build anew.",
        parameters: [
            .init("instruction", "text", "The keyword, for example ADD."),
            .init("arguments", "glob", "What its arguments look like, for example *--chown=*; without it anything."),
            .init("expect", "present or absent", "Whether it must or may not be there; without it present."),
            .init("base", "true or false", "Whether the base's steps count too; without it false."),
        ],
        example: "instruction: ADD\nexpect: absent")

    private let keyword: String
    private let arguments: String?
    private let isAbsent: Bool
    private let countsBase: Bool

    init(_ parameters: RuleParameters) throws {
        let keyword = try parameters.read("instruction", "an instruction of Dockerfiles") { text in
            Instruction(createdBy: text.uppercased()).keyword == text.uppercased() ? text.uppercased() : nil
        }
        guard let keyword, !keyword.isEmpty else { throw parameters.error("the rule needs instruction") }
        self.keyword = keyword
        arguments = try parameters.text("arguments")
        isAbsent = try parameters.choice("expect", of: ["present", "absent"]) == "absent"
        countsBase = try parameters.flag("base") ?? false
    }

    func judge(_ input: RuleInput) -> Judgement {
        let steps = countsBase ? input.history.steps : input.history.ownSteps
        guard !steps.isEmpty else { return .noData("the image has no history") }
        let found = steps.filter { step in
            step.instruction.keyword == keyword
                && (arguments.map { GlobPattern($0).matches(step.instruction.arguments) } ?? true)
        }.map { Evidence.step($0, "step \($0.index)") }
        let wanted = keyword + (arguments.map { " " + $0 } ?? "")
        let whose = countsBase || input.history.basis == .unknown ? "the history" : "the image's own steps"
        if isAbsent {
            return .offences(found, "unwanted instruction", none: "\(whose) have no \(wanted)").unless(
                input.history.gap)
        }
        return found.isEmpty
            ? .fail("\(whose) have no \(wanted)") : .pass("\(found.count) times \(wanted)", found)
    }
}
