/// Splits a shell's command line into simple commands and their words.
///
/// Quotes, escapes and operators are understood; expansions, loops and functions are words like others. It never fails: what
/// is not closed ends with the text.
enum ShellWords {
    /// The simple commands, variables set in front of them left out.
    static func commands(_ text: String) -> [[String]] {
        var commands: [[String]] = []
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        func endWord() {
            if let done = word { words.append(done) }
            word = nil
        }
        func endCommand() {
            endWord()
            let command = words.drop { isAssignment($0) || prefixes.contains($0) }
            if !command.isEmpty { commands.append(Array(command)) }
            words = []
        }
        for character in text {
            if isEscaped {
                isEscaped = false
                // A line may go on behind a backslash.
                if !character.isNewline { word = (word ?? "") + String(character) }
            } else if let open = quote {
                if character == open {
                    quote = nil
                } else if character == "\\", open == "\"" {
                    isEscaped = true
                } else {
                    word?.append(character)
                }
            } else {
                switch character {
                case "\\": isEscaped = true
                case "'", "\"":
                    quote = character
                    word = word ?? ""
                case ";", "&", "|", "(", ")", "\n", "\r\n": endCommand()
                case _ where character.isWhitespace: endWord()
                default: word = (word ?? "") + String(character)
                }
            }
        }
        endCommand()
        return commands
    }

    /// Words that stand before a command and change nothing of what it is.
    private static let prefixes: Set<String> = [
        "if", "then", "else", "elif", "do", "while", "until", "!", "{", "exec", "time", "command", "env", "eatmydata",
    ]

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { return false }
        return word[..<equals].utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
    }
}
