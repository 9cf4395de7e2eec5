/// Splits a shell's command line into simple commands and their words.
///
/// Quotes, escapes, operators, comments and here-documents are understood; expansions, loops and functions are words like
/// others. It never fails: what is not closed ends with the text.
struct ShellWords {
    /// How deep here-documents that a shell reads may nest.
    private static let depthLimit = 4

    /// The simple commands, variables set in front of them left out.
    static func commands(_ text: String) -> [[String]] {
        assignedCommands(text).compactMap { words in
            let command = words.drop { isAssignment($0) || prefixes.contains($0) }
            return command.isEmpty ? nil : Array(command)
        }
    }

    /// The simple commands with the variables set in front of them.
    static func assignedCommands(_ text: String) -> [[String]] {
        var reader = ShellWords(Array(text), depth: 0)
        reader.read()
        return reader.commands
    }

    private let text: [Character]
    private let depth: Int
    private var commands: [[String]] = []
    private var words: [String] = []
    private var word: String?
    /// Ends of here-documents whose text starts with the next line, and the first command of the line they stand in.
    private var documents: [(end: String, isIndented: Bool)] = []
    private var lineStart = 0
    /// Cleared by a here-document without an end, so that text is searched once at most in vain.
    private var readsDocuments = true

    private init(_ text: [Character], depth: Int) {
        self.text = text
        self.depth = depth
    }

    /// Adds to the word in place: a word may be as long as the document that it stands in.
    private mutating func append(_ text: String) {
        if word == nil { word = text } else { word?.append(text) }
    }

    private mutating func endWord() {
        if let done = word { words.append(done) }
        word = nil
    }

    private mutating func endCommand() {
        endWord()
        if !words.isEmpty { commands.append(words) }
        words = []
    }

    private mutating func read() {
        var quote: Character?
        var place = 0
        while place < text.count {
            let character = text[place]
            place += 1
            if character == "\\", quote != "'" {
                // A line may go on behind a backslash.
                if place < text.count, !text[place].isNewline { append(String(text[place])) }
                place += 1
            } else if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else {
                switch character {
                case "'", "\"":
                    quote = character
                    word = word ?? ""
                case "#" where word == nil:
                    while place < text.count, !text[place].isNewline { place += 1 }
                case "<" where place < text.count && text[place] == "<": place = readOperator(from: place + 1)
                case "\n", "\r\n":
                    endCommand()
                    place = readDocuments(from: place)
                    lineStart = commands.count
                case ";", "&", "|", "(", ")", "`": endCommand()
                case _ where character.isWhitespace: endWord()
                default: append(String(character))
                }
            }
        }
        endCommand()
    }

    /// Reads what stands behind `<<`; gives the place behind it.
    private mutating func readOperator(from start: Int) -> Int {
        var place = start
        // `<<<` gives a word to read.
        guard place < text.count, text[place] != "<" else {
            append("<<<")
            endWord()
            return place + 1
        }
        let isIndented = text[place] == "-"
        if isIndented { place += 1 }
        while place < text.count, text[place] == " " || text[place] == "\t" { place += 1 }
        var end = ""
        while place < text.count, !text[place].isWhitespace, !";&|()<>`".contains(text[place]) {
            if !"'\"\\".contains(text[place]) { end.append(text[place]) }
            place += 1
        }
        if !end.isEmpty { documents.append((end, isIndented)) }
        return place
    }

    /// Passes over the here-documents that start at a line, reading those that a shell runs; gives the place behind them.
    private mutating func readDocuments(from start: Int) -> Int {
        var place = start
        let isScript = documents.isEmpty ? false : isReadByShell
        for document in documents where readsDocuments {
            guard let found = end(of: document, from: place) else {
                readsDocuments = false
                break
            }
            if isScript, depth < ShellWords.depthLimit {
                var inner = ShellWords(Array(text[place..<found.start]), depth: depth + 1)
                inner.read()
                commands += inner.commands
            }
            place = found.next
        }
        documents = []
        return place
    }

    /// Whether the line that ended has no command, so that the builder runs its documents, or a shell without a script.
    private var isReadByShell: Bool {
        let line = commands[lineStart...]
        return line.isEmpty
            || line.contains { words in
                let command = words.drop {
                    ShellWords.isAssignment($0) || ShellWords.prefixes.contains($0) || $0 == "sudo"
                }
                let name = command.first?.split(separator: "/").last ?? ""
                return ["sh", "bash", "dash", "ash", "zsh", "ksh"].contains(name)
                    && command.dropFirst().prefix { !$0.hasPrefix(">") && !$0.hasPrefix("2>") }
                        .allSatisfy { $0.hasPrefix("-") && !$0.hasSuffix("c") }
            }
    }

    /// Where the line that ends a document starts, and the place behind that line.
    private func end(of document: (end: String, isIndented: Bool), from start: Int) -> (start: Int, next: Int)? {
        var line = start
        while line < text.count {
            let next = text[line...].firstIndex(where: \.isNewline) ?? text.count
            let content = document.isIndented ? text[line..<next].drop { $0 == "\t" } : text[line..<next]
            if content.elementsEqual(document.end) { return (line, min(next + 1, text.count)) }
            line = next + 1
        }
        return nil
    }

    /// Words that stand before a command and change nothing of what it is.
    private static let prefixes: Set<String> = [
        "if", "then", "else", "elif", "do", "while", "until", "!", "{", "exec", "time", "command", "env", "eatmydata",
    ]

    /// Whether a word sets a variable, as `NAME=value` does.
    static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { return false }
        return word[..<equals].utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
    }
}
