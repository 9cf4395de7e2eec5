import ImageReading

/// What Debian's packages need of each other, as apt sees it, and what its mark and sweep starts from.
struct DebianDependencies {
    private(set) var found = PackageDependencies()
    private let context: DependencyContext
    private let settings: AptSettings

    init(_ context: DependencyContext, settings: AptSettings) {
        self.context = context
        self.settings = settings
        found.isEnforced = true
        found.diagnostics = settings.diagnostics
        addRelations()
        addChoices()
    }

    private mutating func addRelations() {
        let index = DebianProviders(context, limit: DependencyLimits.edges)
        var left = index.isCut ? 0 : DependencyLimits.edges
        var looks = DependencyLimits.looks
        for position in context.ascending {
            let package = context.packages[position]
            guard let fields = package.debian else { continue }
            found.roots[position] = DebianDependencies.root(package, fields, settings)
            var fieldsToFollow: [(DependencyKind, [String])] = [
                (.preDepends, fields.preDepends), (.depends, fields.depends),
            ]
            if settings.keepsRecommended { fieldsToFollow.append((.recommends, fields.recommends)) }
            if settings.keepsSuggested { fieldsToFollow.append((.suggests, fields.suggests)) }
            var relations: [PackageDependencies.Relation] = []
            for (kind, elements) in fieldsToFollow {
                for element in elements {
                    // What is no relation was remarked when the record was read.
                    guard let relation = DebianRelation(element) else { continue }
                    guard left > 0 else { continue }
                    var alternatives: [[Int]] = []
                    for alternative in relation.alternatives where left > 0 {
                        alternatives.append(index.positions(satisfying: alternative, of: package, &looks))
                        left = looks > 0 ? left - (alternatives.last?.count ?? 0) : 0
                    }
                    relations.append(.init(kind: kind, text: element, alternatives: alternatives))
                }
            }
            found.relations[position] = relations
        }
        found.isCut = left <= 0
    }

    /// Of several packages that one source provides for the same alternative, apt follows those of its latest version.
    private mutating func addChoices() {
        let bySource = Dictionary(grouping: context.ascending) { context.packages[$0].debian?.sourceName ?? "" }
        for (group, entry) in bySource.sorted(by: { $0.key < $1.key }).enumerated() {
            let versions = entry.value.map { DebianVersion(context.packages[$0].debian?.sourceVersion ?? "") }
            let order = versions.indices.sorted { versions[$0] < versions[$1] }
            var rank = 0
            for (place, index) in order.enumerated() {
                if place > 0, versions[order[place - 1]] < versions[index] { rank += 1 }
                found.choices[entry.value[index]] = .init(group: group, rank: rank)
            }
        }
    }

    /// The roots of apt's mark and sweep.
    private static func root(_ package: Package, _ fields: DebianFields, _ settings: AptSettings) -> RootReason? {
        if fields.isEssential || package.name == "apt" { return .essential }
        if fields.isProtected { return .protected }
        if fields.priority == "required" { return .required }
        if fields.isAutomatic != true { return .manual }
        if fields.want == "hold" { return .held }
        return settings.neverRemoved.contains { $0.matches(package.name) } ? .neverAutoRemoved : nil
    }
}

/// Which installed packages satisfy a relation, by their own names and by what they provide.
private struct DebianProviders {
    private struct Provided {
        let position: Int
        /// The version that a relation's constraint is held against; nil for what is provided without one.
        let version: DebianVersion?
    }

    private let packages: [Package]
    private let native: String
    private var providers: [String: [Provided]] = [:]
    /// Whether more is provided than is kept.
    private(set) var isCut = false

    init(_ context: DependencyContext, limit: Int) {
        var left = limit
        packages = context.packages
        native = DebianProviders.nativeArchitecture(
            context.ascending.map { context.packages[$0] }, platform: context.platform)
        for position in context.ascending {
            let package = packages[position]
            guard let fields = package.debian else { continue }
            providers[package.name, default: []].append(
                Provided(position: position, version: DebianVersion(package.version)))
            for element in fields.provides {
                left -= 1
                guard left > 0 else {
                    isCut = true
                    break
                }
                guard let provided = DebianRelation(element)?.alternatives.first else { continue }
                providers[provided.name, default: []].append(
                    Provided(position: position, version: provided.constraint.map { DebianVersion($0.version) }))
            }
        }
    }

    /// The packages that satisfy one alternative.
    ///
    /// - Parameter looks: how many packages may still be looked at; with none left, none is found.
    func positions(
        satisfying wanted: DebianRelation.Alternative, of dependent: Package, _ looks: inout Int
    ) -> [Int] {
        let candidates = providers[wanted.name] ?? []
        // Versions may be as long as fields.
        looks -= candidates.count * (1 + (wanted.constraint?.version.utf8.count ?? 0) / 64)
        guard looks > 0 else { return [] }
        let bound = wanted.constraint.map { DebianVersion($0.version) }
        var result: [Int] = []
        var seen: Set<Int> = []
        for provided in candidates where !seen.contains(provided.position) {
            let provider = packages[provided.position]
            guard fits(provider, qualifier: wanted.architectureQualifier, dependent: dependent) else { continue }
            if let constraint = wanted.constraint, let bound {
                guard let version = provided.version, constraint.contains(version, bound: bound) else { continue }
            }
            seen.insert(provided.position)
            result.append(provided.position)
        }
        return result
    }

    /// Multi-Arch: a package serves its own architecture, others where it is `foreign`, and `:any` where it is `allowed`.
    private func fits(_ provider: Package, qualifier: String?, dependent: Package) -> Bool {
        let architecture = concrete(provider.architecture)
        switch qualifier {
        case nil:
            return architecture == concrete(dependent.architecture) || provider.debian?.multiArch == "foreign"
        case "any": return provider.debian?.multiArch == "allowed"
        case "native": return architecture == native
        case let named: return architecture == named
        }
    }

    private func concrete(_ architecture: String?) -> String {
        guard let architecture, architecture != "all" else { return native }
        return architecture
    }

    /// The architecture of the image's dpkg; without it the one that most packages have.
    private static func nativeArchitecture(_ debian: [Package], platform: Platform?) -> String {
        if let own = debian.first(where: { $0.name == "dpkg" })?.architecture, own != "all" { return own }
        var counts: [String: Int] = [:]
        for case let architecture? in debian.map(\.architecture) where architecture != "all" {
            counts[architecture, default: 0] += 1
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? platform?.architecture ?? "amd64"
    }
}

extension DependencyKind {
    /// Pre-Depends of a Debian package.
    public static let preDepends = DependencyKind("preDepends", words: "pre-depends on")
    /// Recommends of a Debian package, where apt keeps what is recommended.
    public static let recommends = DependencyKind("recommends", words: "recommends", isHard: false)
    /// Suggests of a Debian package, where apt keeps what is suggested.
    public static let suggests = DependencyKind("suggests", words: "suggests", isHard: false)
}

extension RootReason {
    /// apt has no record that it was installed for another package.
    public static let manual = RootReason("manual", words: "installed by name (manual)", isChoice: true)
    /// It is essential.
    public static let essential = RootReason("essential", words: "essential")
    /// It is marked protected.
    public static let protected = RootReason("protected", words: "protected")
    /// Its priority is required.
    public static let required = RootReason("required", words: "priority required")
    /// The settings of apt name it.
    public static let neverAutoRemoved = RootReason("neverAutoRemoved", words: "named by APT::NeverAutoRemove")
    /// It is on hold.
    public static let held = RootReason("held", words: "on hold")
}
