import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A user has the numbers, shell and origin that a document says.
struct UserRule: Rule {
    static let documentation = RuleDocumentation(
        id: "user",
        title: "The user of the containers",
        reason: """
            Files that are shared with the host and orders such as runAsUser go by numbers; a shell that refuses to start keeps \
            an account from being used for anything but its service.
            """,
        method: """
            The user that the configuration names, or the one given by `name`, looked up in the image's /etc/passwd and \
            /etc/group by name and then by number. Its origin is the lowest layer whose /etc/passwd has the name; it is \
            created in the image where that layer is not the base image's.
            """,
        limits: """
            Which layers are the base image's is certain only with --base; else the history tells, and where it does not, \
            only a user of the lowest layer remains without data. Users from a directory service are not seen.
            """,
        remedy: """
            RUN groupadd --gid 1000 app && useradd --uid 1000 --gid app --shell /sbin/nologin --no-create-home app, then USER app.
            """,
        parameters: [
            .init("name", "text", "The user to look at; without it the one that containers run as."),
            .init("configured", "true or false", "Whether containers must run as this user; without it true."),
            .init("uid", "number", "The user's number."),
            .init("gid", "number", "The number of the group that containers run with, or of the user's first group."),
            .init("group", "text", "The name of that group."),
            .init("shell", "path", "The login shell, for example /sbin/nologin."),
            .init("home", "path", "The home directory."),
            .init("created", "true or false", "Whether the image itself, not its base, must have made the user."),
        ],
        example: "name: app\nuid: 1000\ngid: 1000\nshell: /sbin/nologin\ncreated: true")

    private let name: String?
    private let isConfigured: Bool
    private let uid: Int?
    private let gid: Int?
    private let group: String?
    private let shell: String?
    private let home: String?
    private let created: Bool?

    init(_ parameters: RuleParameters) throws {
        name = try parameters.text("name")
        isConfigured = try parameters.flag("configured") ?? true
        uid = try parameters.number("uid")
        gid = try parameters.number("gid")
        group = try parameters.text("group")
        shell = try parameters.text("shell")
        home = try parameters.text("home")
        created = try parameters.flag("created")
    }

    func captureMode(for path: BytePath) -> CaptureMode? { Accounts.captureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let written = input.execution.user ?? ""
        let parts = written.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let configured = parts.first.map(String.init).flatMap { $0.isEmpty ? nil : $0 } ?? "0"
        let wanted = name ?? configured
        let field = Evidence.field("User", written.isEmpty ? nil : written)
        let user = input.accounts.user(wanted)
        var wrong: [String] = []
        if isConfigured, name != nil, wanted != configured, user == nil || input.accounts.user(configured) != user {
            wrong.append("containers run as \(written.isEmpty ? "root" : written), not \(wanted)")
        }
        guard let user else {
            if case .unread(let path) = input.accounts.passwordFile {
                return .noData("\(path), which is /etc/passwd, was not read", [field])
            }
            return unnamed(wanted, field, wrong)
        }

        let isOwn = input.accounts.user(configured) == user
        let groupID = isOwn && parts.count > 1 ? input.accounts.groupID(parts[1]) : user.group
        let groupName = input.accounts.groups.first { $0.id == groupID }?.name
        if let uid, Int(user.id) != uid { wrong.append("uid is \(user.id), not \(uid)") }
        if let gid, groupID.map(Int.init) != gid {
            wrong.append("gid is \(groupID.map { "\($0)" } ?? "unknown"), not \(gid)")
        }
        if let group, groupName != group { wrong.append("the group is \(groupName ?? "without a name"), not \(group)") }
        let foundShell = user.shell.isEmpty ? "/bin/sh" : user.shell
        if let shell, foundShell != shell { wrong.append("the shell is \(foundShell), not \(shell)") }
        if let home, user.home != home { wrong.append("the home directory is \(user.home), not \(home)") }

        let origin = UserOrigin(of: user.name, in: input)
        let line =
            "\(user.name) is \(user.id):\(groupID.map { "\($0)" } ?? "?"), home \(user.home), shell \(foundShell)"
        var evidence = [field, Evidence(.file, "/etc/passwd", line, layer: origin.layer)]
        if let step = origin.step { evidence.append(.step(step)) }
        if let created, let isOwn = origin.isOwn, isOwn != created {
            wrong.append(created ? "\(user.name) comes from the base image" : "\(user.name) was made in this image")
        }
        guard wrong.isEmpty else { return .fail(wrong.joined(separator: "; "), evidence) }
        let message = "\(user.name), uid \(user.id), gid \(groupID.map { "\($0)" } ?? "?"), shell \(foundShell)"
        guard let created else { return .pass(message, evidence) }
        guard origin.isOwn != nil else {
            return .noData("\(message); which layers are the base image's is not known", evidence)
        }
        return .pass(
            "\(message), \(created ? "created in layer" : "from the base's layer") \(origin.layer ?? 0)", evidence)
    }

    /// A number that /etc/passwd does not name has neither shell nor home.
    private func unnamed(_ wanted: String, _ field: Evidence, _ wrong: [String]) -> Judgement {
        guard let id = UInt32(wanted) else {
            return .fail((wrong + ["/etc/passwd has no \(wanted)"]).joined(separator: "; "), [field])
        }
        let asksMore = gid != nil || group != nil || shell != nil || home != nil || created == true
        if let uid, uid != Int(id) { return .fail("uid is \(id), not \(uid)", [field]) }
        return asksMore || !wrong.isEmpty
            ? .fail((wrong + ["/etc/passwd does not name uid \(id)"]).joined(separator: "; "), [field])
            : .pass("uid \(id), which /etc/passwd does not name", [field])
    }
}

/// Which layer made a user.
private struct UserOrigin {
    /// The lowest layer whose /etc/passwd has the name.
    let layer: Int?
    /// The step of the build that made the layer.
    let step: BuildStep?
    /// Whether the layer is not the base image's; nil where that is not known.
    let isOwn: Bool?

    init(of name: String, in input: RuleInput) {
        let layer = input.analysis.tree.layers.firstIndex { layer in
            layer.contents(at: Accounts.passwordFile).map { Accounts.names($0).contains(name) } ?? false
        }
        self.layer = layer
        step = layer.flatMap { layer in input.history.steps.first { $0.layer == layer } }
        guard let layer else {
            isOwn = nil
            return
        }
        // Where nothing tells the base's layers apart, the lowest one still can't be built on another.
        isOwn = input.history.baseLayers.map { layer >= $0 } ?? (layer > 0 ? true : nil)
    }
}
