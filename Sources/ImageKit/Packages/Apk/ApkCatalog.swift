import ImageReading

/// What apk's database says of a tree, read once for the packages, their relations, licenses and digests.
struct ApkCatalog: PackageCatalog {
    /// The packages in the order of the database; none where there is no database.
    private(set) var packages: [CatalogedPackage] = []
    /// The records of the packages, in their order.
    private(set) var records: [ApkRecord]
    /// What somebody asked for; nil where nothing is known of that.
    let world: ApkWorld?
    /// Remarks on damaged records.
    let diagnostics: [Diagnostic]

    /// Reads a tree.
    ///
    /// - Parameters:
    ///   - tree: the tree.
    ///   - distribution: what os-release names; nil where there is none, which is taken for Alpine Linux.
    ///   - wantsFiles: whether it is asked which files the packages own.
    init(tree: FileTree, distribution: Distribution?, wantsFiles: Bool = true) {
        var database = ApkDatabase(tree: tree, distribution: distribution)
        database.read()
        // Without a database nobody can have asked for anything.
        world = database.records.isEmpty ? nil : ApkWorld(&database)
        if !database.records.isEmpty {
            var ownership = ApkOwnership(tree: tree)
            packages = database.records.map {
                CatalogedPackage(package: $0.package, files: wantsFiles ? ownership.files(of: $0) : [])
            }
        }
        records = database.records
        diagnostics = database.diagnostics
    }

    /// What satisfies the relations of the packages, which are named by their places in ``packages``.
    var dependencies: ApkDependencies {
        ApkDependencies(
            packages.enumerated().map { .init(position: $0, package: $1.package) }, world: world)
    }

    func dependencies(_ context: DependencyContext) -> PackageDependencies {
        let subjects = context.positions.map {
            ApkDependencies.Subject(position: $0, package: context.packages[$0])
        }
        let known = ApkDependencies(subjects, world: world)
        var found = PackageDependencies()
        found.isEnforced = true
        found.isCut = known.isCut
        for (place, subject) in subjects.enumerated() {
            found.relations[subject.position] = known.relations[place].map {
                .init(kind: .depends, text: $0.text, alternatives: $0.alternatives)
            }
            switch known.isWanted?[place] {
            case true?: found.roots[subject.position] = .inWorld
            case false?:
                if let condition = known.conditions[place], condition.holds {
                    found.conditions[subject.position] = condition.relations.map {
                        .init(kind: .installIf, text: $0.text, alternatives: $0.alternatives)
                    }
                }
            case nil: found.roots[subject.position] = .withoutWorld
            }
        }
        return found
    }

    func licenses(of packages: [Package], in tree: FileTree) -> [PackageLicense] {
        packages.map { package in
            var license = ApkLicense(text: package.apk?.license ?? "").read()
            license.sources = package.locations
            return license
        }
    }

    mutating func forgetPackages() {
        packages = []
        let none = Package(name: "", version: "", kind: .apk, purl: PackageURL(type: "apk", name: "", version: nil))
        for index in records.indices { records[index].package = none }
    }

    func compareFiles(_ comparison: inout IntegrityComparison) {
        for (index, record) in records.enumerated() {
            let package = comparison.package(at: index)
            for file in record.files where !file.isFolder {
                // A path that would leave the root names no file of the image.
                guard let path = BytePath(file.path) else { continue }
                comparison.compare(
                    .init(
                        package: package, path: path, digest: file.digest, isConfiguration: file.isConfiguration,
                        followsLinks: false))
            }
        }
    }
}

extension DependencyKind {
    /// `install_if` of an apk package: it was installed because the other one is there.
    public static let installIf = DependencyKind(
        "installIf", words: "brought along", isHard: false, isFollowed: true)
}

extension RootReason {
    /// `world` names it.
    public static let inWorld = RootReason("inWorld", words: "named in /etc/apk/world", isChoice: true)
    /// The image has no `world`, so nobody knows what was asked for.
    public static let withoutWorld = RootReason(
        "withoutWorld", words: "without /etc/apk/world nobody knows whether it was asked for")
}
