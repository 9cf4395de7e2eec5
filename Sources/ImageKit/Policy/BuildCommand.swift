import ImageLedger
import ImageWriting

/// A simple command that a step of the build ran.
///
/// This is the one reading of a RUN: what sudo, env, `sh -c`, find and the like run stands behind them as commands of its own.
struct BuildCommand: Sendable, Hashable {
    /// The words, the program first; empty where variables alone are set.
    let words: ArraySlice<String>
    /// The variables that are set for it, each `NAME=value`.
    let variables: [String]
    /// The program without its folder.
    let program: String
    /// Whether it ran through `sudo`.
    let isSudo: Bool
    /// Whether all that it does is to run the commands behind it, as timeout does; a shell is no wrapper.
    private(set) var isWrapper = false

    private init(_ words: ArraySlice<String>, variables: [String], isSudo: Bool) {
        self.words = words
        self.variables = variables
        program = words.first.map(ShellWords.programName) ?? ""
        self.isSudo = isSudo || CommandWrapper.isSudo(program)
    }

    /// What follows the program.
    var arguments: ArraySlice<String> { words.dropFirst() }
    /// The words in one line.
    var text: String { words.joined(separator: " ") }
    /// The first argument that is no option, for example `install`; empty where there is none.
    var verb: String { operands.first ?? "" }
    /// Whether it is a shell.
    var isShell: Bool { ShellCall.isShell(program) }
    /// Whether it installs with pip: `pip install`, `pip3.11 install`, `python -m pip install`.
    var isPipInstall: Bool { pipOperands?.first == "install" }

    /// The arguments that are no options and no options' values.
    var operands: [String] { BuildCommand.operands(arguments, of: program) }

    /// pip's arguments that are no options, also behind `python3 -m pip`; nil where the program is another one.
    var pipOperands: [String]? {
        if program == "pip" || program.hasPrefix("pip") && program.dropFirst(3).first?.isNumber == true {
            return BuildCommand.operands(arguments, of: "pip")
        }
        guard program.hasPrefix("python") else { return nil }
        var rest = arguments
        while let word = rest.popFirst(), word.hasPrefix("-"), word.count > 1 {
            // The last of several letters may be the m.
            if !word.hasPrefix("--"), word.hasSuffix("m") {
                return rest.first == "pip" ? BuildCommand.operands(rest.dropFirst(), of: "pip") : nil
            }
            if word == "-W" || word == "-X" { rest = rest.dropFirst() }
        }
        return nil
    }

    /// The variables that it sets, for itself or for what follows.
    var settings: [String] {
        guard ["export", "declare", "typeset", "readonly", "env"].contains(program) else { return variables }
        return variables + arguments.filter(ShellWords.isAssignment)
    }

    /// Whether an option is there, alone or with a value behind `=`.
    func has(_ option: String) -> Bool { arguments.contains { $0 == option || $0.hasPrefix(option + "=") } }

    /// The commands of a step in their order, without what only wraps others.
    static func all(of step: BuildStep) -> [BuildCommand] {
        step.instruction.buildCommands.filter { !$0.isWrapper && !$0.words.isEmpty }
    }

    // MARK: Options with values

    private static let apt: Set<String> = [
        "-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a",
        "--host-architecture",
    ]
    private static let dnf: Set<String> = [
        "-c", "--config", "--installroot", "--releasever", "--enablerepo", "--disablerepo", "--repo", "--repoid", "-x",
        "--exclude", "--setopt", "--forcearch",
    ]
    /// Options of programs whose value is the next word.
    private static let valued: [String: Set<String>] = [
        "apt": apt, "apt-get": apt, "aptitude": apt, "yum": dnf, "dnf": dnf, "microdnf": dnf,
        "apk": [
            "-X", "--repository", "-p", "--root", "--repositories-file", "--keys-dir", "--cache-dir", "-t", "--virtual",
        ],
        "zypper": [
            "-c", "--config", "-R", "--root", "--installroot", "-D", "--reposd-dir", "-C", "--cache-dir", "-p",
            "--plus-repo",
        ],
        "pip": [
            "--python", "--log", "--proxy", "--retries", "--timeout", "--exists-action", "--trusted-host", "--cert",
            "--client-cert", "--cache-dir", "--use-feature", "--use-deprecated", "--keyring-provider",
        ],
        "git": ["-C", "-c", "--git-dir", "--work-tree"],
        "make": ["-C", "--directory", "-f", "--file"],
    ]

    private static func operands(_ arguments: ArraySlice<String>, of program: String) -> [String] {
        let valued = valued[program] ?? []
        var operands: [String] = []
        var isValue = false
        for argument in arguments {
            if isValue {
                isValue = false
            } else if argument.hasPrefix("-"), argument.count > 1 {
                isValue = argument.takesNextWord(valued)
            } else {
                operands.append(argument)
            }
        }
        return operands
    }

    // MARK: Reading

    /// How deep commands may run others; what lies deeper is not read.
    private static let depthLimit = 16

    /// The commands of a text that a shell runs, in their order.
    static func all(in text: String) -> [BuildCommand] {
        var commands: [BuildCommand] = []
        add(text, to: &commands)
        return commands
    }

    /// The command that words are, and the commands that it runs.
    static func all(in words: [String]) -> [BuildCommand] {
        var commands: [BuildCommand] = []
        add(words[...], to: &commands)
        return commands
    }

    private static func add(_ text: String, isSudo: Bool = false, depth: Int = 0, to commands: inout [BuildCommand]) {
        for words in ShellWords.assignedCommands(text) {
            let parts = ShellWords.parts(words)
            add(parts.command, variables: parts.variables, isSudo: isSudo, depth: depth, to: &commands)
        }
    }

    private static func add(
        _ words: ArraySlice<String>, variables: [String] = [], isSudo: Bool = false, depth: Int = 0,
        to commands: inout [BuildCommand]
    ) {
        var command = BuildCommand(words, variables: variables, isSudo: isSudo)
        let wrapped = CommandWrapper.command(in: words)
        let text = wrapped == nil ? CommandWrapper.text(in: words) ?? quotedText(words) : nil
        command.isWrapper = depth < depthLimit && (wrapped != nil || text != nil)
        commands.append(command)
        guard depth < depthLimit else { return }
        if let wrapped {
            add(wrapped.words, variables: wrapped.variables, isSudo: command.isSudo, depth: depth + 1, to: &commands)
        } else if let text = text ?? ShellCall(words)?.text {
            add(text, isSudo: isSudo, depth: depth + 1, to: &commands)
        } else {
            for action in CommandWrapper.actions(in: words) {
                add(action, isSudo: isSudo, depth: depth + 1, to: &commands)
            }
        }
    }

    /// A text in quotes where a program should stand: what is left of `/bin/bash -c "..."` in a history without its shell.
    private static func quotedText(_ words: ArraySlice<String>) -> String? {
        words.first.flatMap { $0.contains(where: \.isWhitespace) ? $0 : nil }
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

    /// What rules that read the history say of ``gap``.
    static let gapLimits = """
        The history is a remark of the builder. A squashed image has none, and some have more or fewer steps than layers: \
        there, a rule that finds nothing has no data.
        """

    /// Why an instruction that the history does not have may have been run all the same; nil where it was not.
    var gap: String? {
        if isEmpty { return "the image has no history of its instructions" }
        return fitsLayers
            ? nil : "the history does not have one step for each layer, so steps may be missing"
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
        .offences(ownOffences(remark), singular, plural: plural, none: none + baseNote(remark)).unless(gap)
    }
}
