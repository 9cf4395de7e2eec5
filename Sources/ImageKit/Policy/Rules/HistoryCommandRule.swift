import ImageLedger
import ImagePackages
import ImageWriting

/// The RUN steps of the history run a command, never run it, or always run it with an option.
struct HistoryCommandRule: Rule {
    static let documentation = RuleDocumentation(
        id: "history-command",
        title: "A command of the build",
        reason: "How an image was built decides what is in it: upgrades, packages nobody asked for, caches.",
        method: """
            The RUN steps of the image's history, of which the base's are left out, taken apart into simple commands as a \
            shell does: lists, pipes, subshells, heredocs that a shell reads, the exec form. What sudo, env, timeout, xargs, \
            find -exec, eval, su -c or sh -c runs counts as if it stood alone, beside the command that runs it. The program's folder and \
            options between the words do not: /usr/bin/apt-get -qq -y install is apt-get install; apt stands for apt-get, \
            pip3 and python -m pip for pip. With `option` every such command must have it.
            """,
        limits: """
            Only the steps of the final stage are in an image; what earlier stages ran is not known, and where no such command \
            is found an option has no data. Scripts that a RUN starts, heredocs in files, text that is piped into a shell, \
            $(...) inside double quotes, variables that stand for a command and apt's own settings are not read. \
            \(BuildHistory.gapLimits)
            """,
        remedy: "RUN apt-get update && apt-get upgrade --yes && apt-get install --yes --no-install-recommends ...",
        parameters: [
            .init("command", "text", "The program and the words behind it, for example apt-get install."),
            .init(
                "option", "text or list",
                "Options, of which every such command must have one, for example --no-cache-dir."),
            .init(
                "expect", "present or absent",
                "Whether the history must or may not have the command; without it present."),
            .init("base", "true or false", "Whether the base's steps count too; without it false."),
        ],
        example: "command: apt-get install\noption: --no-install-recommends",
        references: ["CIS Docker Benchmark 4.3 and 4.7", "Dockle CIS-DI-0007"])

    private let command: HistoryCommand
    private let options: [String]
    private let isAbsent: Bool
    private let countsBase: Bool

    init(_ parameters: RuleParameters) throws {
        guard let command = try parameters.read("command", "a program and words behind it", HistoryCommand.init) else {
            throw parameters.error("the rule needs command")
        }
        self.command = command
        options = try parameters.texts("option") ?? []
        isAbsent = try parameters.choice("expect", of: ["present", "absent"]) == "absent"
        countsBase = try parameters.flag("base") ?? false
        if isAbsent, !options.isEmpty { throw parameters.error("a command that must be absent needs no option") }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let steps = countsBase ? input.history.steps : input.history.ownSteps
        guard !steps.isEmpty else { return .noData("the image has no history") }
        let found = steps.flatMap { step in
            step.instruction.buildCommands.filter(command.matches).map { (step: step, command: $0) }
        }
        let whose = countsBase || input.history.basis == .unknown ? "the history" : "the image's own steps"
        guard !found.isEmpty else {
            if isAbsent { return Judgement.pass("\(whose) never ran \(command.text)").unless(input.history.gap) }
            return options.isEmpty
                ? .fail("\(whose) never ran \(command.text)")
                : .noData("\(whose) never ran \(command.text); earlier stages are not in the image")
        }
        func evidence(_ item: (step: BuildStep, command: BuildCommand)) -> Evidence {
            Evidence(
                .instruction, item.command.text, "step \(item.step.index)" + (item.step.remark.map { ", \($0)" } ?? ""),
                layer: item.step.layer)
        }
        if isAbsent { return .offences(found.map(evidence), "unwanted command", none: "no other \(command.text)") }
        guard !options.isEmpty else { return .pass("runs \(command.text)", found.map(evidence)) }
        let without = found.filter { item in !options.contains(where: item.command.has) }
        let option = options.joined(separator: " or ")
        guard !without.isEmpty else {
            return .pass("every \(command.text) of \(found.count) has \(option)", found.map(evidence))
        }
        return .offences(
            without.map(evidence), "\(command.text) without \(option)",
            plural: "times \(command.text) without \(option)",
            none: "every other \(command.text) has \(option)")
    }
}
