import ImageReading

/// The packages of an inventory by license; a package stands under each license its expression names.
public struct LicenseGroups: Sendable {
    /// One license and the packages under it.
    public struct Group: Sendable, Hashable {
        /// The license as an expression writes it; nil for packages of which nothing is known.
        ///
        /// Texts of their own that packages give the same name stand under that name without their digests.
        public let license: String?
        /// Whether the SPDX list has it.
        public let isListed: Bool
        /// The packages, in the order of the inventory.
        public let packages: [Package]
        /// Bytes of the live files booked to these packages; groups overlap, so they do not sum.
        public let size: Int64
        /// How many of the packages' expressions were guessed in part.
        public let heuristicCount: Int
    }

    /// The groups, that with most packages first, those of which nothing is known last.
    public let groups: [Group]

    /// Groups packages whose licenses were read.
    public init(_ packages: [Package]) {
        var positions: [String?: [Int]] = [:]
        var listed: Set<String> = []
        for (index, package) in packages.enumerated() {
            let terms = package.license?.expression?.terms ?? []
            var names: Set<String?> = terms.isEmpty ? [nil] : []
            for term in terms {
                let name = LicenseGroups.name(of: term, in: package.license)
                if term.isListed { listed.insert(name) }
                names.insert(name)
            }
            for name in names { positions[name, default: []].append(index) }
        }
        groups = positions.map { name, indices in
            let members = indices.map { packages[$0] }
            return Group(
                license: name, isListed: name.map(listed.contains) ?? false, packages: members,
                size: members.reduce(0) { sum, package in
                    let (total, isTooLarge) = sum.addingReportingOverflow(package.size)
                    return isTooLarge ? .max : total
                },
                heuristicCount: members.count { $0.license?.isHeuristic == true })
        }.sorted { left, right in
            guard let leftName = left.license, let rightName = right.license else { return left.license != nil }
            return (right.packages.count, leftName) < (left.packages.count, rightName)
        }
    }

    /// The license's name for a group.
    static func name(of term: LicenseTerm, in license: PackageLicense?) -> String {
        guard let reference = license?.reference(of: term) else { return term.description }
        return LicenseTerm(reference: reference.name).identifier
    }
}
