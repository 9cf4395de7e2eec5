import ImagePackages
import ImageReading

/// Which of some packages need which others, told by their names.
///
/// Versions, architectures and markers are not looked at: all packages come from one image, whose package managers saw to
/// them. Of alternatives the first that is there counts.
struct PackageNeeds {
    private let packages: [Package]
    private var debian: [String: [Int]] = [:]
    private var python: [String: [Int]] = [:]

    init(of packages: [Package]) {
        self.packages = packages
        for (position, package) in packages.enumerated() {
            if let fields = package.python {
                python[fields.normalizedName, default: []].append(position)
            } else {
                debian[package.name, default: []].append(position)
                for text in package.debian?.provides ?? [] {
                    guard let name = DebianRelation(text)?.alternatives.first?.name else { continue }
                    debian[name, default: []].append(position)
                }
            }
        }
    }

    /// The positions of the packages that one needs itself, without its own.
    ///
    /// - Parameter left: how many may still be found; with none left, none is.
    func needs(of position: Int, _ left: inout Int) -> [Int] {
        let package = packages[position]
        var found: [Int] = []
        if let fields = package.debian {
            for text in fields.preDepends + fields.depends {
                guard let relation = DebianRelation(text) else { continue }
                let satisfying = relation.alternatives.lazy.compactMap { debian[$0.name] }.first ?? []
                left -= satisfying.count
                guard left > 0 else { return [] }
                found += satisfying
            }
        }
        if let fields = package.python {
            for text in fields.requires where !PackageNeeds.isOptional(text) {
                let satisfying = PythonRequirement(text).flatMap { python[$0.normalizedName] } ?? []
                left -= satisfying.count
                guard left > 0 else { return [] }
                found += satisfying
            }
        }
        var seen: Set<Int> = [position]
        return found.filter { seen.insert($0).inserted }
    }

    /// Whether a requirement holds only for an extra.
    private static func isOptional(_ requirement: String) -> Bool {
        guard let marker = requirement.split(separator: ";", maxSplits: 1).dropFirst().first else { return false }
        return marker.contains("extra")
    }
}
