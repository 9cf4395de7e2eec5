import ImagePackages
package import ImageReading

/// What became of a file that a layer brought.
public enum Fate: Sendable, Hashable {
    /// It is in the squashed tree.
    case live
    /// A layer, maybe its own, put something else at its path.
    case overwritten(byLayer: Int)
    /// A layer put the same contents at its path again, as chmod, chown and a second COPY do.
    case copied(byLayer: Int)
    /// A layer deleted it.
    case deleted(byLayer: Int)
    /// It never counted: a whiteout or a file of AUFS itself.
    case ignored

    /// A fate without its layer, as it is written in options and reports.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        /// In the squashed tree.
        case live
        /// Something else stands at its path.
        case overwritten
        /// The same contents stand at its path again.
        case copied
        /// Deleted.
        case deleted
        /// Never counted.
        case ignored
    }

    /// The fate without its layer.
    public var kind: Kind {
        switch self {
        case .live: .live
        case .overwritten: .overwritten
        case .copied: .copied
        case .deleted: .deleted
        case .ignored: .ignored
        }
    }

    /// The layer that replaced or deleted it; nil where none did.
    public var layer: Int? {
        switch self {
        case .live, .ignored: nil
        case .overwritten(let layer), .copied(let layer), .deleted(let layer): layer
        }
    }

    package init(_ fate: EntryFate) {
        let layer = Int(fate.layer)
        switch fate.kind {
        case .live: self = .live
        case .overwritten: self = .overwritten(byLayer: layer)
        case .copied: self = .copied(byLayer: layer)
        case .deleted: self = .deleted(byLayer: layer)
        case .ignored: self = .ignored
        }
    }
}
