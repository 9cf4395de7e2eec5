import ImageReading

extension PythonCatalog {
    static let vendoredCopies = "/pip/_vendor/vendor.txt"
    private static let vendoredLimit = 1000

    /// Interpreters that were built below /usr/local, and the copies that pip and setuptools carry.
    func unlistedSoftware(in tree: FileTree) -> [UnlistedSoftware] {
        interpreters(in: tree) + recorded.flatMap { copies(of: $0, in: tree) }
    }

    private func interpreters(in tree: FileTree) -> [UnlistedSoftware] {
        let prefix = BytePath(normalized: Array("usr/local".utf8))
        guard let programs = tree.lookup(prefix.appending("bin")), tree.kind(of: programs) == .directory else {
            return []
        }
        return tree.children(of: programs).compactMap { node in
            let name = tree.name(of: node)
            guard name.starts(with: "python".utf8), let short = PythonSiteLayout.version(name[...]),
                short.contains("."),
                tree.kind(of: node) == .file
            else { return nil }
            // No package need be left that would make it an environment.
            let known = environments.environments.first {
                $0.kind == .system && $0.root == prefix && $0.version == short
            }
            let version =
                known?.fullVersion
                ?? PythonInterpreterVersion(tree: tree, configuration: configuration).version(
                    of: PythonEnvironment(kind: .system, root: prefix, version: short)) ?? short
            return UnlistedSoftware(
                name: "CPython", version: version, path: tree.path(of: node), layer: tree.contentLayer(of: node),
                purl: PackageURL(type: "generic", name: "python", version: version),
                // The records of the PSF itself name commits, which an image does not have.
                subjects: ["Bitnami", "DHI"].map { ecosystem in
                    var subject = AdvisorySubject(ecosystem: ecosystem, name: "python", version: version)
                    if version == short { subject.reasonAside = "nothing says which \(short) it is" }
                    return subject
                })
        }
    }

    /// What pip's list says, and the records below setuptools' copies.
    private func copies(of recorded: Recorded, in tree: FileTree) -> [UnlistedSoftware] {
        let holder = recorded.distribution
        guard ["pip", "setuptools"].contains(holder.normalizedName),
            let path = BytePath(recorded.site.path.bytes + Array("/\(holder.normalizedName)/_vendor".utf8)),
            let folder = tree.lookup(path), tree.kind(of: folder) == .directory
        else { return [] }
        var found: [(name: String, version: String, node: FileTree.NodeID)] = []
        for child in tree.children(of: folder) {
            if let record = PythonRecordName(tree.name(of: child)), record.format == .distInfo {
                found.append((record.name, record.version ?? "", child))
            } else if tree.name(of: child).elementsEqual("vendor.txt".utf8), let bytes = tree.contents(of: child) {
                found += PythonCatalog.pinned(in: bytes).map { ($0.name, $0.version, child) }
            }
        }
        return found.lazy.filter { !$0.name.isEmpty && PythonVersion($0.version) != nil }
            .prefix(PythonCatalog.vendoredLimit).map { name, version, node in
                let normalized = PythonName.normalized(name)
                return UnlistedSoftware(
                    name: name, version: version, path: tree.path(of: node), layer: tree.contentLayer(of: node),
                    purl: PackageURL(type: Package.Kind.pypi.rawValue, name: normalized, version: version),
                    subjects: [AdvisorySubject(ecosystem: "PyPI", name: normalized, version: version)],
                    holder: "\(holder.name) \(holder.version)")
            }
    }

    /// `urllib3==1.26.14  # a remark` a line, indented below what needs it.
    private static func pinned(in list: [UInt8]) -> [(name: String, version: String)] {
        list.split(separator: UInt8(ascii: "\n")).prefix(vendoredLimit).compactMap { line in
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
                .filter { !$0.isWhitespace }
            return text.firstRange(of: "==").map {
                (String(text[..<$0.lowerBound]), String(text[$0.upperBound...]))
            }
        }
    }
}
