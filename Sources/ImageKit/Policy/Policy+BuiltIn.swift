extension Policy {
    /// The names of the policies that come with the library.
    public static let builtInNames = ["default", "scout", "cis", "dockle"]

    /// A policy that comes with the library; nil where none has the name.
    ///
    /// - Throws: ``PolicyError``, which would be a mistake in the library.
    public static func builtIn(_ name: String) throws -> Policy? {
        guard let text = source(ofBuiltIn: name) else { return nil }
        return try PolicyDocument(file: name, builtIn: { _ in nil }).policy(text)
    }

    /// The YAML text of a policy that comes with the library, to start one's own from; nil where none has the name.
    public static func source(ofBuiltIn name: String) -> String? {
        let bytes: [UInt8]? =
            switch name {
            case "default": PackageResources.default_yaml
            case "scout": PackageResources.scout_yaml
            case "cis": PackageResources.cis_yaml
            case "dockle": PackageResources.dockle_yaml
            default: nil
            }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads a policy or a claims file.
    ///
    /// - Parameters:
    ///   - yaml: its text, at most 1 MiB.
    ///   - file: its name, for errors.
    /// - Throws: ``PolicyError`` with line and column.
    public init(yaml: String, file: String? = nil) throws {
        self = try PolicyDocument(file: file, builtIn: { try Policy.builtIn($0) }).policy(yaml)
    }
}
