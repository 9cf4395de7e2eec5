import ImageReading

/// Programs that run another one, which stands in their arguments.
enum CommandWrapper {
    /// A command that another one runs.
    struct Command {
        let words: ArraySlice<String>
        /// The variables that are set for it, as by `env NAME=value`.
        let variables: [String]
    }

    /// How a program takes the command that it runs.
    private struct Form {
        /// Options whose value is the next word.
        var valued: Set<String> = []
        /// How many words that are no options stand in front of the command.
        var operands = 0
        /// Options with which it runs nothing that stands behind them as words.
        var idle: Set<String> = []
    }

    private static let forms: [String: Form] = [
        "sudo": Form(valued: [
            "-u", "--user", "-g", "--group", "-h", "--host", "-p", "--prompt", "-C", "--close-from", "-D", "--chdir",
            "-R", "--chroot", "-T", "--command-timeout", "-U", "--other-user", "-r", "--role", "-t", "--type",
        ]),
        "doas": Form(valued: ["-u", "-C"]),
        "exec": Form(valued: ["-a"]), "command": Form(idle: ["-v", "-V"]), "builtin": Form(), "time": Form(),
        "timeout": Form(valued: ["-k", "--kill-after", "-s", "--signal"], operands: 1),
        "nice": Form(valued: ["-n", "--adjustment"]), "nohup": Form(), "setsid": Form(), "eatmydata": Form(),
        "ionice": Form(valued: ["-c", "--class", "-n", "--classdata"]), "chrt": Form(operands: 1),
        "taskset": Form(operands: 1),
        "stdbuf": Form(valued: ["-i", "-o", "-e"]), "fakeroot": Form(valued: ["-i", "-s"]),
        "xargs": Form(valued: [
            "-I", "-n", "-P", "-L", "-d", "-E", "-a", "-s", "--max-args", "--max-procs", "--delimiter",
        ]),
        "env": Form(valued: ["-u", "--unset", "-C", "--chdir"], idle: ["-S", "--split-string"]),
        "gosu": Form(operands: 1), "su-exec": Form(operands: 1), "s6-setuidgid": Form(operands: 1),
        "chroot": Form(operands: 1), "flock": Form(valued: ["-w", "--timeout", "-E"], operands: 1),
        "setarch": Form(operands: 1), "linux32": Form(), "linux64": Form(),
        "xvfb-run": Form(valued: ["-n", "-s", "-e"]),
        "busybox": Form(), "tini": Form(valued: ["-p", "-e"]), "dumb-init": Form(valued: ["-r", "--rewrite"]),
    ]

    /// Whether a program runs another one as another user, as sudo does.
    static func isSudo(_ program: String) -> Bool { program == "sudo" || program == "doas" }

    /// The command that the arguments of another one are; nil where it runs none.
    static func command(in words: ArraySlice<String>) -> Command? {
        guard let program = words.first, let form = forms[ShellWords.programName(program)] else { return nil }
        var rest = words.dropFirst()
        var operands = form.operands
        var variables: [String] = []
        while let word = rest.first {
            if word == "--" {
                rest = rest.dropFirst(1 + operands)
                break
            } else if word.hasPrefix("-") {
                if form.idle.contains(word) { return nil }
                rest = rest.dropFirst(word.takesNextWord(form.valued) ? 2 : 1)
            } else if ShellWords.isAssignment(word) {
                variables.append(word)
                rest = rest.dropFirst()
            } else if ShellWords.isRedirection(word) {
                rest = rest.dropFirst(ShellWords.isOperator(word) ? 2 : 1)
            } else if operands > 0 {
                operands -= 1
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        return rest.isEmpty ? nil : Command(words: rest, variables: variables)
    }

    /// The command at the end of all wrappers.
    static func innermost(_ words: ArraySlice<String>) -> ArraySlice<String> {
        var words = words
        while let inner = command(in: words) { words = inner.words }
        return words
    }

    /// The text that a shell runs for a program other than a shell; nil where there is none.
    static func text(in words: ArraySlice<String>) -> String? {
        let arguments = words.dropFirst()
        switch words.first.map(ShellWords.programName) {
        case "eval": return arguments.joined(separator: " ")
        case "env":
            let flag = arguments.firstIndex { $0 == "-S" || $0 == "--split-string" }
            return flag.map { arguments[$0...].dropFirst().joined(separator: " ") }
        case "su", "runuser":
            if let flag = arguments.firstIndex(where: { $0 == "--command" || $0.takesNextWord(["-c"]) }) {
                return arguments[flag...].dropFirst().first
            }
            let prefix = "--command="
            return arguments.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        default: return nil
        }
    }

    /// The commands that find is told to run for what it finds.
    static func actions(in words: ArraySlice<String>) -> [ArraySlice<String>] {
        guard let program = words.first, ShellWords.programName(program) == "find" else { return [] }
        let actions: Set<String> = ["-exec", "-execdir", "-ok", "-okdir"]
        return words.split(omittingEmptySubsequences: false) { actions.contains($0) }.dropFirst()
            .map { $0.prefix { $0 != ";" && $0 != "+" } }.filter { !$0.isEmpty }
    }
}

extension String {
    /// Whether it is an option whose value is the next word, alone or as the last of several letters behind one dash.
    func takesNextWord(_ valued: Set<String>) -> Bool {
        if valued.contains(self) { return true }
        guard !valued.isEmpty, hasPrefix("-"), !hasPrefix("--") else { return false }
        // What stands behind a letter that has a value is that value.
        let letters = dropFirst()
        guard let place = letters.firstIndex(where: { valued.contains("-\($0)") }) else { return false }
        return letters.index(after: place) == endIndex
    }
}
