public import ImagePackages

/// How many of the vulnerabilities that came with the base image a newer base is without, and what proves it.
public struct BaseUpgrade: Sendable, Hashable {
    /// How many it is without.
    public let fixes: Int
    /// How many that count came with the base image.
    public let of: Int
    /// What proves it, for people: the newer base image, or apt's lists.
    public let basis: String

    /// Compares with a newer base image, searched with the same data.
    ///
    /// Fails where nothing that counts is known to have come with the base image. What the data does not cover in the newer one is
    /// not fixed.
    ///
    /// - Parameters:
    ///   - found: what was found in the image.
    ///   - newer: what was found in the newer base image.
    ///   - name: what people call it.
    public init?(of found: VulnerabilityFindings, newer: VulnerabilityFindings, named name: String) {
        let left = Set(newer.findings.map(\.identity))
        self.init(of: found, basis: name) { finding in
            !left.contains(finding.identity) && !newer.mayHide(finding)
        }
    }

    /// Holds what the base image brought against what apt would upgrade, which a newer base has.
    ///
    /// Fails where nothing that counts is known to have come with the base image. A package whose version is not that of its
    /// source proves nothing.
    public init?(of found: VulnerabilityFindings, upgrades: [AptUpgrade]) {
        let versions = Dictionary(upgrades.map { ($0.package, $0.version) }) { first, _ in first }
        self.init(of: found, basis: "apt's lists") { finding in
            guard finding.isFixable, let fixed = finding.fixedVersion else { return false }
            let order = finding.kind.ecosystem
            return finding.packages.allSatisfy { package in
                guard package.version == finding.version, let version = versions[package] else { return false }
                return order.order(version, fixed).map { $0 >= 0 } ?? false
            }
        }
    }

    private init?(of found: VulnerabilityFindings, basis: String, _ isFixed: (VulnerabilityFinding) -> Bool) {
        let own = found.counted.filter { $0.isOfBase == true }
        guard !own.isEmpty else { return nil }
        fixes = own.count(where: isFixed)
        of = own.count
        self.basis = basis
    }
}
