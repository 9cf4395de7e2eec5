import FoundationEssentials

/// An instruction of a Dockerfile as the history of an image tells of it.
///
/// Docker's old builder writes `/bin/sh -c #(nop) USER app` and, for RUN, the command alone behind the shell and the build
/// arguments; BuildKit writes `USER app` and `RUN /bin/sh -c command # buildkit`; buildah writes as the old builder does.
public struct Instruction: Sendable, Hashable {
    /// The keyword in upper case, for example `RUN`; empty for text that is no instruction.
    public let keyword: String
    /// What follows the keyword; for RUN the command without its options, the shell and the build arguments.
    public let arguments: String
    /// The build arguments of RUN, each `NAME=value`; a value with spaces is cut at the first.
    public let buildArguments: [String]

    /// The simple commands of a RUN instruction, each a list of words with quotes taken off; empty for others.
    ///
    /// What a command runs in its turn follows it: `sudo sh -c "make"` is three commands, the last of them `make`. Text that is
    /// no instruction counts: so Docker's old builder writes a RUN whose command is a JSON array.
    public var commands: [[String]] { buildCommands.filter { !$0.words.isEmpty }.map { Array($0.words) } }

    /// The commands of a RUN instruction, also those that set variables alone; empty for others.
    let buildCommands: [BuildCommand]

    /// The instruction as a person writes it, in one line.
    public var text: String { keyword.isEmpty ? arguments : "\(keyword) \(arguments)" }

    private static let keywords: Set<Substring> = [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
        "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ]

    /// Reads `created_by` of a step.
    public init(createdBy: String) {
        var text = createdBy[...]
        if text.hasSuffix("# buildkit") { text = text.dropLast("# buildkit".count) }
        text = text.trimmingSpaces
        if let marker = text.firstRange(of: "#(nop)"), Instruction.isShell(text[..<marker.lowerBound]) {
            text = text[marker.upperBound...].trimmingSpaces
        } else if let command = Instruction.shellCommand(text) {
            self.init(keyword: "RUN", arguments: String(command), of: text)
            return
        }
        let word = text.prefix { !$0.isWhitespace }
        guard Instruction.keywords.contains(word) else {
            self.init(keyword: "", arguments: String(text))
            return
        }
        var rest = text.dropFirst(word.count).trimmingSpaces
        // Options such as --mount=type=cache stand in front of the command.
        while word == "RUN", rest.hasPrefix("--") { rest = rest.drop { !$0.isWhitespace }.trimmingSpaces }
        let command = word == "RUN" ? Instruction.shellCommand(rest) ?? rest : rest
        self.init(keyword: String(word), arguments: String(command), of: word == "RUN" ? rest : "")
    }

    private init(keyword: String, arguments: String, of whole: Substring = "") {
        self.keyword = keyword
        self.arguments = arguments
        buildCommands = Instruction.commands(keyword, arguments)
        let isCounted = whole.first == "|"
        buildArguments =
            isCounted
            ? whole.dropLast(arguments.count).split(separator: " ").dropFirst().filter { $0.contains("=") }.map(
                String.init)
            : []
    }

    /// What a shell was given to run, build arguments in front (`|1 NAME=value /bin/sh -c`) left out; nil where there is none.
    private static func shellCommand(_ text: Substring) -> Substring? {
        var text = text
        if text.first == "|", let space = text.firstIndex(of: " "),
            let count = Int(text[text.index(after: text.startIndex)..<space])
        {
            // Values may hold anything, so the shell is looked for behind them.
            let shell = [" /bin/sh -", " /bin/bash -", " /usr/bin/env "].compactMap { text.firstRange(of: $0) }
                .min { $0.lowerBound < $1.lowerBound }
            if let shell {
                text = text[text.index(after: shell.lowerBound)...]
            } else {
                text = text[space...].trimmingSpaces
                var left = count
                while left > 0, text.prefix(while: { !$0.isWhitespace }).contains("=") {
                    text = text.drop { !$0.isWhitespace }.trimmingSpaces
                    left -= 1
                }
                return command(ofShell: text) ?? text
            }
        }
        return command(ofShell: text)
    }

    /// What stands behind a shell's name and its option `-c`; nil where the text begins otherwise.
    private static func command(ofShell text: Substring) -> Substring? {
        var text = text
        var shell = text.prefix { !$0.isWhitespace }
        if shell == "env" || shell.hasSuffix("/env") {
            text = text.dropFirst(shell.count).trimmingSpaces
            shell = text.prefix { !$0.isWhitespace }
        }
        let isPath = shell.hasPrefix("/")
        guard isPath && shell.hasSuffix("sh") || ["sh", "bash", "dash", "ash"].contains(shell) else { return nil }
        text = text.dropFirst(shell.count).trimmingSpaces
        while text.first == "-" {
            let flag = text.prefix { !$0.isWhitespace }
            text = text.dropFirst(flag.count).trimmingSpaces
            guard !flag.hasPrefix("--") else { continue }
            if flag.contains("o") { text = text.drop { !$0.isWhitespace }.trimmingSpaces }
            // A text in quotes is one a person wrote behind the name of a shell, for the shell that runs it to take apart.
            if flag.contains("c") { return isPath || !["'", "\""].contains(text.first) ? text : nil }
        }
        return nil
    }

    private static func isShell(_ text: Substring) -> Bool { text.split(separator: " ").first?.hasSuffix("sh") ?? true }

    private static func commands(_ keyword: String, _ arguments: String) -> [BuildCommand] {
        guard keyword == "RUN" || keyword.isEmpty else { return [] }
        if arguments.hasPrefix("["),
            let words = try? JSONDecoder().decode([String].self, from: Data(arguments.utf8)), !words.isEmpty
        {
            return BuildCommand.all(in: words)
        }
        return BuildCommand.all(in: arguments)
    }
}

extension Substring {
    /// The text without white space at its ends.
    var trimmingSpaces: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace ?? false { text = text.dropLast() }
        return text
    }
}
