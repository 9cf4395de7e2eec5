import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A bound on the version of a package, in the order of its kind.
struct VersionBound: Sendable {
    /// How a version must lie to the bound.
    enum Relation: String, CaseIterable, Sendable {
        case exactly
        case atLeast = "at-least"
        case atMost = "at-most"
        case below

        /// The relation in a sentence: `is not ... 2.32`.
        var words: String { rawValue.split(separator: "-").joined(separator: " ") }
    }

    let relation: Relation
    let text: String

    /// Whether a package keeps the bound; nil where its version or the bound has no place in the order of its kind.
    func admits(_ package: Package) -> Bool? {
        guard let order = VersionBound.order(package.version, text, kind: package.kind) else { return nil }
        switch relation {
        case .exactly: return order == 0
        case .atLeast: return order >= 0
        case .atMost: return order <= 0
        case .below: return order < 0
        }
    }

    /// Less than 0 where the first version is older, 0 where both are equal; nil where one is no version of that kind.
    static func order(_ left: String, _ right: String, kind: Package.Kind) -> Int? {
        kind.ecosystem.order(left, right)
    }

    /// Whether a text can bound the versions of a kind, or of any where none is given.
    static func isVersion(_ text: String, of kind: Package.Kind?) -> Bool {
        kind.map { $0.ecosystem.isVersion(text) } ?? Ecosystems.all.contains { $0.isVersion(text) }
    }
}
