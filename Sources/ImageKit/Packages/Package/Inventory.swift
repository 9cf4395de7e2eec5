public import ImageReading

/// All packages of an image with the bytes they take.
///
/// Every live file is booked once: to the first package that owns it, in the order of the catalogers, or to none. So
/// `packages.map(\.size)` and ``unownedSize`` sum to ``liveSize``.
public struct Inventory: Sendable {
    /// The installed packages: Debian's, then Python's, each by name.
    public let packages: [Package]
    /// Packages whose database entry is left but that are not installed.
    public let removed: [Package]
    /// The distribution; nil where the image names none.
    public let distribution: Distribution?
    /// Bytes of the live regular files, each file once.
    public let liveSize: Int64
    /// Bytes booked to packages.
    public let ownedSize: Int64
    /// Remarks on damaged records.
    public let diagnostics: [Diagnostic]
    /// For each file number of the tree the position of its package in ``packages``; nil where nobody owns it.
    package let owners: [UInt32]

    /// Bytes that no package owns.
    public var unownedSize: Int64 { liveSize - ownedSize }
    /// How many packages another package manager provides too.
    public var twinCount: Int { packages.count { $0.providedBy != nil } }

    package static let noOwner = UInt32.max

    /// Takes stock of a tree.
    ///
    /// - Parameters:
    ///   - tree: the tree, complete or as it stood after one layer.
    ///   - configuration: the image's configuration.
    ///   - catalogers: what turns files into packages; the first that claims a file owns it.
    /// - Throws: ``ImageError`` where sizes sum beyond 2^63.
    package init(of tree: FileTree, configuration: ImageConfiguration, catalogers: [any Cataloger]) throws {
        let distribution = Distribution(of: tree)
        let context = CatalogContext(tree: tree, configuration: configuration, distribution: distribution)
        var cataloged: [CatalogedPackage] = []
        var removed: [Package] = []
        var diagnostics: [Diagnostic] = []
        for cataloger in catalogers {
            let result = cataloger.catalog(context)
            cataloged += result.packages
            removed += result.removed
            diagnostics += result.diagnostics
        }
        cataloged.sort { Inventory.order($0.package, $1.package) }

        var owners = Array(repeating: Inventory.noOwner, count: tree.fileNumberLimit)
        var ownedSize: Int64 = 0
        for position in cataloged.indices {
            var size: Int64 = 0
            var shared: Set<Int> = []
            for node in cataloged[position].files {
                guard let file = tree.fileNumber(of: node) else { continue }
                if owners[file] == Inventory.noOwner {
                    owners[file] = UInt32(position)
                    size = try FileTree.add(size, tree.size(ofFile: file))
                } else if owners[file] != UInt32(position) {
                    shared.insert(file)
                }
            }
            cataloged[position].package.size = size
            cataloged[position].package.sharedSize = try shared.reduce(0) {
                try FileTree.add($0, tree.size(ofFile: $1))
            }
            ownedSize = try FileTree.add(ownedSize, size)
        }
        for position in cataloged.indices {
            guard let node = cataloged[position].metadataNode, let file = tree.fileNumber(of: node),
                owners[file] != Inventory.noOwner
            else { continue }
            let owner = cataloged[Int(owners[file])].package
            if owner.kind != cataloged[position].package.kind { cataloged[position].package.providedBy = owner.purl }
        }
        packages = cataloged.map(\.package)
        self.removed = removed.sorted(by: Inventory.order)
        self.distribution = distribution
        self.owners = owners
        self.ownedSize = ownedSize
        liveSize = try tree.liveSize()
        self.diagnostics = diagnostics
    }

    private init(_ other: Inventory, packages: [Package]) {
        self.packages = packages
        removed = other.removed
        distribution = other.distribution
        liveSize = other.liveSize
        ownedSize = other.ownedSize
        diagnostics = other.diagnostics
        owners = other.owners
    }

    /// The inventory with each package replaced; sizes and order must stay.
    func mappingPackages(_ transform: (Package) -> Package) -> Inventory {
        Inventory(self, packages: packages.map(transform))
    }

    /// Debian's packages own before Python's; within a kind the order is that of the names.
    private static func order(_ left: Package, _ right: Package) -> Bool {
        let (leftSlot, rightSlot) = (left.slot, right.slot)
        if leftSlot != rightSlot { return leftSlot < rightSlot }
        if left.version != right.version { return left.version < right.version }
        return left.locations.first ?? "" < right.locations.first ?? ""
    }
}

extension Package {
    /// What stays the same when a package is upgraded: kind, name, architecture, environment and folder.
    package struct Slot: Hashable, Comparable {
        let kind: String
        let name: String
        let architecture: String
        let environment: String

        package static func < (left: Slot, right: Slot) -> Bool {
            if left.kind != right.kind { return left.kind < right.kind }
            if left.name != right.name { return left.name < right.name }
            if left.architecture != right.architecture { return left.architecture < right.architecture }
            return left.environment < right.environment
        }
    }

    /// What tells the packages of one image and all its layers apart: a slot, and what is in it.
    package struct VersionedSlot: Hashable {
        let slot: Slot
        let version: String
    }

    /// The folder with the records; an environment may have a distribution of one name in several.
    private var site: Substring {
        var folder = (locations.first ?? "")[...]
        for _ in 0..<2 { folder = folder.lastIndex(of: "/").map { folder[..<$0] } ?? "" }
        return folder
    }

    package var slot: Slot {
        Slot(
            kind: kind.rawValue, name: python?.normalizedName ?? name, architecture: architecture ?? "",
            environment: python.map { "\($0.environment)\0\(site)" } ?? "")
    }

    package var versionedSlot: VersionedSlot { VersionedSlot(slot: slot, version: version) }
}
