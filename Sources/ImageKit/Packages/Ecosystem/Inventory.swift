public import ImageReading

/// All packages of an image with the bytes they take.
///
/// Every live file is booked once: to the first package that owns it, in the order of the ecosystems, or to none. So
/// `packages.map(\.size)` and ``unownedSize`` sum to ``liveSize``.
public struct Inventory: Sendable {
    /// The installed packages in the order of the ecosystems, those of each by name.
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

    /// For each package that another package manager installed, the position of the package it came with.
    package let providers: [Int: Int]
    /// What each ecosystem found, in their order, and where in ``packages`` its packages are.
    package let catalogs: [Findings]

    /// What one ecosystem found in the tree.
    package struct Findings: Sendable {
        package let ecosystem: any Ecosystem
        package let catalog: any PackageCatalog
        /// For each package of the catalog its position in the inventory.
        package let positions: [Int]
    }

    /// Bytes that no package owns.
    public var unownedSize: Int64 { liveSize - ownedSize }
    /// How many packages there are, one that another package manager provides too counting once.
    public var packageCount: Int { packages.count - twinCount }
    /// How many packages another package manager provides too.
    public var twinCount: Int { packages.count { $0.providedBy != nil } }

    package static let noOwner = UInt32.max

    /// Takes stock of a tree.
    ///
    /// - Parameters:
    ///   - tree: the tree, complete or as it stood after one layer.
    ///   - configuration: the image's configuration.
    ///   - ecosystems: the kinds of packages to look for; the first that claims a file owns it.
    ///   - wantsFiles: whether it is asked who owns which files; where not, all bytes are no package's.
    /// - Throws: ``/ImageReading/ImageError`` where sizes sum beyond 2^63, or where there are more packages of a kind than
    ///   ``/ImageReading/Limits/packages`` allows.
    package init(
        of tree: FileTree, configuration: ImageConfiguration, ecosystems: [any Ecosystem], wantsFiles: Bool = true
    ) throws {
        let distribution = Distribution(of: tree)
        let context = CatalogContext(
            tree: tree, configuration: configuration, distribution: distribution, wantsFiles: wantsFiles)
        var entries: [CatalogedPackage] = []
        var places: [(rank: Int, index: Int)] = []
        var removed: [Package] = []
        var diagnostics: [Diagnostic] = []
        var results: [any PackageCatalog] = []
        var positions: [[Int]] = []
        for (rank, ecosystem) in ecosystems.enumerated() {
            var catalog = ecosystem.catalog(context)
            if let cut = catalog.diagnostics.first(where: { $0.code == .tooManyPackages }) {
                throw tree.limits.exceeded(
                    .packages, "there are more packages of \(ecosystem.name) than are listed", path: cut.path)
            }
            var packages = catalog.packages
            var gone = catalog.removed
            // Packages that nobody else holds are changed in place.
            catalog.forgetPackages()
            if rank > 0 {
                for index in packages.indices { packages[index].package.rank = rank }
                for index in gone.indices { gone[index].rank = rank }
            }
            places += packages.indices.map { (rank, $0) }
            positions.append(Array(repeating: 0, count: packages.count))
            entries += packages
            removed += gone
            diagnostics += catalog.diagnostics
            results.append(catalog)
        }
        let order = entries.indices.sorted { Inventory.order(entries[$0].package, entries[$1].package) }
        for (position, entry) in order.enumerated() { positions[places[entry].rank][places[entry].index] = position }
        var cataloged = order.map { entries[$0] }
        entries = []
        catalogs = ecosystems.indices.map {
            Findings(ecosystem: ecosystems[$0], catalog: results[$0], positions: positions[$0])
        }

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
        var providers: [Int: Int] = [:]
        for position in cataloged.indices {
            guard let node = cataloged[position].metadataNode, let file = tree.fileNumber(of: node),
                owners[file] != Inventory.noOwner
            else { continue }
            let owner = Int(owners[file])
            guard cataloged[owner].package.kind != cataloged[position].package.kind else { continue }
            cataloged[position].package.providedBy = cataloged[owner].package.purl
            providers[position] = owner
        }
        self.providers = providers
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
        providers = other.providers
        catalogs = other.catalogs
    }

