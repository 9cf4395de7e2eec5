import ArgumentParser
import FoundationEssentials
import ImageKit

/// Shows what policies and rules there are.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "List policies and rules, explain one, or print a policy to start from.",
        discussion: """
            EXAMPLES
              imagescan policy list
              imagescan policy show no-setuid
              imagescan policy show cis
              imagescan policy init > policy.yaml
              imagescan check app.tar --policy policy.yaml
            """,
        subcommands: [List.self, Show.self, Init.self])

    /// Lists policies and rules.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the policies and rules that come with imagescan.")

        @OptionGroup var output: OutputOptions<PolicyList>

        func validate() throws { try output.check() }

        func run() async throws { try output.write(PolicyList()) }
    }

    /// Explains a rule, or shows a policy.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Explain a rule: how it is decided, what it can't see, how to fix an image; or show a policy's text.")

        @Argument(
            help: "A rule, a check of a policy such as CIS-DI-0008, or a policy.",
            completion: .list(Policy.builtInNames + RuleCatalog.rules.map { $0.documentation.id }))
        var name: String

        func run() async throws {
            if let source = Policy.source(ofBuiltIn: name) { return try Terminal.write(source) }
            guard let rule = try RuleCatalog.rule(named: name) ?? rule(ofCheck: name) else {
                let near = TextDistance.nearest(
                    to: name, among: Policy.builtInNames + RuleCatalog.rules.map { $0.documentation.id })
                throw ValidationError(
                    "there is no rule or policy \(name)\(near.map { " (did you mean \($0)?)" } ?? ""); imagescan policy list shows all"
                )
            }
            try Terminal.write(RulePage(rule).text(width: min(Terminal.width, 100)))
        }

        /// The rule behind a check of a policy that comes with the program.
        private func rule(ofCheck id: String) throws -> (any Rule.Type)? {
            let entries = try Policy.builtInNames.compactMap { try Policy.builtIn($0) }.flatMap(\.entries)
            return entries.first { $0.id.lowercased() == id.lowercased() }.map { type(of: $0.rule) }
        }
    }

    /// Prints a policy to start from.
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a policy to start your own from.")

        @Option(
            help: "The policy to copy: \(Policy.builtInNames.joined(separator: ", ")).",
            completion: .list(Policy.builtInNames))
        var from = "default"

        func validate() throws {
            guard Policy.builtInNames.contains(from) else {
                throw ValidationError(
                    "there is no policy \(from); there are \(Policy.builtInNames.joined(separator: ", "))")
            }
        }

        func run() async throws { try Terminal.write((Policy.source(ofBuiltIn: from) ?? "") + Init.exception) }

        /// An exception to change, which does nothing before it is.
        private static let exception = """

            # What is allowed all the same, with the reason and the last day.
            # Take the marks away to use it.
            # exceptions:
            #   - rule: no-setuid
            #     path: [/usr/bin/su, /usr/bin/passwd]
            #     reason: logins on the console are needed until the new one is there
            #     expires: 2027-01-31

            """
    }
}

/// A policy or claims file as it is named on the command line.
enum PolicyFile {
    /// The policies that come with the program and files whose names begin so, for the completion of shells.
    static func completions(_ prefix: String) -> [String] {
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        return Policy.builtInNames
            + files.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { folder + $0 }.sorted()
    }

    /// A policy that comes with the program, or else a file.
    static func load(_ name: String) throws -> Policy { try Policy.builtIn(name) ?? read(name) }

    /// A file.
    static func read(_ file: String) throws -> Policy {
        let text: String
        do {
            text = try TextFile.contents(of: file)
        } catch let error as SettingsError {
            throw PolicyError(
                "\(error)"
                    + (file.contains("/") || file.contains(".")
                        ? ""
                        : "; policies that come with the program: "
                            + Policy.builtInNames.joined(separator: ", ")))
        }
        return try Policy(yaml: text, file: file)
    }
}
