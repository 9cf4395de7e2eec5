import ImageReading

/// What a Python distribution's metadata says beyond what all kinds have.
public struct PythonFields: PackageDetails {
    /// The name normalized as PEP 503 says.
    public var normalizedName = ""
    /// The root of the environment, escaped for display: a prefix, a virtual environment, a user site or a target folder.
    public var environment = ""
    /// The version of the environment's interpreter, as far as it is known: `3.11.2` or `3.11`; nil where it is not.
    public var interpreterVersion: String?
    /// How the distribution is recorded: `dist-info`, `egg-info`, `egg` or `egg-link`.
    public var format = "dist-info"
    /// The program that installed it, from INSTALLER.
    public var installer: String?
    /// Whether a user asked for it (REQUESTED); nil where the format has no such record.
    public var isRequested: Bool?
    /// Requirements as written, extras and markers included.
    public var requires: [String] = []
    /// The Python versions it says it runs on.
    public var requiresPython: String?
    /// The extras it offers.
    public var extras: [String] = []
    /// The license expression (PEP 639).
    public var licenseExpression: String?
    /// The free-form license field.
    public var license: String?
    /// The trove classifiers.
    public var classifiers: [String] = []
    /// Where it was installed from, for a direct URL or a version-control origin (PEP 610).
    public var directURL: String?
    /// The version-control revision it was installed from (PEP 610).
    public var revision: String?
    /// Hashes of the archive it was installed from, by the algorithm's name in Python (PEP 610).
    public var archiveHashes: [String: String] = [:]
    /// Whether it is an editable install.
    public var isEditable = false
    /// The folder of the sources of an editable install, escaped for display.
    public var editableLocation: String?

    /// Makes empty fields.
    public init() {}
}

extension PythonFields {
    /// The name as PEP 503 normalizes it.
    public var comparedName: String? { normalizedName }
    /// The root of the environment.
    public var place: String? { environment }
    /// All fields.
    public var members: PackageMembers {
        var members = PackageMembers()
        members.normalizedName = normalizedName
        members.environment = environment
        members.interpreterVersion = interpreterVersion
        members.format = format
        members.installer = installer
        members.requested = isRequested
        members.requires = requires
        members.requiresPython = requiresPython
        members.extras = extras
        members.licenseExpression = licenseExpression
        members.license = license
        members.classifiers = classifiers
        members.directUrl = directURL
        members.revision = revision
        members.editable = isEditable
        members.editableLocation = editableLocation
        members.archiveHashes = archiveHashes.isEmpty ? nil : archiveHashes
        return members
    }
    /// Whether it is editable, or comes from a folder, an archive on the same machine or a version control system.
    public var isLocal: Bool {
        if isEditable || revision != nil { return true }
        guard let address = directURL?.lowercased() else { return false }
        return ["file:", "git+", "hg+", "svn+", "bzr+"].contains { address.hasPrefix($0) }
    }
    /// That it is an editable install.
    public var notes: [String] { isEditable ? ["editable"] : [] }
}

extension Package {
    /// What Python's metadata says; nil for other kinds.
    public var python: PythonFields? {
        get { details as? PythonFields }
        set { details = newValue }
    }
}

extension Package.Kind {
    /// A Python distribution.
    public static let pypi = Package.Kind(rawValue: "pypi")
}
