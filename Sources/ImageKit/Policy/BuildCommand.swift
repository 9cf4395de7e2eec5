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

    /// What a judgement on steps says where there are none to judge.
    var isEmpty: Bool { steps.isEmpty }
}
