import ImageReading

/// One package needs another; packages are named by their positions in the inventory.
public struct Dependency: Sendable, Hashable {
    /// The package that needs.
    public let from: Int
    /// The package that is needed.
    public let to: Int
    /// Why it is needed.
    public let kind: DependencyKind
    /// The relation or requirement as written, or the name of the library.
    public let text: String

    /// Makes a dependency.
    public init(from: Int, to: Int, kind: DependencyKind, text: String) {
        self.from = from
        self.to = to
        self.kind = kind
        self.text = text
    }
}

/// Why one package needs another; each ecosystem has its own.
public struct DependencyKind: Sendable, Hashable {
    /// The kind as it is written in JSON, for example `preDepends`.
    public let rawValue: String
    /// The verb between the names of the two packages, for example `depends on`.
    public let words: String
    /// Whether the package can't work without the other.
    public let isHard: Bool
    /// Whether a package manager knows of it.
    public let isRecorded: Bool
    /// Whether a package stays because this one does, though no relation of its package manager says so.
    public let isFollowed: Bool

    /// Makes a kind.
    ///
    /// - Parameters:
    ///   - rawValue: the kind as it is written in JSON.
    ///   - words: the verb between the names of the two packages.
    ///   - isHard: whether the package can't work without the other.
    ///   - isRecorded: whether a package manager knows of it.
    ///   - isFollowed: whether an edge beside the relations makes the other package stay.
    public init(
        _ rawValue: String, words: String, isHard: Bool = true, isRecorded: Bool = true, isFollowed: Bool = false
    ) {
        self.rawValue = rawValue
        self.words = words
        self.isHard = isHard
        self.isRecorded = isRecorded
        self.isFollowed = isFollowed
    }

    /// What a package declares that it can't work without.
    public static let depends = DependencyKind("depends", words: "depends on")
    /// The package that owns a shared library that a file is linked to.
    public static let links = DependencyKind("links", words: "is linked to", isRecorded: false)
    /// The package of another package manager that brought the same files.
    public static let providedBy = DependencyKind("providedBy", words: "is provided by")

    /// Whether two kinds are written the same way.
    public static func == (left: DependencyKind, right: DependencyKind) -> Bool { left.rawValue == right.rawValue }

    /// Hashes the written form.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension DependencyKind: Codable {
    /// Reads the written form; of a kind that no ecosystem of this library has, no more is known.
    public init(from decoder: any Decoder) throws {
        let written = try decoder.singleValueContainer().decode(String.self)
        let known = [DependencyKind.depends, .links, .providedBy] + Ecosystems.all.flatMap(\.dependencyKinds)
        self = known.first { $0.rawValue == written } ?? DependencyKind(written, words: written)
    }

    /// Writes the written form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// Why a package stays though no other needs it; each ecosystem has its own.
public struct RootReason: Sendable, Hashable {
    /// The reason as it is written in JSON, for example `manual`.
    public let rawValue: String
    /// The reason for a person, for example `installed by name (manual)`.
    public let words: String
    /// Whether somebody chose the package, so that somebody may choose to remove it.
    public let isChoice: Bool

    /// Makes a reason.
    ///
    /// - Parameters:
    ///   - rawValue: the reason as it is written in JSON.
    ///   - words: the reason for a person.
    ///   - isChoice: whether somebody chose the package.
    public init(_ rawValue: String, words: String, isChoice: Bool = false) {
        self.rawValue = rawValue
        self.words = words
        self.isChoice = isChoice
    }

    /// Whether two reasons are written the same way.
    public static func == (left: RootReason, right: RootReason) -> Bool { left.rawValue == right.rawValue }

    /// Hashes the written form.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension RootReason: Encodable {
    /// Writes the written form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// How much of what packages need is followed.
public enum DependencyLimits {
    /// How many edges are kept: ten times what the largest real images have.
    public static let edges = 1_000_000
    /// How many packages are looked at to find those that satisfy relations.
    public static let looks = 10_000_000
}