    /// The inventory with each package replaced; sizes and order must stay.
    func mappingPackages(_ transform: (Package) -> Package) -> Inventory {
        Inventory(self, packages: packages.map(transform))
    }

    /// The position of the package that owns a file; nil where no package does.
    package func owner(of node: FileTree.NodeID, in tree: FileTree) -> Int? {
        guard let file = tree.fileNumber(of: node), file < owners.count, owners[file] != Inventory.noOwner else {
            return nil
        }
        return Int(owners[file])
    }

    /// The first package whose list names what stands at a node; nil where none does.
    package func holder(of node: FileTree.NodeID, in tree: FileTree) -> Package? {
        for findings in catalogs {
            let own = findings.positions.map { packages[$0] }
            if let first = findings.catalog.holders(of: node, in: tree, packages: own).first { return own[first] }
        }
        return nil
    }

    /// The ecosystem of one of the packages.
    package func ecosystem(of package: Package) -> any Ecosystem {
        catalogs.first { $0.ecosystem.kind == package.kind }?.ecosystem ?? package.kind.ecosystem
    }

    /// Whether one of the operating system's own package managers was found.
    package var hasSystemPackages: Bool {
        emptySystemEcosystems.count < catalogs.count { $0.ecosystem.isSystem }
    }

    /// The operating system's own package managers of which no record was found.
    package var emptySystemEcosystems: [any Ecosystem] {
        catalogs.filter { findings in
            findings.ecosystem.isSystem && findings.positions.isEmpty
                && !removed.contains { $0.kind == findings.ecosystem.kind }
        }.map(\.ecosystem)
    }

    /// The inventory with ``Package/license`` of every installed package filled in.
    package func readingLicenses(of tree: FileTree) -> Inventory {
        var licenses: [PackageLicense?] = Array(repeating: nil, count: packages.count)
        for findings in catalogs {
            for (position, license) in zip(
                findings.positions,
                findings.catalog.licenses(of: findings.positions.map { packages[$0] }, in: tree))
            {
                licenses[position] = license
            }
        }
        var next = licenses.makeIterator()
        return mappingPackages { package in
            var package = package
            package.license = next.next() ?? nil ?? PackageLicense()
            return package
        }
    }

    /// The order of the ecosystems; within a kind that of the names.
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
        let kind: Kind
        let rank: Int
        let name: String
        let architecture: String
        let place: String

        package static func == (left: Slot, right: Slot) -> Bool {
            left.kind == right.kind && left.name == right.name && left.architecture == right.architecture
                && left.place == right.place
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(kind)
            hasher.combine(name)
            hasher.combine(architecture)
            hasher.combine(place)
        }

        package static func < (left: Slot, right: Slot) -> Bool {
            if left.rank != right.rank { return left.rank < right.rank }
            if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
            if left.name != right.name { return left.name < right.name }
            if left.architecture != right.architecture { return left.architecture < right.architecture }
            return left.place < right.place
        }
    }

    /// What tells the packages of one image and all its layers apart: a slot, and what is in it.
    package struct VersionedSlot: Hashable {
        let slot: Slot
        let version: String
    }

    package var versionedSlot: VersionedSlot { VersionedSlot(slot: slot, version: version) }

    /// The folder with the records; an environment may have a distribution of one name in several.
    private var site: Substring {
        var folder = (locations.first ?? "")[...]
        for _ in 0..<2 { folder = folder.lastIndex(of: "/").map { folder[..<$0] } ?? "" }
        return folder
    }

    package var slot: Slot {
        Slot(
            kind: kind, rank: rank, name: normalizedName, architecture: architecture ?? "",
            place: details?.place.map { "\($0)\0\(site)" } ?? "")
    }
}
