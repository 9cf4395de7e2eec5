import ImageReading

/// Which of apk's packages satisfy the relations of others, and which somebody asked for.
struct ApkDependencies: Sendable {
    /// A package as relations see it.
    struct Subject: Sendable {
        /// Where the package stands in the caller's list.
        let position: Int
        let package: Package

        var name: String { package.name }
        var version: String { package.version }
        var fields: ApkFields { package.apk ?? ApkFields() }
    }

    /// One element of `D:`: of each alternative, and there is one, the positions of the packages that satisfy it.
    struct Relation: Sendable, Hashable {
        let text: String
        let alternatives: [[Int]]
    }

    /// `i:` of a package: it is there because of all packages that satisfy its elements.
    struct Condition: Sendable, Hashable {
        /// The elements in the order written.
        let relations: [Relation]
        /// Whether each element is satisfied.
        var holds: Bool { relations.allSatisfy { $0.alternatives.contains { !$0.isEmpty } } }
    }

    /// What each package needs, by its place among the subjects; conflicts need nothing and are left out.
    private(set) var relations: [[Relation]] = []
    /// Why each package was installed by itself; nil where it has no `i:`, or one that can't be read.
    private(set) var conditions: [Condition?] = []
    /// Whether each package is one that somebody asked for; nil where there is no `world`.
    private(set) var isWanted: [Bool]?
    /// Whether more satisfies the relations than was followed.
    private(set) var isCut = false

    private struct Provided {
        let place: Int
        /// Nil for what is provided without one.
        let version: String?
    }

    private let subjects: [Subject]
    private var providers: [String: [Provided]] = [:]
    private var looks: Int
    private var edges: Int

    /// Finds out what satisfies what.
    ///
    /// - Parameters:
    ///   - world: what somebody asked for; nil where nothing is known of that.
    ///   - edgeLimit: how many packages that satisfy relations are kept.
    ///   - lookLimit: how many are looked at.
    init(
        _ subjects: [Subject], world: ApkWorld?, edgeLimit: Int = DependencyLimits.edges,
        lookLimit: Int = DependencyLimits.looks
    ) {
        self.subjects = subjects
        edges = edgeLimit
        looks = lookLimit
        addProviders(limit: edgeLimit)
        for subject in subjects {
            relations.append(resolved(subject.fields.depends))
            let elements = subject.fields.installIf
            // apk takes none of them where one is damaged.
            let isCondition = !elements.isEmpty && elements.allSatisfy { ApkRelation($0) != nil }
            conditions.append(isCondition ? Condition(relations: resolved(elements)) : nil)
        }
        isWanted = world.map { wanted($0) }
    }

    private mutating func addProviders(limit: Int) {
        var left = limit
        for (place, subject) in subjects.enumerated() {
            providers[subject.name, default: []].append(Provided(place: place, version: subject.version))
            for element in subject.fields.provides {
                left -= 1
                guard left > 0 else {
                    isCut = true
                    break
                }
                guard let provided = ApkRelation(element), !provided.isConflict else { continue }
                let version = provided.constraint?.version
                providers[provided.name, default: []].append(Provided(place: place, version: version))
            }
        }
    }

    private mutating func resolved(_ elements: [String]) -> [Relation] {
        var resolved: [Relation] = []
        for element in elements {
            // What is no relation was remarked when the record was read.
            guard let relation = ApkRelation(element), !relation.isConflict else { continue }
            guard edges > 0, looks > 0 else {
                isCut = true
                break
            }
            let places = places(satisfying: relation)
            edges -= places.count
            resolved.append(Relation(text: element, alternatives: [places.map { subjects[$0].position }]))
        }
        return resolved
    }

    /// The places of the packages that satisfy a relation, each once.
    private mutating func places(satisfying relation: ApkRelation) -> [Int] {
        let candidates = providers[relation.name] ?? []
        var places: [Int] = []
        for provided in candidates where places.last != provided.place {
            // Versions may be as long as fields.
            looks -= 1 + ((provided.version?.utf8.count ?? 0) + (relation.constraint?.version.utf8.count ?? 0)) / 64
            guard looks > 0 else {
                isCut = true
                break
            }
            let subject = subjects[provided.place]
            guard relation.fits(version: provided.version, checksum: subject.fields.checksum) else { continue }
            places.append(provided.place)
        }
        return places
    }

    private mutating func wanted(_ world: ApkWorld) -> [Bool] {
        var wanted = Array(repeating: false, count: subjects.count)
        // A package that is named by itself is wanted whatever its version: with a wrong one it would not be there.
        let names = Set(world.relations.lazy.filter { !$0.isConflict }.map(\.name))
        for (place, subject) in subjects.enumerated() where names.contains(subject.name) { wanted[place] = true }
        for relation in world.relations where !relation.isConflict {
            for place in places(satisfying: relation) { wanted[place] = true }
        }
        return wanted
    }
}

/// The packages that somebody asked for (`etc/apk/world`); all others are there because these need them.
///
/// Specification: apk-world(5)
struct ApkWorld: Sendable {
    /// What was asked for, in the order of the file.
    let relations: [ApkRelation]

    /// How many elements are read.
    static let elementLimit = 100_000

    init(_ relations: [ApkRelation]) { self.relations = relations }

    /// Reads a tree's file; nil where it is not there or can't be read: then nobody knows what was asked for.
    init?(_ database: inout ApkDatabase) {
        guard let node = database.node(ApkPaths.world), let bytes = database.contents(of: node) else { return nil }
        var relations: [ApkRelation] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            for word in line.split(whereSeparator: \.isSpace) {
                guard relations.count < ApkWorld.elementLimit else {
                    database.remark(
                        .malformedPackageRecord,
                        "line \(index + 1): of more than \(ApkWorld.elementLimit) packages the rest is left out",
                        at: node)
                    self.init(relations)
                    return
                }
                let text = DisplayText.decoded(word)
                if let relation = ApkRelation(text) {
                    relations.append(relation)
                } else {
                    database.remark(
                        .malformedPackageRecord, "line \(index + 1): '\(text)' names no package", at: node)
                }
            }
        }
        // Something is always wanted of an image with packages: an empty file says nothing.
        guard !relations.isEmpty else { return nil }
        self.init(relations)
    }

    /// Whether a package is named, whatever version was asked for: with the wrong one it would not be there.
    func names(_ name: String) -> Bool { relations.contains { !$0.isConflict && $0.name == name } }
}
