/// A package URL: a name for a package that every tool understands.
///
/// Specification: https://github.com/package-url/purl-spec
public struct PackageURL: Sendable, Hashable {
    /// The package type, for example `deb`.
    public var type: String
    /// The namespace, for example `debian`; nil where the type has none.
    public var namespace: String?
    /// The name.
    public var name: String
    /// The version; nil where none is named.
    public var version: String?
    /// Qualifiers by their keys.
    public var qualifiers: [String: String]
    /// The path inside the package; nil where none is named.
    public var subpath: String?

    /// Makes a package URL of its parts.
    public init(
        type: String, namespace: String? = nil, name: String, version: String? = nil,
        qualifiers: [String: String] = [:], subpath: String? = nil
    ) {
        self.type = type
        self.namespace = namespace
        self.name = name
        self.version = version
        self.qualifiers = qualifiers
        self.subpath = subpath
    }
}
