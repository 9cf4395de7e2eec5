public import ImagePackages
import ImageReading

/// One leaf of a comparison; rows never contain one another and sum to the total difference.
public struct ComparisonRow: Sendable {
    /// What a row stands for.
    public enum Kind: String, Sendable, Codable {
        /// The live files of a package.
        case package
        /// Live files that no package owns, by cause.
        case cause
        /// Files that are not live any more, by fate.
        case waste
        /// What no file takes: headers, padding, directories and links.
        case overhead
    }

    /// What happened between the two images.
    public enum Change: String, Sendable, Codable {
        /// Only in the second image.
        case added
        /// Only in the first image.
        case removed
        /// A package of a higher version.
        case upgraded
        /// A package of a lower version.
        case downgraded
        /// A package that went to another environment or from one package manager to another.
        case moved
        /// The same thing with other bytes.
        case changed
    }

    /// What the row stands for.
    public let kind: Kind
    /// The package, cause or fate.
    public let name: String
    /// What happened.
    public let change: Change
    /// The package in the first image.
    public let packageBefore: Package?
    /// The package in the second image.
    public let packageAfter: Package?
    /// Bytes in the first image; nil where it has none of this.
    public let before: Amounts?
    /// Bytes in the second image; nil where it has none of this.
    public let after: Amounts?

    /// The difference, negative for what was saved.
    public var delta: Amounts { (after ?? .zero) - (before ?? .zero) }
}
