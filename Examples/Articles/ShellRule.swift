import ImageKit

/// No shell is in the image: a rule that a policy of your own can have beside the library's.
struct NoShellRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-shell",
        title: "No shell",
        reason: "Whoever gets into a container without a shell can do less there.",
        method: "Whether one of the paths that the policy names, or else /bin/sh and /bin/bash, is there.",
        limits: "A shell by another name is not found.",
        remedy: "Take a base without a shell, such as a distroless one.",
        parameters: [.init("paths", "list of paths", "The shells. Without it /bin/sh and /bin/bash.")])

    private let paths: [String]

    /// Reads the parameters; what is missing or wrong is a ``PolicyError`` with the line of the policy.
    init(_ parameters: RuleParameters) throws {
        paths = try parameters.texts("paths") ?? ["/bin/sh", "/bin/bash"]
    }

    func judge(_ input: RuleInput) -> Judgement {
        let tree = input.analysis.tree
        let shells = paths.compactMap { path in
            BytePath(path.utf8).flatMap { tree.lookup($0) }.map { Evidence.node($0, of: tree) }
        }
        return shells.isEmpty ? .pass("no shell is in the image") : .fail("a shell is in the image", shells)
    }
}

/// Decides that rule for an image.
func check(_ path: String, today: CalendarDate) async throws -> [Finding] {
    let noShell = try NoShellRule(RuleParameters(yaml: "paths: [/bin/sh, /usr/bin/dash]"))
    let policy = Policy(
        name: "ours",
        entries: [Policy.Entry(id: "no-shell", title: "No shell is there", rule: noShell)])

    var options = ScanOptions()
    // What the rules need to see has to be asked for before layers are read.
    options.prepare(for: [policy])
    let analysis = try await ImageAnalyzer(options: options).analyze(
        ImageArchive(path: path, options: options).image())
    return PolicyCheck(RuleInput(analysis, today: today), policies: [policy]).findings
}
