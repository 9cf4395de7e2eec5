public import ImageReading

/// A file that is not as the package that brought it recorded it.
public struct FileFinding: Sendable, Hashable {
    /// What is not as recorded; new kinds may be added in any version.
    public enum Problem: String, Sendable, Hashable, Codable, CaseIterable {
        /// Its contents are others, or something else is in its place.
        case changed
        /// It is not there.
        case missing
        /// It lies in a Python package's own folder, and no RECORD names it.
        case extra
        /// Only its first line differs: installers write the interpreter's path into scripts after they recorded them.
        case firstLine
        /// Another package has a file of this name, and that one is there.
        case replaced
        /// It is there, but its digest is of a kind that was not computed, or what is recorded is no digest.
        case unchecked
    }

    /// The package that recorded it, or in whose folder it lies.
    public let package: Package
    /// Where it is, or should be: for a diverted file the place to which it was diverted.
    public let path: BytePath
    /// What is not as recorded.
    public let problem: Problem
    /// Whether it is one of dpkg's configuration files, which are there to be changed.
    public let isConfiguration: Bool
    /// The layer that brought its present contents, or that took it away; nil where no layer ever had it.
    public let layer: Int?
    /// Whether that layer lies above the one that brought the package in this version.
    public let isLater: Bool
    /// The digest that was recorded, `md5:` and hexadecimal digits or `sha256=` and base64 as RECORD has it.
    public let expected: String?
    /// The digest of what is there, in the same form.
    public let found: String?
    /// What else is known of it, in words that are not escaped.
    public let detail: String?
}

extension FileFinding: Comparable {
    /// Orders findings by package, then by path.
    public static func < (left: FileFinding, right: FileFinding) -> Bool {
        if left.package.slot != right.package.slot { return left.package.slot < right.package.slot }
        if left.path != right.path { return left.path < right.path }
        return left.problem.rawValue < right.problem.rawValue
    }
}

/// How many files were looked at, and with which result.
public struct FileIntegrityCounts: Sendable, Hashable {
    /// Files whose contents are as recorded, by this package or by another one that has a file of the same name, or that are
    /// there where no digest was recorded.
    public internal(set) var intact = 0
    /// Files with other contents.
    public internal(set) var changed = 0
    /// Files that are not there.
    public internal(set) var missing = 0
    /// Files whose digest is of a kind that was not computed, or of which something else than a digest is recorded.
    public internal(set) var unchecked = 0

    /// All of them.
    public var all: Int { intact + changed + missing + unchecked }
}
