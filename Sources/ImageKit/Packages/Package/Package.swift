import ImageReading

/// One installed package of an image.
///
/// Copies share what they hold until one of them changes.
public struct Package: Sendable, Hashable {
    /// The kind of package, as the type of its package URL.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable {
        /// The type as it is written in a package URL, for example `deb`.
        public let rawValue: String

        /// Makes a kind from its written form.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The name as the package's own metadata writes it.
    public var name: String {
        get { storage.facts.name }
        set { own().facts.name = newValue }
    }
    /// The version as the package's own metadata writes it; empty where it names none.
    public var version: String {
        get { storage.facts.version }
        set { own().facts.version = newValue }
    }
    /// The kind of package.
    public var kind: Kind {
        get { storage.facts.kind }
        set { own().facts.kind = newValue }
    }
    /// The architecture, for example `amd64` or `all`; nil for kinds that have none.
    public var architecture: String? {
        get { storage.facts.architecture }
        set { own().facts.architecture = newValue }
    }
    /// The package URL.
    public var purl: PackageURL {
        get { storage.facts.purl }
        set { own().facts.purl = newValue }
    }
    /// Bytes of the live regular files booked to this package; a file with several owners is booked to one of them.
    public var size: Int64 {
        get { storage.facts.size }
        set { own().facts.size = newValue }
    }
    /// Bytes of live regular files that it owns too but that are booked to another package.
    public var sharedSize: Int64 {
        get { storage.facts.sharedSize }
        set { own().facts.sharedSize = newValue }
    }
    /// Whether the image says which files the package has; if not, ``size`` is 0 and says nothing.
    public var isSizeKnown: Bool {
        get { storage.facts.isSizeKnown }
        set { own().facts.isSizeKnown = newValue }
    }
    /// The index of the layer that brought this package in this version, 0 being the lowest.
    public var layer: Int {
        get { storage.facts.layer }
        set { own().facts.layer = newValue }
    }
    /// Where the package is recorded, escaped for display: its database entry or metadata file.
    public var locations: [String] {
        get { storage.facts.locations }
        set { own().facts.locations = newValue }
    }
    /// The package of another package manager that provides this one, for a Debian package with Python metadata.
    public var providedBy: PackageURL? {
        get { storage.facts.providedBy }
        set { own().facts.providedBy = newValue }
    }
    /// The package of the same name that comes earlier on the path and is used instead of this one.
    public var shadowedBy: PackageURL? {
        get { storage.facts.shadowedBy }
        set { own().facts.shadowedBy = newValue }
    }
    /// One line that says what the package is.
    public var summary: String? {
        get { storage.facts.summary }
        set { own().facts.summary = newValue }
    }
    /// The project's page as the metadata names it.
    public var homepage: String? {
        get { storage.facts.homepage }
        set { own().facts.homepage = newValue }
    }
    /// Who maintains the package, or who wrote it where nobody is named.
    public var maintainer: String? {
        get { storage.facts.maintainer }
        set { own().facts.maintainer = newValue }
    }
    /// What its ecosystem knows beyond what all kinds have; read through an accessor of the ecosystem, as ``debian``.
    public var details: (any PackageDetails)? {
        get { storage.facts.details }
        set { own().facts.details = newValue }
    }
    /// The name in the form in which its package manager compares names.
    public var normalizedName: String { details?.comparedName ?? name }
    /// The place of its ecosystem among those the image was read with; the first one owns a file that several claim.
    package var rank: Int {
        get { storage.facts.rank }
        set { own().facts.rank = newValue }
    }

    /// What the package's own files say of its license; nil where they were not read (`ScanOptions.readsLicenses`).
    public var license: PackageLicense? {
        get { storage.facts.license }
        set { own().facts.license = newValue }
    }

    /// An image has thousands of packages, each in several lists: all that is known of one is shared until it changes.
    private var storage: PackageStorage

    private mutating func own() -> PackageStorage {
        if !isKnownUniquelyReferenced(&storage) { storage = PackageStorage(storage.facts) }
        return storage
    }

    /// Makes a package.
    public init(name: String, version: String, kind: Kind, architecture: String? = nil, purl: PackageURL) {
        storage = PackageStorage(
            PackageFactSheet(name: name, version: version, kind: kind, architecture: architecture, purl: purl))
    }
}

extension Package {
    /// What tells it from another package of its name and version: its environment, else its architecture, else the folder of its
    /// record.
    public var distinction: String? { details?.place ?? architecture ?? locations.first }

    /// Whether two packages agree in everything.
    public static func == (left: Package, right: Package) -> Bool {
        left.storage === right.storage || left.storage.facts == right.storage.facts
    }

    /// Hashes everything that is known of the package.
    public func hash(into hasher: inout Hasher) { hasher.combine(storage.facts) }
}
