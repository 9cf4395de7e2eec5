import ImageReading

/// What dpkg's database says of a tree, read once for the packages, their licenses and their digests.
struct DebianCatalog: PackageCatalog {
    private(set) var database: DebianDatabase
    let diversions: DebianDiversions
    /// The records of the installed packages, in the order of ``packages``.
    private(set) var installed: [DebianRecord]
    private(set) var packages: [CatalogedPackage]
    private(set) var removed: [Package]

    var diagnostics: [Diagnostic] { database.diagnostics }

    init(_ context: CatalogContext) {
        var database = DebianDatabase(context)
        database.read()
        let diversions = DebianDiversions(&database)
        var ownership = DebianOwnership(tree: context.tree, diversions: diversions)
        let installed = database.records.filter(\.isInstalled)
        var packages: [CatalogedPackage] = []
        packages.reserveCapacity(installed.count)
        for record in installed {
            var package = record.package
            guard context.wantsFiles else {
                packages.append(CatalogedPackage(package: package, files: []))
                continue
            }
            let lists = DebianFileLists(record, in: &database)
            if lists.locations.isEmpty { package.isSizeKnown = false } else { package.locations += lists.locations }
            packages.append(CatalogedPackage(package: package, files: ownership.files(of: lists)))
        }
        if context.wantsFiles {
            database.reportMissingLists()
            ownership.addAlternatives(to: &packages)
        }
        removed = database.records.lazy.filter { !$0.isInstalled }.map(\.package)
        self.packages = packages
        self.installed = installed
        self.diversions = diversions
        self.database = database
    }

    func dependencies(_ context: DependencyContext) -> PackageDependencies {
        DebianDependencies(context, settings: AptSettings(of: context.tree)).found
    }

    func licenses(of packages: [Package], in tree: FileTree) -> [PackageLicense] {
        var reader = DebianLicenses(tree)
        return reader.licenses(of: packages)
    }

    mutating func forgetPackages() {
        packages = []
        removed = []
        database.forgetRecords()
        let none = Package(name: "", version: "", kind: .deb, purl: PackageURL(type: "deb", name: "", version: nil))
        for index in installed.indices { installed[index].forgetPackage(none) }
    }

    func holders(of node: FileTree.NodeID, in tree: FileTree, packages: [Package]) -> [Int] {
        var database = database.readAnew
        let name = tree.name(of: node)
        return installed.indices.filter { index in
            var record = installed[index]
            record.package = packages[index]
            let lists = DebianFileLists(record, in: &database)
            return lists.paths.contains { range in
                let path = lists.text[range]
                // The list may name a folder by a link to it, as `/bin` is one to `/usr/bin`.
                return path.suffix(name.count).elementsEqual(name)
                    && BytePath(path).flatMap { tree.lookup($0, followingLast: false) } == node
            }
        }
    }

    func compareFiles(_ comparison: inout IntegrityComparison) { DebianIntegrity(self).compare(&comparison) }
}
