/// Splits a shell's command line into simple commands and their words.
///
/// Quotes, escapes, operators, comments and here-documents are understood; expansions, loops and functions are words like
/// others. It never fails: what is not closed ends with the text.
struct ShellWords {
    /// How deep here-documents that a shell reads may nest.
    private static let depthLimit = 4

    /// The simple commands; keywords, redirections and variables in front of them are left out.
    static func commands(_ text: String) -> [[String]] {
        assignedCommands(text).compactMap { words in
            let command = parts(words).command
            return command.isEmpty ? nil : Array(command)
        }
    }

    /// What a simple command sets and what it runs, keywords and redirections in front of it left out.
    static func parts(_ words: [String]) -> (variables: [String], command: ArraySlice<String>) {
        var variables: [String] = []
        var rest = words[...]
        while let word = rest.first {
            if isAssignment(word) {
                variables.append(word)
            } else if isRedirection(word) {
                if isOperator(word) { rest = rest.dropFirst() }
            } else if !keywords.contains(word) {
                break
            }
            rest = rest.dropFirst()
        }
        return (variables, rest)
    }

    /// The simple commands with all that stands in front of them.
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
                // `2>&1` and `&>file` start nothing in the background.
                case "&" where word?.utf8.last == UInt8(ascii: ">") || word?.utf8.last == UInt8(ascii: "<"): append("&")
                case "&" where place < text.count && text[place] == ">":
                    endWord()
                    append("&")
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
                ShellCall(CommandWrapper.innermost(ShellWords.parts(words).command))?.readsInput ?? false
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

    /// Words of the shell's grammar that stand in front of a command.
    private static let keywords: Set<String> = ["if", "then", "else", "elif", "do", "while", "until", "!", "{"]

    /// A program without its folder.
    static func programName(_ word: String) -> String { String(word.split(separator: "/").last ?? "") }

    /// Whether a word begins a redirection, as `2>&1`, `>file` or `<` does.
    static func isRedirection(_ word: String) -> Bool {
        let rest = word.drop { $0.isASCII && $0.isNumber }
        return rest.hasPrefix(">") || rest.hasPrefix("<") || word.hasPrefix("&>")
    }

    /// Whether a redirection is its operator alone, so that the next word is where it leads.
    static func isOperator(_ word: String) -> Bool { "<>&".contains(word.last ?? " ") }

    /// Whether a word sets a variable, as `NAME=value` does.
    static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { return false }
        return word[..<equals].utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
    }
}
