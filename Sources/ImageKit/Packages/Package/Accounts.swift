public import ImageReading

/// The users and groups of an image: `/etc/passwd`, `/etc/group` and `/etc/shadow`, as passwd(5), group(5) and shadow(5) have
/// them.
public struct Accounts: Sendable, Hashable {
    /// A line of `/etc/passwd`.
    public struct User: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The second field: `x` where the password is in `/etc/shadow`.
        public let password: String
        /// The number.
        public let id: UInt32
        /// The number of the first group.
        public let group: UInt32
        /// The home directory.
        public let home: String
        /// The login shell; empty stands for `/bin/sh`.
        public let shell: String
    }

    /// A line of `/etc/group`.
    public struct Group: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The number.
        public let id: UInt32
        /// The names of users that belong to it beside those whose first group it is.
        public let members: [String]
    }

    package static let passwordFile: BytePath = "etc/passwd"
    package static let groupFile: BytePath = "etc/group"
    static let shadowFile: BytePath = "etc/shadow"

    /// The users, in the file's order; lines that are none are left out.
    public let users: [User]
    /// The groups.
    public let groups: [Group]
    /// The password hashes of `/etc/shadow` by user, as they stand there: empty, `*`, `!` or a hash.
    public let passwords: [String: String]
    /// Whether `/etc/passwd` was there to be read.
    public var isKnown: Bool { passwordFile == .read }
    /// What became of `/etc/passwd`.
    package let passwordFile: Source
    /// What became of `/etc/group`.
    package let groupFile: Source

    /// What became of a file.
    package enum Source: Sendable, Hashable {
        /// It was read.
        case read
        /// There is none, nor does a link lead to one.
        case missing
        /// It is there, at this path behind links, and was not read.
        case unread(String)
    }

    /// Reads the accounts of a tree whose files were kept.
    public init(of tree: FileTree) {
        users = Accounts.lines(Accounts.passwordFile, tree).compactMap { fields in
            guard fields.count >= 7, let id = UInt32(fields[2]), let group = UInt32(fields[3]) else { return nil }
            return User(
                name: fields[0], password: fields[1], id: id, group: group, home: fields[5], shell: fields[6])
        }
        groups = Accounts.lines(Accounts.groupFile, tree).compactMap { fields in
            guard fields.count >= 4, let id = UInt32(fields[2]) else { return nil }
            return Group(name: fields[0], id: id, members: fields[3].split(separator: ",").map(String.init))
        }
        passwords = Dictionary(
            Accounts.lines(Accounts.shadowFile, tree).filter { $0.count >= 2 }.map { ($0[0], $0[1]) },
            uniquingKeysWith: { first, _ in first })
        passwordFile = Accounts.source(Accounts.passwordFile, tree)
        groupFile = Accounts.source(Accounts.groupFile, tree)
    }

    /// How much is kept of the files; nil for other paths.
    package static func captureMode(for path: BytePath) -> CaptureMode? {
        path == passwordFile || path == groupFile || path == shadowFile ? .whole : nil
    }

    /// The user of a name or, failing that, of a number, as container engines look it up.
    public func user(_ text: some StringProtocol) -> User? {
        users.first { $0.name == text } ?? UInt32(text).flatMap { id in users.first { $0.id == id } }
    }

    /// The number of a group given by name or number; nil for a name that is not there.
    public func groupID(_ text: some StringProtocol) -> UInt32? {
        groups.first { $0.name == text }?.id ?? UInt32(text)
    }

    private static func source(_ path: BytePath, _ tree: FileTree) -> Source {
        guard let node = tree.lookup(path) else { return .missing }
        return tree.contents(of: node) == nil ? .unread("/" + tree.path(of: node).string) : .read
    }

    private static func lines(_ path: BytePath, _ tree: FileTree) -> [[String]] {
        tree.lookup(path).flatMap { tree.contents(of: $0) }.map { lines($0) } ?? []
    }

    /// The names of the users in the text of a passwd file.
    package static func names(_ passwords: [UInt8]) -> Set<String> {
        Set(lines(passwords).filter { $0.count >= 7 }.map { $0[0] })
    }

    private static func lines(_ contents: [UInt8]) -> [[String]] {
        contents.split(separator: UInt8(ascii: "\n")).map { line in
            line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { DisplayText.decoded($0) }
        }
    }
}
