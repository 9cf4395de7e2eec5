import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Containers run as a user other than root.
struct NonRootUserRule: Rule {
    static let documentation = RuleDocumentation(
        id: "non-root-user",
        title: "Default non-root user",
        reason: """
            A process that runs as root inside a container is root to the kernel too. What breaks out of it, or is mounted into \
            it, has root's rights unless user namespaces are set up.
            """,
        method: """
            The user that the configuration names is looked up in the image's /etc/passwd, by name and then by number, as \
            container engines do. User 0 is root under any name. No user at all is implicit root, user 0 explicit root; \
            variables are not expanded by engines and so never name a user. A name that /etc/passwd lacks fails, also where there \
            is no such file, and so do a group that /etc/group lacks and numbers above 2147483647: the container would not \
            start.
            """,
        limits: """
            Whoever starts the container can choose another user. A process that starts as root and gives its rights up later, \
            as databases do, fails here.
            """,
        remedy: "Create a user and end the Dockerfile with it: RUN useradd --uid 1000 app, then USER 1000.",
        references: [
            "Docker Scout: Default non-root user", "CIS Docker Benchmark 4.1", "Dockle CIS-DI-0001",
        ])

    init(_ parameters: RuleParameters) throws {}

    func captureMode(for path: BytePath) -> CaptureMode? { Accounts.captureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let written = input.execution.user ?? ""
        let name = written.prefix { $0 != ":" }
        let field = Evidence.field("User", written.isEmpty ? nil : written)
        guard !written.isEmpty, !name.isEmpty else {
            return .fail("runs as root: no user is set (implicit root)", [field])
        }
        let judgement = judge(name, written, field, input)
        let parts = written.split(separator: ":", maxSplits: 1)
        guard judgement.verdict == .pass, parts.count == 2 else { return judgement }
        return unusable(group: parts[1], field, input) ?? judgement
    }

    private func judge(
        _ name: Substring, _ written: String, _ field: Evidence, _ input: RuleInput
    ) -> Judgement {
        if let user = input.accounts.user(name) {
            let line = Evidence(.file, "/etc/passwd", "\(user.name) is \(user.id):\(user.group)")
            return user.id == 0
                ? .fail("runs as root: USER \(written) is user 0 (explicit root)", [field, line])
                : .pass("runs as \(user.name), uid \(user.id)", [field, line])
        }
        if let id = UInt32(name) {
            if id == 0 { return .fail("runs as root: USER \(written) (explicit root)", [field]) }
            guard id <= NonRootUserRule.highestNumber else {
                return .fail("the uid \(id) is above 2147483647; a container would not start", [field])
            }
            return .pass("runs as uid \(id), which /etc/passwd does not name", [field])
        }
        if name == "root" { return .fail("runs as root: USER \(written) (explicit root)", [field]) }
        switch input.accounts.passwordFile {
        case .read: return .fail("the user \(name) is not in /etc/passwd; a container would not start", [field])
        case .missing:
            return .fail("there is no /etc/passwd to name the user \(name); a container would not start", [field])
        case .unread(let path):
            return .noData("\(path), which is /etc/passwd, was not read: who \(name) is, is not known", [field])
        }
    }

    /// What is said of a group that a container can't run with, or that is not known; nil for others.
    private func unusable(group: Substring, _ field: Evidence, _ input: RuleInput) -> Judgement? {
        if input.accounts.groups.contains(where: { $0.name == group }) { return nil }
        if let id = UInt32(group) {
            return id <= NonRootUserRule.highestNumber
                ? nil : .fail("the gid \(id) is above 2147483647; a container would not start", [field])
        }
        if case .unread(let path) = input.accounts.groupFile {
            return .noData("\(path), which is /etc/group, was not read: what \(group) is, is not known", [field])
        }
        return .fail("the group \(group) is not in /etc/group; a container would not start", [field])
    }

    /// The highest number of a user or a group that engines take.
    private static let highestNumber: UInt32 = 2_147_483_647
}
