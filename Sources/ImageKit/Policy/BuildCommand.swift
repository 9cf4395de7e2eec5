import ImageLedger
import ImageReports

/// A simple command that a step of the build ran, what wraps it taken off.
struct BuildCommand: Sendable {
    /// How deep `sh -c` may nest.
    private static let depthLimit = 4
    private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh"]
    /// Options of package managers whose value is the next word.
    private static let valued: Set<String> = [
        "-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a",
        "--host-architecture",
        "-X", "--repository", "-p", "--root", "--repositories-file", "--keys-dir", "--cache-dir",
    ]

    /// The words, the program first.
    let words: [String]
    /// Whether it ran through `sudo`.
    let isSudo: Bool

    /// The program without its folder.
    var program: String { words.first.map { String($0.split(separator: "/").last ?? "") } ?? "" }
    /// What follows the program.
    var arguments: ArraySlice<String> { words.dropFirst() }
    /// The first argument that is no option, for example `install`; empty where there is none.
    var verb: String { operands.first ?? "" }
    /// Whether it is a shell.
    var isShell: Bool { BuildCommand.shells.contains(program) }

    /// The arguments that are no options and no options' values.
    var operands: [String] {
        var operands: [String] = []
        var isValue = false
        for argument in arguments {
            if isValue {
                isValue = false
            } else if argument.hasPrefix("-"), argument.count > 1 {
                isValue = BuildCommand.valued.contains(argument)
            } else {
                operands.append(argument)
            }
        }
        return operands
    }

    /// Whether an option is there, alone or with a value behind `=`.
    func has(_ option: String) -> Bool { arguments.contains { $0 == option || $0.hasPrefix(option + "=") } }

    /// The commands of a step in their order, those of `sh -c` too.
    static func all(of step: BuildStep) -> [BuildCommand] {
        step.instruction.commands.flatMap { unwrapped($0, isSudo: false, depth: 0) }
    }

    private static func unwrapped(_ words: [String], isSudo: Bool, depth: Int) -> [BuildCommand] {
        let command = BuildCommand(words: words, isSudo: isSudo)
        guard depth < depthLimit else { return [command] }
        if command.program == "sudo" || command.program == "doas" {
            var rest = command.arguments
            while let word = rest.first, word.hasPrefix("-") || word.contains("=") {
                rest = rest.dropFirst(["-u", "-g", "-h", "-p", "-C"].contains(word) ? 2 : 1)
            }
            return rest.isEmpty
                ? [BuildCommand(words: words, isSudo: true)] : unwrapped(Array(rest), isSudo: true, depth: depth + 1)
        }
        // The word env in front is left out, its options are not; `command -v NAME` runs nothing.
        let isEnvironment = command.program.hasPrefix("-") && !["-v", "-V"].contains(command.program)
        let inner =
            isEnvironment
            ? CommandWrapper.commands("env", words[...]) : CommandWrapper.commands(command.program, command.arguments)
        if let inner, !inner.isEmpty {
            return inner.flatMap { unwrapped($0, isSudo: isSudo, depth: depth + 1) }
        }
        // `sh -c TEXT`, also as `bash -exc TEXT`.
        if command.isShell,
            let flag = words.dropFirst().firstIndex(where: {
                $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.hasSuffix("c")
            }),
            flag + 1 < words.count
        {
            let inner = ShellWords.commands(words[flag + 1])
            return [command] + inner.flatMap { unwrapped($0, isSudo: isSudo, depth: depth + 1) }
        }
        return [command]
    }
}

extension BuildHistory {
    /// The image's own steps that a test takes exception to, each with a remark.
    func ownOffences(_ remark: (_ step: BuildStep, _ commands: [BuildCommand]) -> String?) -> [Evidence] {
        ownSteps.compactMap { step in remark(step, BuildCommand.all(of: step)).map { Evidence.step(step, $0) } }
    }

    /// Whether no step tells what it did, or none of the image's own where it has such.
    var isEmpty: Bool {
        let own = ownSteps
        return (own.isEmpty ? steps : own).allSatisfy { $0.instruction.text.isEmpty }
    }

    /// What a message adds where steps that were guessed to be the base's would offend; empty elsewhere.
    func baseNote(_ remark: (_ step: BuildStep, _ commands: [BuildCommand]) -> String?) -> String {
        guard basis == .defaultCommand else { return "" }
        let base = steps.filter(\.isBase)
        let count = base.count { remark($0, BuildCommand.all(of: $0)) != nil }
        guard count > 0 else { return "" }
        return
            "; \(count) of the \(base.count) steps taken for the base's would offend, --base tells exactly whose they are"
    }

    /// The judgement on a test that the image's own steps must not fail.
    func judgement(
        _ singular: String, plural: String, none: String,
        _ remark: (_ step: BuildStep, _ commands: [BuildCommand]) -> String?
    ) -> Judgement {
        guard !isEmpty else { return .noData("the image has no history that tells of its instructions") }
        return .offences(ownOffences(remark), singular, plural: plural, none: none + baseNote(remark))
    }
}
