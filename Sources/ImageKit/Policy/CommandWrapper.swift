import ImageReading

/// Programs that run another one, which stands in their arguments.
enum CommandWrapper {
    /// How a program takes the command that it runs.
    private struct Form {
        /// Options whose value is the next word.
        var valued: Set<String> = []
        /// How many words that are no options stand in front of the command.
        var operands = 0
    }

    private static let forms: [String: Form] = [
        "timeout": Form(valued: ["-k", "--kill-after", "-s", "--signal"], operands: 1),
        "nice": Form(valued: ["-n", "--adjustment"]), "nohup": Form(), "setsid": Form(),
        "ionice": Form(valued: ["-c", "--class", "-n", "--classdata"]),
        "stdbuf": Form(valued: ["-i", "-o", "-e"]), "fakeroot": Form(valued: ["-i", "-s"]),
        "xargs": Form(valued: [
            "-I", "-n", "-P", "-L", "-d", "-E", "-a", "-s", "--max-args", "--max-procs", "--delimiter",
        ]),
        "env": Form(valued: ["-u", "--unset", "-C", "--chdir"]), "gosu": Form(operands: 1),
        "su-exec": Form(operands: 1),
        "chroot": Form(operands: 1), "busybox": Form(), "tini": Form(), "dumb-init": Form(),
    ]

    /// The commands that a command runs; nil where it runs none.
    static func commands(_ program: String, _ arguments: ArraySlice<String>) -> [[String]]? {
        switch program {
        case "eval": return ShellWords.commands(arguments.joined(separator: " "))
        case "su", "runuser":
            guard let flag = arguments.firstIndex(where: { $0 == "-c" || $0 == "--command" }),
                let text = arguments[flag...].dropFirst().first
            else {
                let long = arguments.first { $0.hasPrefix("--command=") }
                return long.map { ShellWords.commands(String($0.dropFirst("--command=".count))) }
            }
            return ShellWords.commands(text)
        case "find":
            let actions: Set<String> = ["-exec", "-execdir", "-ok", "-okdir"]
            let commands = arguments.split { actions.contains($0) }.dropFirst(
                actions.contains(arguments.first ?? "") ? 0 : 1)
            let found = commands.map { Array($0.prefix { $0 != ";" && $0 != "+" }) }.filter { !$0.isEmpty }
            return found.isEmpty ? nil : [[program]] + found
        default: return forms[program].flatMap { command(behind: $0, arguments) }.map { [$0] }
        }
    }

    private static func command(behind form: Form, _ arguments: ArraySlice<String>) -> [String]? {
        var rest = arguments
        var operands = form.operands
        while let word = rest.first {
            if word == "--" {
                rest = rest.dropFirst()
                rest = rest.dropFirst(operands)
                break
            } else if word.hasPrefix("-") {
                rest = rest.dropFirst(form.valued.contains(word) ? 2 : 1)
            } else if ShellWords.isAssignment(word) {
                rest = rest.dropFirst()
            } else if operands > 0 {
                operands -= 1
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        return rest.isEmpty ? nil : Array(rest)
    }
}
