public import ImageReading

/// Turns files of an image into packages: one cataloger for each package manager.
///
/// A cataloger says which files it wants to read; a layer keeps their contents while it streams by. Afterwards it is asked
/// for the packages of the tree, once for the final state and once for each layer that changed a file it wanted.
public protocol Cataloger: Sendable {
    /// A short name, for example `dpkg`.
    var name: String { get }

    /// Whether and how the contents of a file are kept, decided by its path in the layer.
    func captureMode(for path: BytePath) -> CaptureMode?

    /// Whether and how the contents of a file are kept, decided by its first bytes.
    ///
    /// Asked for files that no path decided, so that metadata behind a link is found under any name.
    ///
    /// - Parameter head: at most the first 32 bytes.
    func captureMode(forHead head: [UInt8]) -> CaptureMode?

    /// The packages of a tree. Damage costs only the record it lies in and is named by a diagnostic.
    func catalog(_ context: CatalogContext) -> CatalogResult
}

extension Cataloger {
    /// Keeps nothing by its contents.
    public func captureMode(forHead head: [UInt8]) -> CaptureMode? { nil }
}

/// What a cataloger works on.
public struct CatalogContext: Sendable {
    /// The tree, complete or as it stood after one layer.
    public let tree: FileTree
    /// The image's configuration.
    public let configuration: ImageConfiguration
    /// The distribution that os-release names; nil where there is none.
    public let distribution: Distribution?

    /// Makes a context.
    public init(tree: FileTree, configuration: ImageConfiguration, distribution: Distribution?) {
        self.tree = tree
        self.configuration = configuration
        self.distribution = distribution
    }
}

/// What a cataloger found.
public struct CatalogResult: Sendable {
    /// The installed packages.
    public var packages: [CatalogedPackage] = []
    /// Packages the database knows but that are not installed (any more).
    public var removed: [Package] = []
    /// Remarks on damaged records.
    public var diagnostics: [Diagnostic] = []

    /// Makes an empty result.
    public init() {}
}

/// A package with the files it owns.
public struct CatalogedPackage: Sendable {
    /// The package; its sizes and its layer are filled in later.
    public var package: Package
    /// The live nodes it owns; other packages may own some of them too.
    public var files: [FileTree.NodeID]
    /// The file that records the package, if it is one of its own; decides which other package provides it.
    public var metadataNode: FileTree.NodeID?

    /// Makes a cataloged package.
    public init(package: Package, files: [FileTree.NodeID], metadataNode: FileTree.NodeID? = nil) {
        self.package = package
        self.files = files
        self.metadataNode = metadataNode
    }
}
