import ImageReading

/// What dpkg's database says of a package beyond what all kinds have.
public struct DebianFields: PackageDetails {
    /// The third word of Status: `installed`, `triggers-pending`, `unpacked`, `half-configured`, `config-files` ...
    public var state = "installed"
    /// The first word of Status: what is wanted, for example `install`, `hold` or `deinstall`.
    public var want = "install"
    /// The source package's name; the binary's where none is given.
    public var sourceName = ""
    /// The source package's version; the binary's where none is given.
    public var sourceVersion = ""
    /// The archive section, for example `libs`.
    public var section: String?
    /// The archive priority, for example `required`.
    public var priority: String?
    /// Whether the package is marked essential.
    public var isEssential = false
    /// Whether apt installed it only because another package needed it; nil where apt's record is missing.
    public var isAutomatic: Bool?
    /// Installed-Size as declared, in bytes (the field counts KiB); an estimate made when the package was built.
    public var declaredSize: Int64?
    /// Multi-Arch, for example `same`.
    public var multiArch: String?
    /// Relations as written, one a comma-separated element.
    public var depends: [String] = []
    /// Relations as written, one a comma-separated element.
    public var preDepends: [String] = []
    /// Relations as written, one a comma-separated element.
    public var provides: [String] = []
    /// Relations as written, one a comma-separated element.
    public var recommends: [String] = []
    /// Relations as written, one a comma-separated element.
    public var suggests: [String] = []
    /// Whether the package is marked as one that is not to be removed lightly (`Protected`, or `Important`).
    public var isProtected = false

    /// Makes fields with dpkg's defaults.
    public init() {}
}

extension DebianFields {
    /// The source package.
    public var source: (name: String, version: String)? { (sourceName, sourceVersion) }
    /// The state.
    public var installationState: String? { state }
    /// A state other than `installed`.
    public var notes: [String] { state == "installed" ? [] : [state] }
}

extension Package {
    /// What dpkg knows; nil for other kinds.
    public var debian: DebianFields? {
        get { details as? DebianFields }
        set { details = newValue }
    }
}

extension Package.Kind {
    /// A Debian package that dpkg manages.
    public static let deb = Package.Kind(rawValue: "deb")
}
