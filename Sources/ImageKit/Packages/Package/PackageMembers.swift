/// What ecosystems say of a package in JSON: the members of its flat object beside those that all kinds have.
///
/// An ecosystem fills in what it knows; members without a value are left out. What has no member here and belongs into the
/// JSON gets one, in the schema too.
public struct PackageMembers: Codable, Sendable, Hashable {
    /// The state as the package manager names it.
    public var state: String?
    /// What is wanted of the package.
    public var want: String?
    /// The source package's name.
    public var sourceName: String?
    /// The source package's version.
    public var sourceVersion: String?
    /// The archive section.
    public var section: String?
    /// The archive priority.
    public var priority: String?
    /// Whether the package is essential.
    public var essential: Bool?
    /// Whether it was installed only because another package needed it.
    public var automatic: Bool?
    /// Bytes installed as declared.
    public var installedSize: Int64?
    /// How packages of several architectures stand together.
    public var multiArch: String?
    /// Relations as written.
    public var depends: [String]?
    /// Relations as written that must hold before the package is unpacked.
    public var preDepends: [String]?
    /// What it provides, as written.
    public var provides: [String]?
    /// Relations as written.
    public var recommends: [String]?
    /// Relations as written.
    public var suggests: [String]?
    /// Whether it is not to be removed lightly.
    public var protected: Bool?
    /// The name in the form in which the package manager compares names.
    public var normalizedName: String?
    /// The place it is installed in, where an image has several.
    public var environment: String?
    /// The version of the environment's interpreter.
    public var interpreterVersion: String?
    /// How it is recorded.
    public var format: String?
    /// The program that installed it.
    public var installer: String?
    /// Whether somebody asked for it.
    public var requested: Bool?
    /// Requirements as written.
    public var requires: [String]?
    /// The versions of the interpreter that it says it runs on.
    public var requiresPython: String?
    /// The extras it offers.
    public var extras: [String]?
    /// The license expression as written.
    public var licenseExpression: String?
    /// The license as written.
    public var license: String?
    /// Trove classifiers.
    public var classifiers: [String]?
    /// Where it was installed from.
    public var directUrl: String?
    /// The revision of the sources.
    public var revision: String?
    /// Whether it is an editable install.
    public var editable: Bool?
    /// The folder of the sources of an editable install.
    public var editableLocation: String?
    /// Hashes of the archive it was installed from, by algorithm.
    public var archiveHashes: [String: String]?
    /// Bytes of the package's own file.
    public var packageSize: Int64?
    /// The checksum that stands for the package, as written.
    public var checksum: String?
    /// The commit of the package's build files.
    public var commit: String?
    /// Relations as written: the package is installed as soon as all of these are.
    public var installIf: [String]?
    /// Packages whose files this one may overwrite, as written.
    public var replaces: [String]?

    /// Makes members without a value.
    public init() {}
}
