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

    /// What is remembered of a package from one layer to the next.
    struct Installed {
        let name: String
        let kind: Package.Kind
        let version: String

        init(_ package: Package) {
            name = package.name
            kind = package.kind
            version = package.version
        }
    }

    /// The difference of two states, ordered by kind and name.
    static func changes(
        from before: [Package.Slot: Installed], to after: [Package.Slot: Installed]
    ) -> [PackageChange] {
        var slots = Array(after.keys)
        slots += before.keys.filter { after[$0] == nil }
        return slots.sorted().compactMap { slot in
            let old = before[slot]
            let new = after[slot]
            guard old?.version != new?.version, let package = new ?? old else { return nil }
            return PackageChange(name: package.name, kind: package.kind, before: old?.version, after: new?.version)
        }
    }
}
