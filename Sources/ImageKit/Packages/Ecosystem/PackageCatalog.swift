public import ImageReading

/// What an ecosystem works on.
public struct CatalogContext: Sendable {
    /// The tree, complete or as it stood after one layer.
    public let tree: FileTree
    /// The image's configuration.
    public let configuration: ImageConfiguration
    /// The distribution that os-release names; nil where there is none.
    public let distribution: Distribution?
    /// Whether it is asked which files the packages own.
    ///
    /// Where not, as for most layers below the last, only which packages there are, in which version and place, counts, and
    /// finding the files, and how many bytes they take, would be in vain.
    public let wantsFiles: Bool

    /// Makes a context.
    public init(
        tree: FileTree, configuration: ImageConfiguration, distribution: Distribution?, wantsFiles: Bool = true
    ) {
        self.tree = tree
        self.configuration = configuration
        self.distribution = distribution
        self.wantsFiles = wantsFiles
    }
}

/// What an ecosystem found in a tree, and what follows from it.
///
/// Packages are named by their places in ``packages``. ``CatalogResult`` is one for ecosystems of which no more is known than
/// their packages.
public protocol PackageCatalog: Sendable {
    /// The installed packages.
    var packages: [CatalogedPackage] { get }
    /// Packages the database knows but that are not installed (any more).
    var removed: [Package] { get }
    /// Remarks on damaged records.
    var diagnostics: [Diagnostic] { get }

    /// Folders and archives that the ecosystem's programs look into, or belong to one of its environments: what lies in them
    /// may be needed though no package owns it.
    var searchedFolders: [FileTree.NodeID] { get }

    /// Programs that environments of the ecosystem were made from, and that they need.
    var interpreters: [FileTree.NodeID] { get }

    /// What the packages need of each other, and which of them stay for a reason of their own.
    func dependencies(_ context: DependencyContext) -> PackageDependencies

    /// The licenses of the packages, in their order; empty where none are read.
    ///
    /// - Parameters:
    ///   - packages: the catalog's packages, with their sizes.
    ///   - tree: the squashed tree.
    func licenses(of packages: [Package], in tree: FileTree) -> [PackageLicense]

    /// Software that no package manager lists, for what is known of its vulnerabilities.
    ///
    /// - Parameter tree: the squashed tree; has files of ``Ecosystem/advisoryCaptureMode(for:)`` where they were asked for.
    func unlistedSoftware(in tree: FileTree) -> [UnlistedSoftware]

    /// Lets go of ``packages`` and ``removed``, which the inventory has taken: what is asked afterwards gets them again.
    mutating func forgetPackages()

    /// The packages whose lists name a link, by their places in the catalog. The lists are read again: links are not booked.
    ///
    /// - Parameters:
    ///   - node: the link.
    ///   - tree: the image's files.
    ///   - packages: the packages of the catalog, in its order.
    func holders(of node: FileTree.NodeID, in tree: FileTree, packages: [Package]) -> [Int]

    /// Compares the packages' files with what the package manager recorded of them.
    func compareFiles(_ comparison: inout IntegrityComparison)
}

extension PackageCatalog {
    /// None are known.
    public var removed: [Package] { [] }
    /// None are known.
    public var searchedFolders: [FileTree.NodeID] { [] }
    /// None are known.
    public var interpreters: [FileTree.NodeID] { [] }
    /// None are known.
    public func holders(of node: FileTree.NodeID, in tree: FileTree, packages: [Package]) -> [Int] { [] }
    /// Nothing is known.
    public func dependencies(_ context: DependencyContext) -> PackageDependencies { PackageDependencies() }
    /// None are read.
    public func licenses(of packages: [Package], in tree: FileTree) -> [PackageLicense] { [] }
    /// None is known.
    public func unlistedSoftware(in tree: FileTree) -> [UnlistedSoftware] { [] }
    /// Keeps them.
    public mutating func forgetPackages() {}
    /// Nothing was recorded.
    public func compareFiles(_ comparison: inout IntegrityComparison) {}
}

/// Packages of which no more is known.
public struct CatalogResult: PackageCatalog {
    /// The installed packages.
    public var packages: [CatalogedPackage] = []
    /// Packages the database knows but that are not installed (any more).
    public var removed: [Package] = []
    /// Remarks on damaged records.
    public var diagnostics: [Diagnostic] = []

    /// Makes an empty result.
    public init() {}

    /// Lets go of them.
    public mutating func forgetPackages() {
        packages = []
        removed = []
    }
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
