public import ImagePackages
public import ImageReading

/// A change to a Dockerfile that would save bytes, with the files that show it.
public struct Advice: Sendable {
    /// How sure the saving is.
    public enum Certainty: String, Sendable, Codable {
        /// The image without exactly these files has exactly this size.
        case exact
        /// At most this: whether all of it can go depends on what the image is for.
        case upperBound
    }

    /// What one layer has to do with it.
    public struct Evidence: Sendable {
        /// The layer whose instruction is to change.
        public let layer: Int
        /// What the files of this layer take.
        public let amounts: Amounts
        /// How many files they are.
        public let fileCount: Int
        /// The largest of the files.
        public let paths: [BytePath]
        /// The packages that own most of the bytes; empty where none does.
        public let packages: [String]
    }

    /// What kind of advice this is, for example `apt-lists`.
    public let kind: String
    /// What is wrong, in a few words.
    public let title: String
    /// What to change.
    public let change: String
    /// How sure the saving is.
    public let certainty: Certainty
    /// What the image would be smaller by.
    public let saving: Amounts
    /// The layers it shows in, the one with most bytes first.
    public let evidence: [Evidence]
    /// The packages that go with them; empty where only files do.
    public let packages: [Package]
    /// The files it is about.
    public let entries: [Ledger.Entry]
    /// How many files of the same kind are not among them, since links, the folders that Python looks into, or the image's
    /// configuration lead to them.
    public let inUseCount: Int
    /// The largest of those.
    public let inUsePaths: [BytePath]

    /// The number of files.
    public var fileCount: Int { entries.count }
}

/// Finds the files of one kind of advice.
protocol AdviceRule: Sendable {
    /// The name of the advice.
    var kind: String { get }
    /// What is wrong.
    var title: String { get }
    /// What to change.
    var change: String { get }
    /// What to change, with what people type for the packages that own most of the files.
    ///
    /// - Parameter staying: what is of the same kind and has to stay.
    func change(with commands: PackageCommands?, _ staying: StayingBehind) -> String
    /// How sure the saving is.
    var certainty: Advice.Certainty { get }
    /// Whether the packages go that own the files.
    var removesPackages: Bool { get }

    /// What is wrong, with the packages that own most of what it is about.
    func title(naming packages: [String]) -> String

    /// The layer whose instruction should change because of a file; nil where the file has nothing to do with the advice.
    func blame(_ file: AdviceFile) -> Int?
}

extension AdviceRule {
    func title(naming packages: [String]) -> String { title }
    func change(with commands: PackageCommands?, _ staying: StayingBehind) -> String { change }
    var removesPackages: Bool { false }

    /// A title with the first packages behind it.
    static func title(_ title: String, naming packages: [String], shown: Int = 4) -> String {
        guard !packages.isEmpty else { return title }
        let more = packages.count > shown ? " and \(packages.count - shown) more" : ""
        return "\(title): \(packages.prefix(shown).joined(separator: ", "))\(more)"
    }
}

/// What an installed package is there for, as far as advice goes.
enum PackageNeed: Sendable {
    /// Something needs it, or somebody chose it.
    case needed
    /// It only serves to build or install others.
    case buildTool
    /// Nothing needs it any more.
    case unneeded
    /// No package manager knows of what needs it, and theirs would remove it.
    case used
    /// Packages recommend it, and nothing depends on it.
    case recommended
}

/// What is of the kind of an advice and is left out of it, since something uses it.
struct StayingBehind {
    /// How many files.
    var fileCount = 0
    /// The names of packages, those with most bytes first.
    var packages: [String] = []
}

/// A file of a layer, as rules look at it.
struct AdviceFile {
    let line: Ledger.Line
    /// Its path.
    let path: ArraySlice<UInt8>
    /// What the package is there for that owns it.
    let need: PackageNeed
    /// The kind of the package that owns it; nil for none.
    var ownerKind: Package.Kind?
    /// Whether a package owned it that is not in the image any more, in no version.
    let isOfRemovedPackage: Bool
    /// Whether something leads to it, so that it can't go.
    var isInUse: Bool

    var isOwned: Bool { ownerKind != nil }
}
