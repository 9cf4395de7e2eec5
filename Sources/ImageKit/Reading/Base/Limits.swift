/// How much of anything an image may ask for; reaching a limit is an error that names it and says how to raise it.
///
/// <doc:TheLimits> lists them with the names that settings and options use.
public struct Limits: Sendable, Hashable {
    /// Bytes of a manifest, index or configuration.
    public var document: Int64 = 4 << 20
    /// Bytes of all documents kept of an archive that comes through a pipe or is compressed whole.
    public var documentTotal: Int64 = 64 << 20
    /// Bytes of an attestation, such as an SBOM.
    public var attestation: Int64 = 64 << 20
    /// How deep indices may nest.
    public var indexDepth = 8
    /// Images and manifests of one archive.
    public var images = 10_000
    /// Layers of one image.
    public var layers = 10_000
    /// Layers of one image beyond which it can't be read, whatever ``layers`` says: a layer's number has 16 bits.
    static let mostLayers = Int(UInt16.max) - 1
    /// Bytes of a path or link target.
    public var path = 64 << 10
    /// Components of a path.
    public var pathDepth = 4096
    /// Symbolic links that looking up one path follows; beyond them it leads nowhere.
    public var symbolicLinks = 255
    /// Bytes of the pax records or GNU long name before one entry.
    public var extendedHeader: Int64 = 1 << 20
    /// Extended headers before one entry.
    public var extendedHeaders = 64
    /// Bytes behind the end of a tar.
    public var trailing: Int64 = 1 << 30
    /// Regions of a sparse file.
    public var sparseRegions = 1 << 20
    /// Bytes of a file kept for an ecosystem; of a larger one nothing is kept, with a remark.
    public var capturedFile: Int64 = 64 << 20
    /// Bytes of all files kept of one layer.
    public var capturedTotal: Int64 = 128 << 20
    /// Bytes of a copyright or license file that is read.
    public var licenseFile: Int64 = 4 << 20
    /// Bytes of all copyright and license files kept of one layer.
    public var licenseTotal: Int64 = 64 << 20
    /// Bytes of one field of a control file or of METADATA; longer ones are cut.
    public var metadataField = 1 << 20
    /// Packages of one kind; an image with more is refused, since a list that is cut looks like a whole one.
    public var packages = 200_000
    /// Bytes of package databases that are read to tell what each layer did to packages, a package counting as 1,000 and a
    /// file or folder as 3; beyond them what layers did is shown as the last layer's, with a remark.
    public var catalogedTotal: Int64 = 2_500_000_000
    /// Entries of all layers of one image, and members of an archive.
    ///
    /// Of an archive that comes through a pipe or is compressed whole the layers of all images count, named or not.
    public var entries = 10_000_000
    /// Bytes one layer may expand to.
    public var layerSize: Int64 = 1 << 40
    /// Bytes all layers of one image may expand to.
    ///
    /// Of an archive that comes through a pipe or is compressed whole all layers count, and the archive itself too.
    public var imageSize: Int64 = 1 << 40
    /// How many times larger than what is compressed a layer or archive may be once it is larger than 1 GiB.
    public var expansionRatio: Int64 = 2000
    /// The largest window of zstd or xz, as a power of two.
    public var zstdWindowLog = 27

    /// The defaults.
    public init() {}
}
