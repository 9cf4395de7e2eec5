/// A command to look for in the RUN steps of a history: a program and words that follow it, options in between left out.
struct HistoryCommand: Sendable {
    let text: String
    private let words: [String]

    /// Fails where the text has no word.
    init?(_ text: String) {
        guard let words = ShellWords.commands(text).first else { return nil }
        self.text = text
        self.words = words
    }

    /// Whether a command is the one: `apt-get -qq install` is `apt-get install`, `/usr/bin/pip3 install` is `pip install`.
    func matches(_ command: [String]) -> Bool {
        guard let program = command.first?.split(separator: "/").last, let wanted = words.first else { return false }
        var rest = command.dropFirst()
        if wanted == "pip", program.hasPrefix("python"), rest.starts(with: ["-m", "pip"]) {
            rest = rest.dropFirst(2)
        } else if wanted == "pip" {
            guard program == "pip" || program.dropFirst(3).first?.isNumber == true && program.hasPrefix("pip") else {
                return false
            }
        } else if wanted == "apt-get" {
            guard program == "apt-get" || program == "apt" else { return false }
            rest = HistoryCommand.withoutValues(rest)[...]
        } else if !Glob(wanted).matches(String(program)) {
            return false
        }
        for word in words.dropFirst() {
            guard let place = rest.firstIndex(where: { !$0.hasPrefix("-") || word.hasPrefix("-") }) else {
                return false
            }
            // An option of the one looked for may stand anywhere.
            guard !word.hasPrefix("-") else {
                guard rest.contains(word) else { return false }
                continue
            }
            guard Glob(word).matches(rest[place]) else { return false }
            rest = rest[rest.index(after: place)...]
        }
        return true
    }

    /// apt's words without the options that a value follows, and those values.
    private static func withoutValues(_ words: ArraySlice<String>) -> [String] {
        var result: [String] = []
        var rest = words
        while let word = rest.popFirst() {
            if ["-o", "--option", "-t", "--target-release", "-c", "--config-file"].contains(word) {
                rest = rest.dropFirst()
            } else {
                result.append(word)
            }
        }
        return result
    }
}
