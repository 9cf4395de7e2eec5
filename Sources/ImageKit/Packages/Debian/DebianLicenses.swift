import ImageReading

/// Reads the licenses of Debian's packages from their copyright files; files that several packages share are read once.
///
/// A copyright file that an upper layer deleted or emptied is read in the layer that has it.
struct DebianLicenses {
    private static let commonLicenses: BytePath = "usr/share/common-licenses"
    private static let copyright = Array("copyright".utf8)

    /// Whether a file is a package's copyright file.
    static func isLicense(_ path: BytePath) -> Bool {
        path.name.elementsEqual(copyright) && path.parent.parent == DebianPaths.documentation
    }

    private let tree: FileTree
    private var read: [[UInt8]: PackageLicense] = [:]
    /// What was read by the file's number: comparing the bytes for each of its names takes long where it is large.
    private var readFiles: [Int: PackageLicense] = [:]

    init(_ tree: FileTree) { self.tree = tree }

    /// What the packages' copyright files say.
    ///
    /// A package without a copyright file, as minimal images have them where a folder's link was left out, takes that of
    /// another package of the same source, marked as guessed.
    mutating func licenses(of packages: [Package]) -> [PackageLicense] {
        let licenses = packages.map { license(of: $0.name) }
        var ofSources: [String: PackageLicense] = [:]
        for index in packages.indices.sorted(by: { packages[$0].slot < packages[$1].slot }) {
            guard let source = packages[index].debian?.source, licenses[index].expression != nil else { continue }
            let license = licenses[index]
            let name = "\(source.name) \(source.version)"
            if ofSources[name] == nil { ofSources[name] = license }
        }
        return zip(packages, licenses).map { package, license in
            guard license.expression == nil, let source = package.debian?.source,
                var known = ofSources["\(source.name) \(source.version)"]
            else { return license }
            known.isHeuristic = true
            return known
        }
    }

    /// The copyright file of a package; it or its folder may be a link to another package's.
    private mutating func license(of name: String) -> PackageLicense {
        guard !name.contains("/") else { return PackageLicense() }
        let path = DebianPaths.documentation.appending(name).appending(DebianLicenses.copyright)
        guard let node = tree.lookup(path), tree.kind(of: node) == .file, tree.size(of: node) > 0 else {
            // An upper layer may have deleted or emptied it; the package stands under its license all the same.
            guard let bytes = tree.removedContents(at: path) else { return PackageLicense() }
            var license = read[bytes] ?? DebianCopyright(bytes).license
            read[bytes] = license
            license.sources = ["\(path) (\(tree.lookup(path) == nil ? "deleted" : "emptied"))"]
            return license
        }
        let target = tree.path(of: node)
        var license = contents(of: node, at: target)
        license.sources = [path.description] + (target == path ? [] : [target.description])
        return license
    }

    private mutating func contents(of node: FileTree.NodeID, at path: BytePath) -> PackageLicense {
        if path.parent == DebianLicenses.commonLicenses {
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
}
