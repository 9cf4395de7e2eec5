/// What a shell is told to run by its arguments.
struct ShellCall {
    private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh"]

    /// Whether the first operand is a text to run, as behind `-c`.
    private let hasText: Bool
    /// Whether `-s` is among the options.
    private let hasInputFlag: Bool
    /// What follows the options: a text or the name of a script, and its arguments.
    private let operands: ArraySlice<String>
    /// The text behind `<<<`.
    private let hereString: String?

    /// Whether a program is a shell; the name is one without its folder.
    static func isShell(_ program: String) -> Bool { shells.contains(program) }

    /// Reads the words of a command; nil where its program is no shell.
    init?(_ words: ArraySlice<String>) {
        guard let program = words.first, ShellCall.isShell(ShellWords.programName(program)) else { return nil }
        var rest = words.dropFirst()
        var hasText = false
        var hasInputFlag = false
        while let word = rest.first, word.hasPrefix("-") || word.hasPrefix("+") {
            rest = rest.dropFirst()
            if word == "-" || word == "--" { break }
            if word.hasPrefix("--") {
                if word == "--rcfile" || word == "--init-file" { rest = rest.dropFirst() }
                continue
            }
            // Each o has the name of a setting for its value, also as in -euxo pipefail.
            rest = rest.dropFirst(word.count { $0 == "o" || $0 == "O" })
            guard word.hasPrefix("-") else { continue }
            if word.contains("c") { hasText = true }
            if word.contains("s") { hasInputFlag = true }
        }
        self.hasText = hasText
        self.hasInputFlag = hasInputFlag
        operands = rest.prefix { !ShellWords.isRedirection($0) }
        let place = rest.firstIndex(of: "<<<")
        hereString = place.flatMap { $0 + 1 < rest.endIndex ? rest[$0 + 1] : nil }
    }

    /// The text to run; nil where a script is named or the input is read.
    ///
    /// What follows a text of one word belongs to it: builders write the exec form `["bash", "-c", "apt-get update"]` without
    /// its quotes.
    var text: String? {
        guard hasText, let first = operands.first else { return readsInput ? hereString : nil }
        return first.contains(where: \.isWhitespace) ? first : operands.joined(separator: " ")
    }

    /// The script to run; nil where there is none.
    var script: String? { hasText || hasInputFlag ? nil : operands.first }

    /// Whether it runs what it reads, as at the end of a pipe.
    var readsInput: Bool { !hasText && (hasInputFlag || operands.isEmpty) }
}
