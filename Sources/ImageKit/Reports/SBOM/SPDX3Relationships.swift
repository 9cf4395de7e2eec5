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

    /// All of them, in an order that is always the same.
    private(set) var all: [Relationship] = []

    private let names: SPDX3Names

    init(_ creation: BillCreation, _ licenses: SPDX3Licenses, _ names: SPDX3Names) {
        self.names = names
        let bill = creation.bill
        let packages = bill.packages.map { SPDXIdentifier.of($0) }
        addContents(bill, packages)
        addSources(bill, packages)
        addDependencies(bill, packages)
        addLicenses(bill, packages, licenses)
    }

    private mutating func add(
        _ from: String, _ kind: String, _ to: [String], completeness: String? = nil, isRuntime: Bool = false,
        comment: String? = nil
    ) {
        guard !to.isEmpty else { return }
        all.append(
            Relationship(
                type: isRuntime ? "LifecycleScopedRelationship" : "Relationship",
                spdxId: names.of("Relationship", from, kind, to.joined(separator: "\0")), from: names.of(from), to: to,
                relationshipType: kind, completeness: completeness, scope: isRuntime ? "runtime" : nil,
                comment: comment))
    }

    private mutating func addContents(_ bill: SoftwareBill, _ packages: [String]) {
        let files = Dictionary(grouping: bill.files ?? []) { $0.owner ?? -1 }.mapValues {
            $0.map { names.of(SPDXIdentifier.of($0)) }
        }
        let distribution = bill.image.distribution == nil ? [] : [SPDXIdentifier.distribution]
        let parts = distribution + bill.layers.map { SPDXIdentifier.of($0) } + packages
        let isComplete = bill.files != nil || bill.unownedSize == 0
        add(
            SPDXIdentifier.image, "contains", parts.map { names.of($0) } + (files[-1] ?? []),
            completeness: isComplete ? "complete" : "incomplete")
        let brought = Dictionary(grouping: packages.indices) { bill.packages[$0].layer ?? -1 }
        for layer in bill.layers {
            add(
                SPDXIdentifier.of(layer), "contains", (brought[layer.index] ?? []).map { names.of(packages[$0]) },
                comment: "the layer that brought the packages in these versions")
        }
        for (position, package) in packages.enumerated() {
            add(package, "contains", files[position] ?? [], completeness: "complete")
        }
        for edge in bill.edges ?? [] where edge.kind == .providedBy {
            add(
                packages[edge.to], "contains", [names.of(packages[edge.from])],
                comment: "\(edge.kind.rawValue): \(edge.text)")
        }
    }

    /// What SPDX 2 says of a package with `GENERATED_FROM` is said of its source here.
    private mutating func addSources(_ bill: SoftwareBill, _ packages: [String]) {
        var sources: [String] = []
        var generated: [String: [String]] = [:]
        for (name, package) in zip(packages, bill.packages) {
            guard let source = package.source.map({ SPDXIdentifier.of($0) }) else { continue }
            if generated[source] == nil { sources.append(source) }
            generated[source, default: []].append(names.of(name))
        }
        for source in sources { add(source, "generates", generated[source] ?? []) }
    }

    private mutating func addDependencies(_ bill: SoftwareBill, _ packages: [String]) {
        guard let edges = bill.edges else {
            for package in packages {
                add(package, "dependsOn", [SPDX3Names.noAssertion], completeness: "noAssertion", isRuntime: true)
            }
            return
        }
        let outgoing = Dictionary(grouping: edges.filter { $0.kind != .providedBy }, by: \.from)
        for (position, package) in packages.enumerated() {
            let (needed, wished) = split(outgoing[position] ?? [])
            let targets = distinct(needed.map(\.to)).map { names.of(packages[$0]) }
            add(
                package, "dependsOn", targets.isEmpty ? [SPDX3Names.none] : targets, completeness: "complete",
                isRuntime: true, comment: comment(needed, bill))
            add(
                package, "hasOptionalDependency", distinct(wished.map(\.to)).map { names.of(packages[$0]) },
                isRuntime: true, comment: comment(wished, bill))
        }
    }

    private func split(_ edges: [SoftwareBill.Edge]) -> ([SoftwareBill.Edge], [SoftwareBill.Edge]) {
        (edges.filter(\.kind.isHard), edges.filter { !$0.kind.isHard })
    }

    private func distinct(_ positions: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return positions.filter { seen.insert($0).inserted }
    }

    /// The relations as written, a line each.
    private func comment(_ edges: [SoftwareBill.Edge], _ bill: SoftwareBill) -> String? {
        edges.isEmpty
            ? nil
            : edges.map { "\(bill.packages[$0.to].name): \($0.kind.rawValue): \($0.text)" }.joined(separator: "\n")
    }

    private mutating func addLicenses(_ bill: SoftwareBill, _ packages: [String], _ licenses: SPDX3Licenses) {
        for (name, package) in zip(packages, bill.packages) {
            guard let license = package.license, let expression = license.expression else { continue }
            let target = [licenses.name(of: expression)]
            let comment = SPDXPackages.comment(license)
            add(name, "hasConcludedLicense", target, comment: comment)
            if license.kind == .declared { add(name, "hasDeclaredLicense", target, comment: comment) }
        }
    }
}
