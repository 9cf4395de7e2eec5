package import ImageReading

/// Reads the licences of packages from the files of a tree; files that several packages share are read once.
struct LicenseReader {
    private let tree: FileTree
    private var read: [[UInt8]: PackageLicense] = [:]
    private var reads = RepeatedReads()
    /// What was read by the file's number: comparing the bytes for each of its names takes long where it is large.
    private var readFiles: [Int: PackageLicense] = [:]

    init(_ tree: FileTree) { self.tree = tree }

    /// What a package's files say of its licence.
    mutating func license(of package: Package) -> PackageLicense {
        if package.kind == .deb { return debian(package.name) }
        if let fields = package.python { return python(fields, record: package.locations.first) }
        return PackageLicense()
    }

    // MARK: dpkg

    /// The copyright file of a package; it or its folder may be a link to another package's.
    private mutating func debian(_ name: String) -> PackageLicense {
        guard !name.contains("/") else { return PackageLicense() }
        let path = LicenseFiles.documentation.appending(name).appending(LicenseFiles.copyright)
        guard let node = tree.lookup(path), tree.kind(of: node) == .file else { return PackageLicense() }
        let target = tree.path(of: node)
        var license = contents(of: node, at: target)
        license.sources = [path.description] + (target == path ? [] : [target.description])
        return license
    }

    private mutating func contents(of node: FileTree.NodeID, at path: BytePath) -> PackageLicense {
        if path.parent == LicenseFiles.commonLicenses {
            var license = PackageLicense()
            license.kind = .concluded
            license.isHeuristic = true
            license.statements = [path.name].map { DisplayText.decoded($0) }
            license.expression = LicensePhrases.license(ofCommon: DisplayText.decoded(path.name), isLater: false)
            return license
        }
        let file = tree.fileNumber(of: node)
        if let known = file.flatMap({ readFiles[$0] }) { return known }
        guard let bytes = tree.contents(of: node) else { return PackageLicense() }
        let license = read[bytes] ?? DebianCopyright(bytes).license
        read[bytes] = license
        if let file { readFiles[file] = license }
        return license
    }

    // MARK: Python

    /// How many licence files of a distribution are read, and how deep folders of them nest.
    private static let fileLimit = 100
    private static let depthLimit = 8

    private mutating func python(_ fields: PythonFields, record: String?) -> PackageLicense {
        var nodes: [FileTree.NodeID] = []
        if let record, let path = BytePath(Array(record.utf8)), let node = tree.lookup(path, followingLast: false) {
            // A record of one file has no folder of its own.
            let folder = tree.kind(of: node) == .directory ? node : tree.parent(of: node)
            if let folder, LicenseFiles.isPythonRecord(tree.nameSlice(folder.index)) { nodes = files(in: folder) }
        }
        let count = nodes.count
        nodes = nodes.filter { reads.allows($0, of: tree) }
        let texts = nodes.compactMap { tree.contents(of: $0) }
        var license = PythonLicense(fields: fields, files: texts).read()
        if nodes.count < count { license.statements.append(RepeatedReads.remark) }
        license.sources = (record.map { [$0] } ?? []) + nodes.map { tree.path(of: $0).description }
        return license
    }

    private func files(in folder: FileTree.NodeID) -> [FileTree.NodeID] {
        var found: [FileTree.NodeID] = []
        var pending: [(folder: FileTree.NodeID, depth: Int)] = []
        for child in tree.children(of: folder) {
            let name = tree.nameSlice(child.index)
            if tree.kind(of: child) == .file, LicenseFiles.isPythonLicense(name) { found.append(child) }
            if tree.kind(of: child) == .directory, name.elementsEqual(LicenseFiles.pythonFolder) {
                pending.append((child, 0))
            }
        }
        while let (next, depth) = pending.popLast(), found.count < LicenseReader.fileLimit {
            for child in tree.children(of: next) {
                if tree.kind(of: child) == .file { found.append(child) }
                if tree.kind(of: child) == .directory, depth < LicenseReader.depthLimit {
                    pending.append((child, depth + 1))
                }
            }
        }
        return Array(found.prefix(LicenseReader.fileLimit))
    }
}

extension Inventory {
    /// The inventory with ``Package/license`` of every installed package filled in.
    ///
    /// A Debian package without a copyright file, as minimal images have them where a folder's link was left out, takes that
    /// of another package of the same source, marked as guessed.
    package func readingLicenses(of tree: FileTree) -> Inventory {
        var reader = LicenseReader(tree)
        var licenses: [PackageLicense] = []
        var ofSources: [String: PackageLicense] = [:]
        for package in packages {
            let license = reader.license(of: package)
            licenses.append(license)
            guard let debian = package.debian, license.expression != nil else { continue }
            let source = "\(debian.sourceName) \(debian.sourceVersion)"
            if ofSources[source] == nil { ofSources[source] = license }
        }
        var position = 0
        return mappingPackages { package in
            var package = package
            var license = licenses[position]
            position += 1
            if license.expression == nil, let debian = package.debian,
                let known = ofSources["\(debian.sourceName) \(debian.sourceVersion)"]
            {
                license = known
                license.isHeuristic = true
            }
            package.license = license
            return package
        }
    }
}
