import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Containers start a program with arguments.
struct CommandLineRule: Rule {
    static let documentation = RuleDocumentation(
        id: "command-line",
        title: "What containers run",
        reason:
            "Limits, workers and debug switches are arguments; an image that loses them runs otherwise than documented.",
        method: """
            The words of Entrypoint and Cmd one behind the other, and the commands inside sh -c "..." with quotes taken off. \
            Where a shell script of at most 64 KiB is started, its commands too: a file named *.sh, entrypoint, start or run, \
            at most three folders deep outside /usr/lib and the like. Words must stand in the order and side by side as asked; \
            --option=value and --option value are the same. GUNICORN_CMD_ARGS counts where gunicorn is started.
            """,
        limits: """
            A script's variables, conditions and loops are not followed: a command counts wherever it stands. Settings in a \
            program's own file are not read; where gunicorn is started and gunicorn.conf.py lies in the working directory or \
            is named with -c, a missing argument has no data. Programs other than shell scripts are not looked into.
            """,
        remedy:
            "CMD [\"gunicorn\", \"--max-requests\", \"1000\", \"--max-requests-jitter\", \"100\", \"--preload\", \"app:app\"]",
        parameters: [
            .init(
                "program", "glob", "The file name of the program that is started, directly, by a shell or by a script."),
            .init("contains", "text or list", "Words that must stand side by side, each entry somewhere."),
            .init("absent", "text or list", "Words that may not."),
        ],
        example: "program: gunicorn\ncontains: [--max-requests 1000, --preload]\nabsent: --reload")

    private let program: String?
    private let contained: [String]
    private let absent: [String]

    init(_ parameters: RuleParameters) throws {
        program = try parameters.text("program")
        contained = try parameters.texts("contains") ?? []
        absent = try parameters.texts("absent") ?? []
        if program == nil, contained.isEmpty, absent.isEmpty {
            throw parameters.error("the rule needs program, contains or absent")
        }
        if (contained + absent).contains(where: { CommandLineRule.words($0).isEmpty }) {
            throw parameters.error("an argument to look for has no word")
        }
    }

    func captureMode(for path: BytePath) -> CaptureMode? { UseFiles.startScriptCaptureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let command = StartCommand(input)
        let field = Evidence.field(
            "Entrypoint, Cmd", command.words.isEmpty ? nil : command.words.joined(separator: " "))
        guard !command.words.isEmpty else { return .fail("the image names nothing to run", [field]) }
        var lines = command.lines.map { (words: CommandLineRule.split($0.words), evidence: $0.evidence) }
        let isGunicorn = lines.contains { line in line.words.contains { $0 == "gunicorn" || $0.hasSuffix("/gunicorn") }
        }
        let settings = DisplayText.decoded(input.analysis.image.configuration.variable("GUNICORN_CMD_ARGS"))
        if isGunicorn, !settings.isEmpty {
            lines.append((CommandLineRule.words(settings), .field("Env.GUNICORN_CMD_ARGS", settings)))
        }

        var evidence: [Evidence] = []
        var missing: [String] = []
        var wrong: [String] = []
        if let program, !lines.contains(where: { CommandLineRule.starts($0.words, GlobPattern(program)) }) {
            missing.append(program)
        }
        for text in contained {
            let wanted = CommandLineRule.words(text)
            if let line = lines.first(where: { CommandLineRule.holds($0.words, wanted) }) {
                if !evidence.contains(line.evidence) { evidence.append(line.evidence) }
            } else {
                missing.append(text)
            }
        }
        for text in absent {
            guard let line = lines.first(where: { CommandLineRule.holds($0.words, CommandLineRule.words(text)) }) else {
                continue
            }
            wrong.append("there is \(text)")
            evidence.append(line.evidence)
        }
        if evidence.isEmpty { evidence = [field] }
        if !wrong.isEmpty { return .fail(wrong.joined(separator: "; "), evidence) }
        guard missing.isEmpty else {
            let words = "not on the command line: \(missing.joined(separator: ", "))"
            guard let reason = unseen(command, lines.flatMap(\.words), isGunicorn: isGunicorn, input) else {
                return .fail(words + (command.script.map { ", nor in \($0)" } ?? ""), evidence)
            }
            return .noData("\(words); \(reason)", evidence)
        }
        let found = contained.isEmpty ? command.words.joined(separator: " ") : contained.joined(separator: ", ")
        return .pass(contained.isEmpty ? "runs \(found)" : "the command line has \(found)", evidence)
    }

    /// Why what is missing may stand somewhere else; nil where it can't.
    private func unseen(_ command: StartCommand, _ words: [String], isGunicorn: Bool, _ input: RuleInput) -> String? {
        if let script = command.unread { return "\(script) was not read and may set it" }
        guard isGunicorn else { return nil }
        if let option = words.firstIndex(where: { $0 == "-c" || $0 == "--config" }), option + 1 < words.count {
            return "\(words[option + 1]) may set it, which is Python and not read"
        }
        let folder = BytePath((input.execution.workingDir ?? "").utf8) ?? BytePath(normalized: [])
        let file = folder.appending("gunicorn.conf.py")
        return input.analysis.tree.lookup(file) == nil
            ? nil : "/\(file.string) may set it, which is Python and not read"
    }

    /// Whether a command is a program, also one that a wrapper is given to start.
    private static func starts(_ words: [String], _ program: GlobPattern) -> Bool {
        words.contains { program.matches(String($0.split(separator: "/").last ?? "")) }
    }

    private static func holds(_ words: [String], _ wanted: [String]) -> Bool {
        guard wanted.count <= words.count else { return false }
        return (0...(words.count - wanted.count)).contains { words[$0...].starts(with: wanted) }
    }

    private static func words(_ text: String) -> [String] { split(ShellWords.commands(text).first ?? []) }

    /// `--option=value` as two words.
    private static func split(_ words: [String]) -> [String] {
        words.flatMap { word -> [String] in
            guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return [word] }
            return [String(word[..<equals]), String(word[word.index(after: equals)...])]
        }
    }
}
