import ImageReading

/// A command to look for in the RUN steps of a history: a program and words that follow it, options in between left out.
struct HistoryCommand: Sendable {
    let text: String
    private let program: String
    /// The words behind the program that are no options.
    private let operands: [GlobPattern]
    private let options: [String]

    /// Fails where the text has no word.
    init?(_ text: String) {
        guard let words = ShellWords.commands(text).first, let program = words.first else { return nil }
        self.text = text
        self.program = ShellWords.programName(program)
        operands = words.dropFirst().filter { !$0.hasPrefix("-") }.map { GlobPattern($0) }
        options = words.dropFirst().filter { $0.hasPrefix("-") }
    }

    /// Whether a command is the one: `apt-get -qq install` is `apt-get install`, `/usr/bin/pip3 install` is `pip install`.
    func matches(_ command: BuildCommand) -> Bool {
        guard !command.words.isEmpty, let found = foundOperands(command), found.count >= operands.count else {
            return false
        }
        return zip(operands, found).allSatisfy { $0.matches($1) } && options.allSatisfy(command.has)
    }

    /// What follows the program of a command, without options; nil where it is another program.
    private func foundOperands(_ command: BuildCommand) -> [String]? {
        switch program {
        case "pip": command.pipOperands
        case "apt-get": ["apt-get", "apt"].contains(command.program) ? command.operands : nil
        default: GlobPattern(program).matches(command.program) ? command.operands : nil
        }
    }
}
