import ImagePackages
import ImageReading

/// Which of some packages need which others, according to their names.
///
/// Versions, architectures and markers are not looked at: all packages come from one image, whose package managers saw to
/// them. Of alternatives the first that is there counts.
struct PackageNeeds {
    private let packages: [Package]
    private var named: [Package.Kind: [String: [Int]]] = [:]

    init(of packages: [Package]) {
        self.packages = packages
        for (position, package) in packages.enumerated() {
            for name in package.kind.ecosystem.providedNames(of: package) {
                named[package.kind, default: [:]][name, default: []].append(position)
            }
        }
    }

    /// The positions of the packages that one needs itself, without its own.
    ///
    /// - Parameter left: how many may still be found; with none left, none is.
    func needs(of position: Int, _ left: inout Int) -> [Int] {
        let package = packages[position]
        let known = named[package.kind] ?? [:]
        var found: [Int] = []
        for alternatives in package.kind.ecosystem.neededNames(of: package) {
            let satisfying = alternatives.lazy.compactMap { known[$0] }.first ?? []
            left -= satisfying.count
            guard left > 0 else { return [] }
            found += satisfying
        }
        var seen: Set<Int> = [position]
        return found.filter { seen.insert($0).inserted }
    }
}
