import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Every user and group is one.
struct UniqueAccountsRule: Rule {
    static let documentation = RuleDocumentation(
        id: "unique-accounts",
        title: "Unique users and groups",
        reason: "Two names of one number share their files and rights; of two lines of one name only the first counts.",
        method: "The names and numbers of /etc/passwd and /etc/group; each stands there once.",
        limits: "Lines that are none, and other sources of accounts (nsswitch.conf), are passed over.",
        remedy: "useradd and groupadd without --non-unique; remove the second line.",
        references: ["Dockle DKL-LI-0002"])

    init(_ parameters: RuleParameters) throws {}

    func captureMode(for path: BytePath) -> CaptureMode? { Accounts.captureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let (users, groups) = (input.accounts.users, input.accounts.groups)
        let offences =
            repeated(users.map { ($0.name, "uid \($0.id)") }, "/etc/passwd: user")
            + repeated(users.map { (String($0.id), $0.name) }, "/etc/passwd: uid")
            + repeated(groups.map { ($0.name, "gid \($0.id)") }, "/etc/group: group")
            + repeated(groups.map { (String($0.id), $0.name) }, "/etc/group: gid")
        return .offences(
            offences, "name or number twice", plural: "names or numbers twice",
            none:
                "\(Plural.text(users.count, "user")) and \(Plural.text(groups.count, "group")), each name and number once"
        )
    }

    private func repeated(_ items: [(key: String, other: String)], _ place: String) -> [Evidence] {
        Dictionary(grouping: items, by: \.key).filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map {
            key, items in
            let others = items.prefix(5).map(\.other).joined(separator: ", ") + (items.count > 5 ? ", ..." : "")
            return Evidence(.file, "\(place) \(key)", "\(items.count) times: \(others)")
        }
    }
}
