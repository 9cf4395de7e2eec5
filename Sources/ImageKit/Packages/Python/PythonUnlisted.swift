import ImageReading

extension PythonCatalog {
    static let vendoredCopies = "/pip/_vendor/vendor.txt"
    private static let vendoredLimit = 1000

    /// Interpreters that were built below /usr/local, and the copies that pip carries.
    func unlistedSoftware(in tree: FileTree) -> [UnlistedSoftware] {
        interpreters(in: tree) + recorded.flatMap { copies(of: $0, in: tree) }
    }

    private func interpreters(in tree: FileTree) -> [UnlistedSoftware] {
        environments.environments.compactMap { environment in
            guard environment.kind == .system, environment.root == "usr/local", let short = environment.version,
                let version = environment.fullVersion ?? environment.version,
                let node = tree.lookup(environment.root.appending("bin/python\(short)"))
            else { return nil }
            return UnlistedSoftware(
                name: "CPython", version: version, path: tree.path(of: node), layer: tree.contentLayer(of: node),
                purl: PackageURL(type: "generic", name: "python", version: version),
                // The records of the PSF itself name commits, which an image does not have.
                subjects: ["Bitnami", "DHI"].map { AdvisorySubject(ecosystem: $0, name: "python", version: version) })
        }
    }

    private func copies(of recorded: Recorded, in tree: FileTree) -> [UnlistedSoftware] {
        guard recorded.distribution.normalizedName == "pip",
            let path = BytePath(recorded.site.path.bytes + Array(PythonCatalog.vendoredCopies.utf8)),
            let node = tree.lookup(path), let bytes = tree.contents(of: node)
        else { return [] }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).prefix(PythonCatalog.vendoredLimit)
        return lines.compactMap { line in
            // `urllib3==1.26.14  # a remark`, indented below what needs it.
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self).filter {
                !$0.isWhitespace
            }
            guard let equals = text.firstRange(of: "==") else { return nil }
            let (name, version) = (String(text[..<equals.lowerBound]), String(text[equals.upperBound...]))
            guard !name.isEmpty, PythonVersion(version) != nil else { return nil }
            let normalized = PythonName.normalized(name)
            return UnlistedSoftware(
                name: name, version: version, path: path, layer: tree.contentLayer(of: node),
                purl: PackageURL(type: Package.Kind.pypi.rawValue, name: normalized, version: version),
                subjects: [AdvisorySubject(ecosystem: "PyPI", name: normalized, version: version)],
                holder: "\(recorded.distribution.name) \(recorded.distribution.version)")
        }
    }
}
