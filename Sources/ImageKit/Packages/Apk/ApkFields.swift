import ImageReading

/// What apk's database says of a package beyond what all kinds have.
///
/// Specification: apk-package(5)
public struct ApkFields: PackageDetails {
    /// The source package's name; the package's own where none is given.
    public var origin = ""
    /// The commit of the package's sources, in hexadecimal digits.
    public var commit: String?
    /// When the package was built, in seconds since 1970.
    public var buildTime: Int64?
    /// Bytes of the package's own file, compressed.
    public var packageSize: Int64?
    /// Bytes of the package's files as declared; an estimate made when the package was built.
    public var installedSize: Int64?
    /// The license as written: an SPDX expression, or the names of old packages.
    public var license: String?
    /// The checksum that stands for the package, as written: for `Q1` the SHA-1 of its metadata in base64.
    public var checksum: String?
    /// Relations as written: what the package needs and, with `!`, what must not be there.
    public var depends: [String] = []
    /// What the package provides beside its own name, as written: `so:libz.so.1=1.3.1`, `cmd:sh`, `/bin/sh`.
    public var provides: [String] = []
    /// Relations as written: the package is installed as soon as all of these are.
    public var installIf: [String] = []
    /// Packages whose files this one may overwrite, as written.
    public var replaces: [String] = []
    /// Which of two packages that replace each other's files wins: the higher one.
    public var replacesPriority: Int64?
    /// Which of several packages that provide a name without a version is taken: the one with the highest.
    public var providerPriority: Int64?
    /// The tag of the repository that the package came from (`name@tag` in `world`).
    public var repositoryTag: String?
    /// Tags of the distributor, as written.
    public var tags: [String] = []
    /// What apk could not do when it installed the package.
    public var failures: Set<Failure> = []

    /// Makes fields of which nothing is known.
    public init() {}

    /// A step of an installation that failed; apk tries again when it repairs the package.
    public enum Failure: String, Sendable, Hashable, Codable, CaseIterable {
        /// Not all files were unpacked.
        case files
        /// A script failed.
        case script
        /// Not all extended attributes were set.
        case extendedAttributes
    }
}

extension ApkFields.Failure {
    /// The failure that a letter of the field `f:` stands for; nil for letters that stand for something else.
    init?(letter: UInt8) {
        switch letter {
        case UInt8(ascii: "f"): self = .files
        case UInt8(ascii: "s"): self = .script
        case UInt8(ascii: "x"): self = .extendedAttributes
        default: return nil
        }
    }

    /// What failed, as the end of a sentence about the package.
    var clause: String {
        switch self {
        case .files: "was installed without some of its files"
        case .script: "was installed, but one of its scripts failed"
        case .extendedAttributes: "was installed without some of its extended attributes"
        }
    }
}

extension ApkFields {
    /// What failed when it was installed.
    public var notes: [String] {
        failures.isEmpty ? [] : ["failed: " + failures.map(\.rawValue).sorted().joined(separator: ", ")]
    }
}

extension Package {
    /// What apk knows; nil for other kinds.
    public var apk: ApkFields? {
        get { details as? ApkFields }
        set { details = newValue }
    }
}

extension Package.Kind {
    /// A package of Alpine Linux or another distribution that apk manages.
    public static let apk = Package.Kind(rawValue: "apk")
}
