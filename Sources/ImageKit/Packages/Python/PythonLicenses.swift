import ImageReading

/// Reads the licenses of Python's distributions from their metadata and the license files in their records.
struct PythonLicenses {
    private let tree: FileTree
    private var reads = RepeatedReads()

    init(_ tree: FileTree) { self.tree = tree }

    /// How many licence files of a distribution are read, and how deep folders of them nest.
    private static let fileLimit = 100
    private static let depthLimit = 8

    /// What a distribution's metadata and license files say.
    ///
    /// - Parameter record: the file with the metadata; in a record of one file the record itself.
    mutating func license(_ package: Package, record: FileTree.NodeID) -> PackageLicense {
        guard let fields = package.python else { return PackageLicense() }
        // A record of one file has no folder of its own.
        let folder = tree.kind(of: record) == .directory ? record : tree.parent(of: record)
        var nodes: [FileTree.NodeID] = []
        if let folder, PythonLicenses.isRecord(tree.nameSlice(folder.index)) { nodes = files(in: folder) }
        let count = nodes.count
        nodes = nodes.filter { reads.allows($0, of: tree) }
        let texts = nodes.compactMap { tree.contents(of: $0) }
        var license = PythonLicense(fields: fields, files: texts).read()
        if nodes.count < count { license.statements.append(RepeatedReads.remark) }
        license.sources = package.locations.prefix(1) + nodes.map { tree.path(of: $0).description }
        return license
    }

    private func files(in folder: FileTree.NodeID) -> [FileTree.NodeID] {
        var found: [FileTree.NodeID] = []
        var pending: [(folder: FileTree.NodeID, depth: Int)] = []
        for child in tree.children(of: folder) {
            let name = tree.nameSlice(child.index)
            if tree.kind(of: child) == .file, PythonLicenses.isLicenseName(name) { found.append(child) }
            if tree.kind(of: child) == .directory, name.elementsEqual(PythonLicenses.licenseFolder) {
                pending.append((child, 0))
            }
        }
        while let (next, depth) = pending.popLast(), found.count < PythonLicenses.fileLimit {
            for child in tree.children(of: next) {
                if tree.kind(of: child) == .file { found.append(child) }
                if tree.kind(of: child) == .directory, depth < PythonLicenses.depthLimit {
                    pending.append((child, depth + 1))
                }
            }
        }
        return Array(found.prefix(PythonLicenses.fileLimit))
    }

    /// The folder of license files in a `.dist-info` (PEP 639).
    private static let licenseFolder = Array("licenses".utf8)

    /// Whether a file is a license in a record.
    static func isLicense(_ path: BytePath) -> Bool {
        let folder = path.parent.name
        if isRecord(folder) { return isLicenseName(path.name) }
        guard let licenses = path.components.lastIndex(where: { $0.elementsEqual(licenseFolder) }), licenses > 0,
            licenses < path.components.count - 1
        else { return false }
        return path.components[licenses - 1].hasSuffix(".dist-info")
    }

    /// Whether a file in a record's folder is a licence by its name, as setuptools and wheel put them there.
    static func isLicenseName(_ name: some Collection<UInt8>) -> Bool {
        let name = name.prefix(9).map(\.lowercased)
        return ["license", "licence", "copying", "copyright", "notice"].contains { name.starts(with: $0.utf8) }
    }

    static func isRecord(_ folder: ArraySlice<UInt8>) -> Bool {
        folder.hasSuffix(".dist-info") || folder.hasSuffix(".egg-info") || folder.elementsEqual("EGG-INFO".utf8)
    }
}
