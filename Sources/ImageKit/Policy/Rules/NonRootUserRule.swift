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
            variables are not expanded by engines and so never name a user. A name that /etc/passwd lacks fails: the container \
            would not start.
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
        if let user = input.accounts.user(name) {
            let line = Evidence(.file, "/etc/passwd", "\(user.name) is \(user.id):\(user.group)")
            return user.id == 0
                ? .fail("runs as root: USER \(written) is user 0 (explicit root)", [field, line])
                : .pass("runs as \(user.name), uid \(user.id)", [field, line])
        }
        if let id = UInt32(name) {
            return id == 0
                ? .fail("runs as root: USER \(written) (explicit root)", [field])
                : .pass("runs as uid \(id), which /etc/passwd does not name", [field])
        }
        if name == "root" { return .fail("runs as root: USER \(written) (explicit root)", [field]) }
        return input.accounts.isKnown
            ? .fail("the user \(name) is not in /etc/passwd; a container would not start", [field])
            : .noData("the image has no /etc/passwd that tells who \(name) is", [field])
    }
}
