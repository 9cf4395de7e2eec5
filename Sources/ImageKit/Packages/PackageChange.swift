/// What a layer did to a package.
public struct PackageChange: Sendable, Hashable, Codable {
    /// The name.
    public let name: String
    /// The kind of package.
    public let kind: Package.Kind
    /// The version below the layer; nil for a package that the layer added.
    public let before: String?
    /// The version above the layer; nil for a package that the layer removed.
    public let after: String?

    /// What is compared of a package.
    struct Mark {
        let name: String
        let version: String
    }

    /// The difference of two states, ordered by kind and name.
    static func changes(from before: [Package.Slot: Mark], to after: [Package.Slot: Mark]) -> [PackageChange] {
        var changed = after.compactMap { before[$0.key]?.version == $0.value.version ? nil : $0.key }
        changed += before.keys.filter { after[$0] == nil }
        return changed.sorted().map { slot in
            let old = before[slot]
            let new = after[slot]
            return PackageChange(
                name: (new ?? old)?.name ?? slot.name, kind: Package.Kind(rawValue: slot.kind), before: old?.version,
                after: new?.version)
        }
    }
}
