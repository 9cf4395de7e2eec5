import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What containers of an image run: entrypoint and command, shells unwrapped and a start script read.
struct StartCommand {
    /// A command with its words, and where it stands.
    struct Line {
        let words: [String]
        let evidence: Evidence
    }

    private static let longestScript = 64 << 10

    /// The words that an engine starts.
    let words: [String]
    /// Those words, and the commands of the shell or script that they start.
    private(set) var lines: [Line]
    /// The script that they start, where its text was read.
    private(set) var script: String?
    /// The program that they start and that was not read: a script that was not kept or is too large.
    private(set) var unread: String?

    init(_ input: RuleInput) {
        let execution = input.execution
        words = (execution.entrypoint ?? []) + (execution.cmd ?? [])
        let isEntrypoint = !(execution.entrypoint ?? []).isEmpty
        let field = Evidence.field(
            isEntrypoint ? "Entrypoint, Cmd" : "Cmd", words.isEmpty ? nil : words.joined(separator: " "))
        let commands = words.isEmpty ? [] : BuildCommand.all(in: words).filter { !$0.words.isEmpty }
        lines = commands.map { Line(words: Array($0.words), evidence: field) }
        guard let last = commands.last?.words else { return }
        let program = ShellCall(last).map(\.script) ?? last.first
        if let program { read(program, input) }
    }

    /// Adds the commands of a script.
    private mutating func read(_ program: String, _ input: RuleInput) {
        let tree = input.analysis.tree
        guard
            let found = CommandSearch(input).programs(program, allowsGlob: false).first?.file
                ?? StartCommand.file(program, input)
        else {
            return
        }
        let path = "/" + tree.path(of: found).string
        guard let contents = tree.contents(of: found) else {
            if program.hasSuffix(".sh") { unread = path }
            return
        }
        guard contents.count <= StartCommand.longestScript, !contents.contains(0) else {
            unread = path
            return
        }
        // An interpreter other than a shell reads another language.
        let first = contents.prefix { $0 != UInt8(ascii: "\n") }
        let interpreter = DisplayText.decoded(first).split(separator: " ").map { ShellWords.programName(String($0)) }
        guard !first.starts(with: "#!".utf8) || interpreter.contains(where: ShellCall.isShell) else { return }
        script = path
        let text = contents.split(separator: UInt8(ascii: "\n")).map { DisplayText.decoded($0) }
            .filter { !$0.drop(while: \.isWhitespace).hasPrefix("#") }.joined(separator: "\n")
        let layer = tree.layer(of: found)
        lines += BuildCommand.all(in: text).filter { !$0.words.isEmpty }.map { command in
            Line(words: Array(command.words), evidence: Evidence(.file, path, command.text, layer: layer))
        }
    }

    /// A script that a shell is given needs no bit that lets it be started.
    private static func file(_ program: String, _ input: RuleInput) -> FileTree.NodeID? {
        let folder = BytePath((input.execution.workingDir ?? "").utf8) ?? BytePath(normalized: [])
        let path = program.hasPrefix("/") ? BytePath(program.utf8) : BytePath(folder.appending(program).bytes)
        return path.flatMap { input.analysis.tree.lookup($0) }
    }
}
