import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Files below a directory belong to a user and have no more permissions than allowed.
struct OwnershipRule: Rule {
    static let documentation = RuleDocumentation(
        id: "ownership",
        title: "Owner and mode of the files below a directory",
        reason: """
            An application that can't write to its own code can't be changed by whoever takes it over; one that must write \
            somewhere needs to own the place.
            """,
        method: """
            Every file and directory of the squashed tree at and below the path, by the numbers in the layers' tars; names are \
            looked up in the image's /etc/passwd and /etc/group. A mode must have no bit that the highest allowed one lacks.
            """,
        limits: """
            Symbolic links are left out: their owner and mode have no effect. Access control lists are not looked at, and \
            volumes mounted over the path hide it.
            """,
        remedy: "COPY --chown=app:app --chmod=755 . /app; a chown in a later RUN stores every file a second time.",
        parameters: [
            .init("path", "path", "The directory, or a file."),
            .init("owner", "name or number", "The user that everything must belong to."),
            .init("group", "name or number", "The group that everything must belong to."),
            .init(
                "not-owner", "name or number", "A user that nothing may belong to, for code that must not be changed."),
            .init("max-mode", "octal", "The bits that may be set, for example 755; setuid and setgid count."),
            .init("except", "list of globs", "Paths to leave out, for example /app/cache/*."),
        ],
        example: "path: /app\nowner: app\ngroup: app\nmax-mode: 755")

    private let path: String
    private let owner: String?
    private let group: String?
    private let otherThan: String?
    private let mode: UInt16?
    private let excepted: [GlobPattern]

    init(_ parameters: RuleParameters) throws {
        path = try parameters.requiredText("path")
        owner = try parameters.text("owner")
        group = try parameters.text("group")
        otherThan = try parameters.text("not-owner")
        mode = try parameters.read("max-mode", FileMode.form, FileMode.parse)
        excepted = try (parameters.texts("except") ?? []).map { GlobPattern($0) }
        if owner == nil, group == nil, otherThan == nil, mode == nil {
            throw parameters.error("the rule needs owner, group, not-owner or max-mode")
        }
    }

    func captureMode(for path: BytePath) -> CaptureMode? { Accounts.captureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let tree = input.analysis.tree
        guard let start = BytePath(path.utf8).flatMap({ tree.lookup($0) }) else {
            return .fail("there is no \(path)", [Evidence(.file, path, "missing")])
        }
        var users: [UInt32?] = []
        for name in [owner, otherThan] {
            let id = name.flatMap { input.accounts.user($0)?.id ?? UInt32($0) }
            if let name, id == nil { return unknown(name, "user", "/etc/passwd", input) }
            users.append(id)
        }
        let groupID = group.flatMap { input.accounts.groupID($0) }
        if let group, groupID == nil { return unknown(group, "group", "/etc/group", input) }

        var offences: [Evidence] = []
        var count = 0
        for node in tree.nodes(from: start) where tree.kind(of: node) != .symbolicLink {
            let text = "/" + tree.path(of: node).string
            guard !excepted.contains(where: { $0.matches(text) }) else { continue }
            count += 1
            let found = tree.owner(of: node)
            let isRight =
                (users[0] == nil || found.user == users[0]) && (users[1] == nil || found.user != users[1])
                && (groupID == nil || found.group == groupID) && (mode.map { tree.mode(of: node) & ~$0 == 0 } ?? true)
            if !isRight { offences.append(.node(node, of: tree)) }
        }
        let asked = [
            owner.map { "owner \($0)" }, group.map { "group \($0)" }, otherThan.map { "not owned by \($0)" },
            mode.map { "mode at most \(Evidence.octal($0))" },
        ].compactMap(\.self).joined(separator: ", ")
        guard !offences.isEmpty else {
            return .pass("\(count) files and directories at \(path): \(asked)", [.node(start, of: tree)])
        }
        return .offences(
            offences, "of \(count) paths is not as asked (\(asked))",
            plural: "of \(count) paths are not as asked (\(asked))",
            none: "\(count) files and directories at \(path): \(asked), but for the excepted")
    }

    private func unknown(_ name: String, _ kind: String, _ file: String, _ input: RuleInput) -> Judgement {
        input.accounts.isKnown
            ? .fail("\(file) has no \(kind) \(name)", [Evidence(.file, file)])
            : .noData("the image has no \(file) that tells who \(name) is")
    }
}
