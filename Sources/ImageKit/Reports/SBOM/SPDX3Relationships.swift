import ImagePackages
import ImageReading

/// What the elements of an SPDX 3 document have to do with each other (Core/Relationship).
struct SPDX3Relationships {
    /// One element and all others it has the same to do with.
    struct Relationship: SPDX3Identified {
        let type: String
        let spdxId: String
        let creationInfo = SPDX3Names.creation
        let from: String
        let to: [String]
        let relationshipType: String
        let completeness: String?
        let scope: String?
        let comment: String?
    }

    private let bill: SoftwareBill
    private let licenses: SPDX3Licenses
    private let names: SPDX3Names
    /// The positions of the files of each package.
    private let files: [Int: [Int]]
    /// The positions of what each package needs or wishes for among the edges.
    private let needs: [Int: [Int]]
    /// The source packages, each with the positions of the packages made of it.
    private let sources: [(name: String, packages: [Int])]

    init(_ bill: SoftwareBill, _ licenses: SPDX3Licenses, _ names: SPDX3Names) {
        self.bill = bill
        self.licenses = licenses
        self.names = names
        files = bill.filePositions
        let edges = bill.edges ?? []
        needs = Dictionary(grouping: edges.indices.filter { edges[$0].kind != .providedBy }) { edges[$0].from }
        sources = SPDX3Relationships.sources(of: bill)
    }

    private static func sources(of bill: SoftwareBill) -> [(name: String, packages: [Int])] {
        var positions: [String: Int] = [:]
        var sources: [(name: String, packages: [Int])] = []
        for (package, source) in bill.packages.lazy.map(\.source).enumerated() {
            guard let name = source.map({ SPDXIdentifier.of($0) }) else { continue }
            if let position = positions[name] {
                sources[position].packages.append(package)
            } else {
                positions[name] = sources.count
                sources.append((name, [package]))
            }
        }
        return sources
    }

    /// All of them, in an order that is always the same; each is made when it is its turn.
    var all: some Sequence<Relationship> {
        let brought = Dictionary(grouping: bill.packages.indices) { bill.packages[$0].layer ?? -1 }
        // Each by itself: one literal of them all costs the compiler eight seconds.
        let image: Part = AnySequence([SPDXIdentifier.image].lazy.compactMap { contents(ofImage: $0) })
        let layers: Part = AnySequence(
            bill.layers.lazy.compactMap { contents(of: $0, packages: brought[$0.index] ?? []) })
        let packages: Part = AnySequence(bill.packages.indices.lazy.compactMap { contents(ofPackage: $0) })
        let provided: Part = AnySequence(
            (bill.edges ?? []).lazy.filter { $0.kind == .providedBy }.compactMap { provision($0) })
        // What SPDX 2 says about a package with `GENERATED_FROM` is said about its source here.
        let generated: Part = AnySequence(
            sources.lazy.compactMap { relationship($0.name, "generates", names(ofPackages: $0.packages)) })
        let needed: Part = AnySequence(bill.packages.indices.lazy.flatMap { dependencies(ofPackage: $0) })
        let licensed: Part = AnySequence(bill.packages.lazy.flatMap { licenses(of: $0) })
        return [image, layers, packages, provided, generated, needed, licensed].joined()
    }

    private typealias Part = AnySequence<Relationship>

    private func relationship(
        _ from: String, _ kind: String, _ to: [String], completeness: String? = nil, isRuntime: Bool = false,
        comment: String? = nil
    ) -> Relationship? {
        guard !to.isEmpty else { return nil }
        return Relationship(
            type: isRuntime ? "LifecycleScopedRelationship" : "Relationship",
            spdxId: names.of("Relationship", [from, kind] + to), from: names.of(from), to: to, relationshipType: kind,
            completeness: completeness, scope: isRuntime ? "runtime" : nil, comment: comment)
    }

    /// The name of a package in SPDX 2.
    private func name(ofPackage position: Int) -> String { SPDXIdentifier.of(bill.packages[position]) }

    private func names(ofPackages positions: some Sequence<Int>) -> [String] {
        positions.map { names.of(name(ofPackage: $0)) }
    }

    private func names(ofFilesOf package: Int) -> [String] {
        let all = bill.files ?? []
        return (files[package] ?? []).map { names.of(SPDXIdentifier.of(all[$0])) }
    }

    private func contents(ofImage image: String) -> Relationship? {
        let distribution = bill.image.distribution == nil ? [] : [SPDXIdentifier.distribution]
        let parts = (distribution + bill.layers.map { SPDXIdentifier.of($0) }).map { names.of($0) }
        let isComplete = bill.files != nil || bill.unownedSize == 0
        return relationship(
            image, "contains", parts + names(ofPackages: bill.packages.indices) + names(ofFilesOf: -1),
            completeness: isComplete ? "complete" : "incomplete")
    }

    private func contents(of layer: SoftwareBill.Layer, packages: [Int]) -> Relationship? {
        relationship(
            SPDXIdentifier.of(layer), "contains", names(ofPackages: packages),
            comment: "the layer that brought the packages in these versions")
    }

    private func contents(ofPackage position: Int) -> Relationship? {
        relationship(
            name(ofPackage: position), "contains", names(ofFilesOf: position), completeness: "complete")
    }

    private func provision(_ edge: SoftwareBill.Edge) -> Relationship? {
        relationship(
            name(ofPackage: edge.to), "contains", names(ofPackages: [edge.from]),
            comment: "\(edge.kind.rawValue): \(edge.text)")
    }

    private func dependencies(ofPackage position: Int) -> [Relationship] {
        let package = name(ofPackage: position)
        guard let edges = bill.edges, bill.knowsNeeds(of: position) || needs[position] != nil else {
            let unknown = relationship(
                package, "dependsOn", [SPDX3Names.noAssertion], completeness: "noAssertion", isRuntime: true)
            return [unknown].compactMap(\.self)
        }
        let own = (needs[position] ?? []).map { edges[$0] }
        let needed = own.filter(\.kind.isHard)
        let wished = own.filter { !$0.kind.isHard }
        let targets = names(ofPackages: SoftwareBill.distinct(needed.map(\.to)))
        return [
            relationship(
                package, "dependsOn", targets.isEmpty ? [SPDX3Names.none] : targets,
                completeness: bill.knowsNeeds(of: position) ? "complete" : "incomplete",
                isRuntime: true, comment: comment(needed)),
            relationship(
                package, "hasOptionalDependency", names(ofPackages: SoftwareBill.distinct(wished.map(\.to))),
                isRuntime: true, comment: comment(wished)),
        ].compactMap(\.self)
    }

    /// The relations as written, a line each.
    private func comment(_ edges: [SoftwareBill.Edge]) -> String? {
        edges.isEmpty
            ? nil
            : edges.map { "\(bill.packages[$0.to].name): \($0.kind.rawValue): \($0.text)" }.joined(separator: "\n")
    }

    private func licenses(of package: SoftwareBill.Package) -> [Relationship] {
        guard let license = package.license, let expression = license.expression else { return [] }
        let kinds = ["hasConcludedLicense"] + (license.kind == .declared ? ["hasDeclaredLicense"] : [])
        return kinds.compactMap { kind in
            relationship(
                SPDXIdentifier.of(package), kind, [licenses.name(of: expression)],
                comment: SPDXPackages.comment(license))
        }
    }
}
