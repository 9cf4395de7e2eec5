import ImagePackages

/// What tells packages apart whose rows would look the same.
struct AlikePackages {
    private struct Label: Hashable {
        let kind: String
        let name: String
        let version: String
        var place: String?

        init(_ package: Package, place: String? = nil) {
            (kind, name, version) = (package.kind.rawValue, package.name, package.version)
            self.place = place
        }
    }

    private let counts: [Label: Int]

    /// Finds which of some packages agree in kind, name and version.
    init(_ packages: some Sequence<Package>) {
        var counts: [Label: Int] = [:]
        for package in packages {
            counts[Label(package), default: 0] += 1
            counts[Label(package, place: package.distinction ?? ""), default: 0] += 1
        }
        self.counts = counts
    }

    /// The environment, architecture or folder that tells a package from those like it; nil where it is the only one.
    func place(of package: Package) -> String? {
        guard counts[Label(package), default: 0] > 1 else { return nil }
        let place = package.distinction ?? ""
        return counts[Label(package, place: place), default: 0] > 1 ? package.locations.first ?? place : place
    }
}
