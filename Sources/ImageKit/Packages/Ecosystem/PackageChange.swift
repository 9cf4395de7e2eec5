import ImageReading

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

    /// The change of a package that is there before, after, or both.
    init?(from before: Package?, to after: Package?) {
        guard let package = after ?? before, before?.version != after?.version else { return nil }
        name = package.name
        kind = package.kind
        self.before = before?.version
        self.after = after?.version
    }
}
