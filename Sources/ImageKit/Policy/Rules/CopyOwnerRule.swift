import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What COPY brings belongs to a user from the start.
struct CopyOwnerRule: Rule {
    static let documentation = RuleDocumentation(
        id: "copy-owner",
        title: "Files are copied with their owner",
        reason: "Files that a RUN chown gives to a user later are stored twice: once as root's and once as the user's.",
        method: """
            The layers that the image's own COPY and ADD steps made: every file in them, at or below the path, must belong to \
            the owner in the layer itself. So COPY --chown is seen in its effect, which every builder leaves, and not in the \
            history, where buildah drops the flag.
            """,
        limits: """
            Directories are left out: builders make missing ones as root's. A squashed image, or one whose history does not \
            fit its layers, has no data. Sources whose files had the numbers already pass without the flag.
            """,
        remedy: "COPY --chown=app:app . /app",
        parameters: [
            .init("path", "path", "Where the files lie, for example /app; without it the whole tree."),
            .init("owner", "name or number", "The user they belong to; without it anybody but root."),
            .init("group", "name or number", "The group they belong to."),
        ],
        example: "path: /app\nowner: app\ngroup: app")

    private let path: BytePath
    private let owner: String?
    private let group: String?

    init(_ parameters: RuleParameters) throws {
        path = try parameters.read("path", "an absolute path") { BytePath($0.utf8) } ?? BytePath(normalized: [])
        owner = try parameters.text("owner")
        group = try parameters.text("group")
    }

    func captureMode(for path: BytePath) -> CaptureMode? { Accounts.captureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let copies = input.history.ownSteps.filter {
            ["COPY", "ADD"].contains($0.instruction.keyword) && $0.layer != nil
        }
        guard !copies.isEmpty else {
            return .noData("the history tells of no COPY that made a layer")
        }
        let user = owner.flatMap { input.accounts.user($0)?.id ?? UInt32($0) }
        let groupID = group.flatMap { input.accounts.groupID($0) }
        if let owner, user == nil { return .fail("/etc/passwd has no user \(owner)", [Evidence(.file, "/etc/passwd")]) }
        if let group, groupID == nil {
            return .fail("/etc/group has no group \(group)", [Evidence(.file, "/etc/group")])
        }

        var offences: [Evidence] = []
        var good: [Evidence] = []
        var count = 0
        for step in copies {
            guard let number = step.layer, number < input.analysis.tree.layers.count else { continue }
            let changeset = input.analysis.tree.layers[number].changeset
            let before = (count, offences.count)
            for entry in 0..<changeset.count where Ledger.isFile(changeset.records[entry]) {
                let record = changeset.records[entry]
                guard isInside(changeset.path(of: entry)) else { continue }
                count += 1
                let isRight = user.map { $0 == record.userID } ?? (record.userID != 0)
                if !isRight || (groupID.map { $0 != record.groupID } ?? false) {
                    let facts = "mode \(Evidence.octal(record.mode)), owner \(record.userID):\(record.groupID)"
                    offences.append(
                        Evidence(.file, "/" + DisplayText.decoded(changeset.path(of: entry)), facts, layer: number))
                }
            }
            if count > before.0, offences.count == before.1 {
                good.append(.step(step, Plural.text(count - before.0, "file")))
            }
        }
        let place = "/" + path.string
        guard count > 0 else { return .noData("no COPY brought a file to \(place)") }
        let wanted = owner.map { "owned by \($0)" } ?? "not root's"
        guard offences.isEmpty else {
            return .offences(
                offences, "of \(count) files was not copied as \(wanted)",
                plural: "of \(count) files were not copied as \(wanted)",
                none: "the other files were copied as \(wanted)")
        }
        return .pass(
            "\(Plural.text(count, "file")) copied to \(place): \(wanted)\(group.map { ":\($0)" } ?? "") in their layer",
            good)
    }

    private func isInside(_ entry: ArraySlice<UInt8>) -> Bool {
        path.bytes.isEmpty
            || entry.starts(with: path.bytes)
                && (entry.count == path.bytes.count || entry.dropFirst(path.bytes.count).first == UInt8(ascii: "/"))
    }
}
