/// One installed package of an image.
public struct Package: Sendable, Hashable {
    /// The kind of package, as the type of its package URL.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable {
        /// The type as it is written in a package URL, for example `deb`.
        public let rawValue: String

        /// Makes a kind from its written form.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A Debian package that dpkg manages.
        public static let deb = Kind(rawValue: "deb")
        /// A Python distribution.
        public static let pypi = Kind(rawValue: "pypi")
    }

    /// The name as the package's own metadata writes it.
    public var name: String
    /// The version as the package's own metadata writes it; empty where it names none.
    public var version: String
    /// The kind of package.
    public var kind: Kind
    /// The architecture, for example `amd64` or `all`; nil for kinds that have none.
    public var architecture: String?
    /// The package URL.
    public var purl: PackageURL
    /// Bytes of the live regular files booked to this package; a file with several owners is booked to one of them.
    public var size: Int64 = 0
    /// Bytes of live regular files that it owns too but that are booked to another package.
    public var sharedSize: Int64 = 0
    /// The index of the layer that brought this package in this version, 0 being the lowest.
    public var layer: Int = 0
    /// Where the package is recorded, escaped for display: its database entry or metadata file.
    public var locations: [String] = []
    /// The package of another package manager that provides this one, for a Debian package with Python metadata.
    public var providedBy: PackageURL? {
        get { providedByBox?.value }
        set { providedByBox = newValue.map(Box.init) }
    }
    /// The package of the same name that comes earlier on the path and is used instead of this one.
    public var shadowedBy: PackageURL? {
        get { shadowedByBox?.value }
        set { shadowedByBox = newValue.map(Box.init) }
    }
    /// One line that says what the package is.
    public var summary: String?
    /// The project's page as the metadata names it.
    public var homepage: String?
    /// Who maintains the package, or who wrote it where nobody is named.
    public var maintainer: String?
    /// What dpkg knows; nil for other kinds.
    public var debian: DebianFields? {
        get { debianBox?.value }
        set { debianBox = newValue.map(Box.init) }
    }
    /// What Python's metadata says; nil for other kinds.
    public var python: PythonFields? {
        get { pythonBox?.value }
        set { pythonBox = newValue.map(Box.init) }
    }

    /// What the package's own files say of its licence; nil where they were not read (``ScanOptions/readsLicenses``).
    public var license: PackageLicense? {
        get { licenseBox?.value }
        set { licenseBox = newValue.map(Box.init) }
    }

    // An image has thousands of packages, each is moved often, and most have few of these.
    private var providedByBox: Box<PackageURL>?
    private var shadowedByBox: Box<PackageURL>?
    private var debianBox: Box<DebianFields>?
    private var pythonBox: Box<PythonFields>?
    private var licenseBox: Box<PackageLicense>?

    /// Makes a package.
    public init(name: String, version: String, kind: Kind, architecture: String? = nil, purl: PackageURL) {
        self.name = name
        self.version = version
        self.kind = kind
        self.architecture = architecture
        self.purl = purl
    }
}

/// A value that copies share.
private final class Box<Value: Hashable & Sendable>: Hashable, Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }

    static func == (left: Box, right: Box) -> Bool { left.value == right.value }

    func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
