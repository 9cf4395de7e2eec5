import ImagePackages

/// What tells packages apart whose rows would look the same.
struct AlikePackages {
    private struct Label: Hashable {
        let kind: String
        let name: String
        let version: String
        var place: String?

        init(_ package: Package, _ version: String, place: String? = nil) {
            (kind, name) = (package.kind.rawValue, package.name)
            self.version = version
            self.place = place
        }
    }

    private var counts: [Label: Int] = [:]

    /// Finds which of some packages agree in kind, name and version.
    init(_ packages: some Sequence<Package>) { self.init(packages.lazy.map { ($0, $0.version) }) }

    /// The same for rows that show another text as the version.
    init(_ rows: some Sequence<(package: Package, version: String)>) {
        for (package, version) in rows {
            counts[Label(package, version), default: 0] += 1
            counts[Label(package, version, place: package.distinction ?? ""), default: 0] += 1
        }
    }

    /// The environment, architecture or folder that tells a package from those like it; nil where no other is like it.
    func place(of package: Package, version: String? = nil) -> String? {
        let version = version ?? package.version
        guard counts[Label(package, version), default: 0] > 1 else { return nil }
        let place = package.distinction ?? ""
        let isAlone = counts[Label(package, version, place: place), default: 0] == 1
        return isAlone ? place : package.locations.first ?? place
    }
}
