import ImagePackages

/// Packages that must not be in an image: the name of a package URL, and bounds of versions.
struct ForbiddenPackage {
    /// One bound, for example `<3.1.6`.
    private struct Bound {
        let relation: String
        let version: String

        init?(_ text: Substring) {
            guard let relation = ["<=", ">=", "<", ">", "="].first(where: { text.hasPrefix($0) }) else { return nil }
            self.relation = relation
            version = String(text.dropFirst(relation.count))
        }

        func allows(_ order: Int) -> Bool {
            switch relation {
            case "<=": order <= 0
            case ">=": order >= 0
            case "<": order < 0
            case ">": order > 0
            default: order == 0
            }
        }
    }

    /// Why a line is not understood.
    struct Problem: Error {
        let line: String
    }

    /// The line that names the packages.
    let line: String
    private let purl: PackageURL
    private let bounds: [Bound]

    /// Reads a package URL without a version and bounds that all must hold, as in `pkg:pypi/jinja2 >=3 <3.1.6`.
    init(_ line: String) throws {
        let words = line.split(separator: " ")
        let bounds = words.dropFirst().map(Bound.init)
        guard let first = words.first, !bounds.contains(where: { $0 == nil }) else { throw Problem(line: line) }
        self.line = line
        purl = try PackageURL(String(first))
        self.bounds = bounds.compactMap(\.self)
    }

    /// Whether a package is meant; one whose version has no order is, so that a person looks at it.
    func matches(_ package: Package) -> Bool {
        let found = package.purl
        guard found.type == purl.type, found.namespace == purl.namespace, found.name == purl.name else { return false }
        return bounds.allSatisfy { bound in
            // The order is the package manager's own: 1.0~rc1 comes before 1.0 for dpkg.
            Ecosystems.named(package.kind)?.order(package.version, bound.version).map(bound.allows) ?? true
        }
    }
}

extension Inventory {
    /// The packages that a list forbids, each with the first line that names it.
    func forbidden(by list: [ForbiddenPackage]) -> [(package: Package, line: String)] {
        packages.compactMap { package in
            list.first { $0.matches(package) }.map { (package, $0.line) }
        }
    }
}
