import ArgumentParser
import ImageKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What to type instead of what a newcomer typed.
enum Guidance {
    /// Looks at the first words before they are parsed.
    ///
    /// - Throws: a usage error where they name an image instead of a command, or ask for help on a command that is not there.
    ///
    /// - Parameters:
    ///   - arguments: the words behind the program's name.
    ///   - types: the commands.
    static func check(_ arguments: [String], commands types: [any ParsableCommand.Type]) throws {
        let commands = types.map { $0._commandName }
        if arguments.first == "-" {
            throw ValidationError(
                "say what you want to know of the image, as in\n  docker save app | imagescan inventory -")
        }
        guard let first = arguments.first, !first.hasPrefix("-") else { return }
        if let command = types.first(where: { $0._commandName == first }) {
            try check(arguments.dropFirst().first, subcommandsOf: command)
            return
        }
        if first == "help" {
            guard arguments.count > 1, let command = arguments.dropFirst().first(where: { !$0.hasPrefix("-") }),
                !commands.contains(command), command != "help"
            else { return }
            throw ValidationError("there is no command \(command); there are \(commands.joined(separator: ", "))")
        }
        // Unsafe: the C string lives as long as the call.
        if unsafe access(ImageReference(first).path, F_OK) == 0 {
            throw ValidationError(
                """
                say what you want to know of the image: its packages, its bytes, or what to change
                  imagescan inventory \(first)
                  imagescan usage \(first)
                  imagescan advise \(first)
                """)
        }
        if let hint = hint(forImage: first) { throw ValidationError("\(hint)") }
        if first.contains("/") || first.contains(".") {
            throw ValidationError(
                "there is no file \(first); give a command and an image, as in\n  imagescan inventory app.tar")
        }
        if let near = TextDistance.nearest(to: first, among: commands + ["help"]) {
            throw ValidationError("there is no command \(first) (did you mean \(near)?); imagescan --help lists them")
        }
        throw ValidationError(
            """
            there is no command or file \(first); imagescan --help lists the commands
            If it is an image of an engine, give its archive:
              docker save \(first) | imagescan inventory -
            """)
    }

    /// Looks at the word behind a command that has commands of its own.
    private static func check(_ word: String?, subcommandsOf command: any ParsableCommand.Type) throws {
        let names = command.configuration.subcommands.map { $0._commandName }
        guard let word, !names.isEmpty, !word.hasPrefix("-"), word != "help", !names.contains(word) else { return }
        let name = command._commandName
        let isRule = RuleCatalog.rule(named: word) != nil || Policy.builtInNames.contains(word)
        throw ValidationError(
            "imagescan \(name) has no command \(word); "
                + (name == "policy" && isRule
                    ? "try\n  imagescan policy show \(word)" : "it has \(names.joined(separator: ", "))"))
    }

    /// What to do where a name that looks like that of an image in a registry or an engine is no file; nil for other names.
    static func hint(forImage name: String) -> String? {
        var name = name
        for scheme in ["http://", "https://"] where name.hasPrefix(scheme) {
            return "imagescan reads image archives and fetches nothing; try\n  curl -L \(name) | imagescan inventory -"
        }
        for scheme in ["docker://", "docker-daemon:"] where name.hasPrefix(scheme) {
            name.removeFirst(scheme.count)
        }
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "._-/:@".utf8.contains(byte)
        }
        guard isName, name.contains(":") || name.contains("@"), !name.hasPrefix("/"), !name.hasPrefix(".") else {
            return nil
        }
        return "imagescan reads image archives and fetches nothing; try\n  docker save \(name) | imagescan inventory -"
    }
}
