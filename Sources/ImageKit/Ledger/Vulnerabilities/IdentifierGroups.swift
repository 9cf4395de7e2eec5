import ImagePackages

/// Lists of identifiers that name the same vulnerability, together (union-find): two lists that share an identifier do, and so
/// do two that a third one joins.
struct IdentifierGroups {
    /// The lists of one vulnerability.
    struct Group {
        /// Their positions, in order.
        var members: [Int] = []
        /// All identifiers of the vulnerability, each once.
        var identifiers: [String] = []
    }

    /// The groups that have members; the same lists give the same order.
    let groups: [Group]

    /// Groups lists.
    ///
    /// - Parameters:
    ///   - lists: the lists to group.
    ///   - linked: lists that join others and are members of no group.
    init(_ lists: [[String]], linked: [[String]] = []) {
        let all = lists + linked
        var parents = Array(all.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        var first: [String: Int] = [:]
        for (index, list) in all.enumerated() {
            for id in list {
                if let other = first[id] { parents[root(index)] = root(other) } else { first[id] = index }
            }
        }
        var groups: [Int: Group] = [:]
        for (index, list) in all.enumerated() {
            let root = root(index)
            if index < lists.count { groups[root, default: Group()].members.append(index) }
            groups[root]?.identifiers += list
        }
        self.groups = groups.sorted { $0.key < $1.key }.map { _, group in
            Group(members: group.members, identifiers: group.identifiers.uniqued)
        }
    }

    /// The identifier that people use: the CVE, else the GHSA, else the first.
    static func name(of identifiers: [String]) -> String {
        identifiers.first { $0.hasPrefix("CVE-") } ?? identifiers.first { $0.hasPrefix("GHSA-") } ?? identifiers.first
            ?? ""
    }
}
