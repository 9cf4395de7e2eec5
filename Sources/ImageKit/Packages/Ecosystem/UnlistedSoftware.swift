public import ImageReading

/// Software that an ecosystem finds in an image though no package manager lists it: an interpreter that was built there, or a
/// copy that a package carries in itself.
public struct UnlistedSoftware: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its version.
    public var version: String
    /// The file or folder that tells.
    public var path: BytePath
    /// The index of the layer that brought that file.
    public var layer: Int
    /// Its package URL.
    public var purl: PackageURL
    /// How vulnerability databases name it, those that say most first.
    public var subjects: [AdvisorySubject]
    /// The package that carries it, for example `pip 23.0.1`; nil where it stands for itself.
    public var holder: String?

    /// Makes one.
    public init(
        name: String, version: String, path: BytePath, layer: Int, purl: PackageURL, subjects: [AdvisorySubject],
        holder: String? = nil
    ) {
        self.name = name
        self.version = version
        self.path = path
        self.layer = layer
        self.purl = purl
        self.subjects = subjects
        self.holder = holder
    }
}
