public import ImageReading

/// A kind of package that images hold, and everything the rest of the library asks about it: dpkg's, pip's, apk's.
///
/// One folder holds one ecosystem, and ``Ecosystems/all`` lists it. Reading, the graph, removal, file integrity, licenses,
/// comparison, policies and bills ask through this protocol and never name a kind. Only ``kind``, ``name``,
/// ``captureMode(for:)`` and ``catalog(_:)`` have to be written; everything else has an answer that fits a kind of which no
/// more is known.
///
/// An ecosystem says which files it wants to read; a layer keeps their contents while it streams by. Afterwards it is asked
/// for the packages of the tree, once for the final state and once for each layer that changed a file it wanted. What the
/// final state's ``PackageCatalog`` found is asked again for relations, licenses and digests, so nothing is looked for twice.
public protocol Ecosystem: Sendable {
    // MARK: What it is

    /// The kind of its packages, which is the type of their package URLs.
    var kind: Package.Kind { get }
    /// The package manager's short name, for example `dpkg`.
    var name: String { get }
    /// One of its packages as a person says it, for example `Debian package`.
    var noun: String { get }
    /// Whether it holds the operating system's own packages, as dpkg and apk do and pip does not.
    var isSystem: Bool { get }
    /// Whether an architecture, as its packages name it, is the one of a platform as the OCI image specification names it.
    func isNative(_ architecture: String, on platform: String) -> Bool
    /// The `ID` in os-release of distributions that it is the package manager of.
    var distributions: [String] { get }
    /// Whether its packages' relations cover the shared libraries that their programs are linked to.
    var tracksLibraries: Bool { get }

    // MARK: What is read for it

    /// Whether and how the contents of a file are kept, decided by its path in the layer.
    func captureMode(for path: BytePath) -> CaptureMode?

    /// Whether and how the contents of a file are kept, decided by its first bytes.
    ///
    /// Asked for files that no path decided, so that metadata behind a link is found under any name.
    ///
    /// - Parameter head: at most the first 32 bytes.
    func captureMode(forHead head: [UInt8]) -> CaptureMode?

    /// Whether and how a file is kept for the licenses of its packages, where these are wanted.
    func licenseCaptureMode(for path: BytePath) -> CaptureMode?

    /// Whether and how a file is kept for comparing files with what the package manager recorded, where that is wanted.
    func integrityCaptureMode(for path: BytePath) -> CaptureMode?

    /// The same, decided by at most the first 32 bytes.
    func integrityCaptureMode(forHead head: [UInt8]) -> CaptureMode?

    /// The hash functions its records of files use, beside SHA-256.
    var integrityHashes: Set<FileHash> { get }

    // MARK: What is there

    /// The packages of a tree. Damage costs only the record it lies in and is named by a diagnostic.
    func catalog(_ context: CatalogContext) -> any PackageCatalog

    // MARK: Names and versions

    /// A name in the form in which the package manager compares names.
    func normalizedName(_ name: String) -> String

    /// The name that a package has, or would have, in another ecosystem with the same software: `requests` for
    /// `python3-requests`. Nil where there is no such name.
    func upstreamName(of package: Package) -> String?

    /// Whose rules its versions follow, for example `PEP 440`.
    var versionScheme: String { get }

    /// Whether a text is a version of this kind.
    func isVersion(_ text: String) -> Bool

    /// The order of two versions: less than 0 where the left one is older, 0 where they are the same version, however they
    /// are written; nil where one of them is not a version.
    func order(_ left: String, _ right: String) -> Int?

    /// A version without what packagers added to that of the software, for example without epoch and revision.
    func upstreamVersion(_ version: String) -> String

    /// A version in the parts that vulnerability scanners keep apart: Debian's epoch, upstream version and revision.
    func versionParts(_ version: String) -> VersionParts

    /// The version that a package URL names, with what some tools put into qualifiers, for example a Debian epoch.
    func version(of purl: PackageURL) -> String?

    /// Who vulnerability databases may name as a product's vendor, each made of the product's name, beside the name itself.
    var platformVendors: [@Sendable (String) -> String] { get }

    /// The index that installers take packages from where no other origin is recorded; nil where there is none.
    var index: (name: String, url: String)? { get }

    /// How vulnerability databases name a package; nil where they have no name for it.
    ///
    /// - Parameters:
    ///   - package: one of its packages.
    ///   - distribution: the distribution of the image.
    func advisorySubject(of package: Package, in distribution: Distribution?) -> AdvisorySubject?

    /// Whether and how a file is kept for telling vulnerabilities, where that is wanted: changelogs, lists of vendored copies.
    func advisoryCaptureMode(for path: BytePath) -> CaptureMode?

    /// What the changelog of a package says of vulnerabilities; nil where the tree has none.
    func changelog(of package: Package, in tree: FileTree) -> PackageChangelog?

    // MARK: What packages need of each other, by name

    /// The names that a package can be needed by: its own, normalized, and those it provides.
    func providedNames(of package: Package) -> [String]

    /// What a package needs, each as names of alternatives: the first one that is there counts.
    func neededNames(of package: Package) -> [[String]]

    /// The kinds of dependencies it has beside those that all ecosystems share.
    var dependencyKinds: [DependencyKind] { get }

    /// Whether its catalogs say what packages need; where they don't, "needed by nothing" is not known.
    var recordsRelations: Bool { get }

    /// What a person types to install and remove its packages; nil where nothing is known.
    var commands: PackageCommands? { get }

    /// How OSV names it, for the order of the versions in advisories: `Debian`, `PyPI`.
    var advisoryEcosystems: [String] { get }

    // MARK: What its files are

    /// Paths of its database, in the notation of the table of causes: `var/lib/dpkg/` stands for all below it.
    var databasePaths: [String] { get }

    /// Patterns of names of packages that build or install other software: `*` stands for any text, `[0-9]` for a digit.
    var buildTools: [String] { get }

    /// Patterns of names that a pattern of ``buildTools`` fits, but that programs need to run.
    var neededToRun: [String] { get }
}

extension Ecosystem {
    /// The kind, for example `deb package`.
    public var noun: String { "\(kind.rawValue) package" }
    /// It does not.
    public var isSystem: Bool { false }
    /// Where both have the same name.
    public func isNative(_ architecture: String, on platform: String) -> Bool { architecture == platform }
    /// None.
    public var distributions: [String] { [] }
    /// They do not.
    public var tracksLibraries: Bool { false }

    /// Keeps nothing by its contents.
    public func captureMode(forHead head: [UInt8]) -> CaptureMode? { nil }
    /// Keeps nothing more.
    public func licenseCaptureMode(for path: BytePath) -> CaptureMode? { nil }
    /// Keeps nothing more.
    public func integrityCaptureMode(for path: BytePath) -> CaptureMode? { nil }
    /// Keeps nothing more.
    public func integrityCaptureMode(forHead head: [UInt8]) -> CaptureMode? { nil }
    /// None.
    public var integrityHashes: Set<FileHash> { [] }

    /// The name as it is.
    public func normalizedName(_ name: String) -> String { name }
    /// There is none.
    public func upstreamName(of package: Package) -> String? { nil }
    /// Its own.
    public var versionScheme: String { name }
    /// Every text but the empty one.
    public func isVersion(_ text: String) -> Bool { !text.isEmpty }
    /// Runs of digits by their number, everything else by its bytes.
    public func order(_ left: String, _ right: String) -> Int? { NaturalOrder.compare(left, right) }
    /// The version as it is.
    public func upstreamVersion(_ version: String) -> String { version }
    /// One part.
    public func versionParts(_ version: String) -> VersionParts { VersionParts(upstream: version) }
    /// Nobody else.
    public var platformVendors: [@Sendable (String) -> String] { [] }
    /// There is none.
    public var index: (name: String, url: String)? { nil }
    /// They have none.
    public func advisorySubject(of package: Package, in distribution: Distribution?) -> AdvisorySubject? { nil }
    /// Keeps nothing more.
    public func advisoryCaptureMode(for path: BytePath) -> CaptureMode? { nil }
    /// There is none.
    public func changelog(of package: Package, in tree: FileTree) -> PackageChangelog? { nil }
    /// The package URL's own version.
    public func version(of purl: PackageURL) -> String? { purl.version }

    /// Its own name.
    public func providedNames(of package: Package) -> [String] { [package.normalizedName] }
    /// Nothing is known.
    public func neededNames(of package: Package) -> [[String]] { [] }

    /// None.
    public var dependencyKinds: [DependencyKind] { [] }
    /// They don't.
    public var recordsRelations: Bool { false }
    /// Nothing is known.
    public var commands: PackageCommands? { nil }
    /// OSV does not know it.
    public var advisoryEcosystems: [String] { [] }

    /// None are known.
    public var databasePaths: [String] { [] }
    /// None are known.
    public var buildTools: [String] { [] }
    /// None are known.
    public var neededToRun: [String] { [] }
}

/// What a person types in a RUN to install and remove packages.
public struct PackageCommands: Sendable, Hashable {
    /// Installs packages that are named behind it.
    public var install: String
    /// Removes packages that are named behind it, with what only they needed.
    public var remove: String
    /// Removes what no package needs any more; nil where `remove` did that already.
    public var removeUnneeded: String?
    /// Keeps packages that are named behind it from being removed with what nothing needs; nil where there is no such command.
    public var keep: String?

    /// Makes commands.
    public init(install: String, remove: String, removeUnneeded: String? = nil, keep: String? = nil) {
        self.install = install
        self.remove = remove
        self.removeUnneeded = removeUnneeded
        self.keep = keep
    }
}

/// A version in parts.
public struct VersionParts: Sendable, Hashable {
    /// The number before the version proper; nil if the version has no epoch.
    public var epoch: String?
    /// The version of the software, as the packager writes it.
    public var upstream: String
    /// The packager's own number; nil if the version has no revision.
    public var revision: String?

    /// Makes a version of its parts.
    public init(epoch: String? = nil, upstream: String, revision: String? = nil) {
        self.epoch = epoch
        self.upstream = upstream
        self.revision = revision
    }
}

/// The order of versions of which nothing is known: runs of digits by their number, everything else by its bytes.
enum NaturalOrder {
    static func compare(_ left: String, _ right: String) -> Int {
        var (left, right) = (Array(left.utf8)[...], Array(right.utf8)[...])
        while let one = left.first, let other = right.first {
            if one.isDigit, other.isDigit {
                let (first, second) = (number(&left), number(&right))
                if first.count != second.count { return first.count < second.count ? -1 : 1 }
                if first != second { return first.lexicographicallyPrecedes(second) ? -1 : 1 }
            } else if one == other {
                left.removeFirst()
                right.removeFirst()
            } else {
                return one < other ? -1 : 1
            }
        }
        return left.isEmpty ? (right.isEmpty ? 0 : -1) : 1
    }

    private static func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = text.prefix(while: \.isDigit)
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }
}
