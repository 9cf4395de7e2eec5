/// What the elements of an SPDX 2.3 document have to do with each other (section 11).
struct SPDXRelationships {
    struct Relationship: Encodable {
        let spdxElementId: String
        let relatedSpdxElement: String
        let relationshipType: String
        let comment: String?

        init(_ from: String, _ type: String, _ to: String, _ comment: String? = nil) {
            spdxElementId = from
            relatedSpdxElement = to
            relationshipType = type
            self.comment = comment
        }
    }

    /// All of them, in an order that is always the same.
    let all: [Relationship]

    init(_ creation: BillCreation) {
        let bill = creation.bill
        var all = [Relationship(SPDXIdentifier.document, "DESCRIBES", SPDXIdentifier.image)]
        if bill.image.distribution != nil {
            all.append(Relationship(SPDXIdentifier.image, "CONTAINS", SPDXIdentifier.distribution))
        }
        for layer in bill.layers {
            all.append(Relationship(SPDXIdentifier.image, "CONTAINS", SPDXIdentifier.of(layer)))
        }
        let names = bill.packages.map { SPDXIdentifier.of($0) }
        for (name, package) in zip(names, bill.packages) {
            all.append(Relationship(SPDXIdentifier.image, "CONTAINS", name))
            if let layer = package.layer {
                let comment = "the layer that brought the package in this version"
                all.append(Relationship(SPDXIdentifier.of(bill.layers[layer]), "CONTAINS", name, comment))
            }
            if let source = package.source {
                all.append(Relationship(name, "GENERATED_FROM", SPDXIdentifier.of(source)))
            }
        }
        all += SPDXRelationships.dependencies(bill, names)
        for file in bill.files ?? [] {
            let owner = file.owner.map { names[$0] } ?? SPDXIdentifier.image
            all.append(Relationship(owner, "CONTAINS", SPDXIdentifier.of(file)))
        }
        self.all = all
    }

    private static func dependencies(_ bill: SoftwareBill, _ names: [String]) -> [Relationship] {
        guard let edges = bill.edges else {
            return names.map { Relationship($0, "DEPENDS_ON", SPDXValue.noAssertion) }
        }
        var result: [Relationship] = []
        var hasDependency = Array(repeating: false, count: names.count)
        for edge in edges {
            let comment = "\(edge.kind.rawValue): \(edge.text)"
            switch edge.kind {
            case .recommends, .suggests:
                result.append(Relationship(names[edge.to], "OPTIONAL_DEPENDENCY_OF", names[edge.from], comment))
            case .providedBy:
                result.append(Relationship(names[edge.to], "CONTAINS", names[edge.from], comment))
            case .preDepends, .depends, .requires, .interpreter, .links:
                hasDependency[edge.from] = true
                result.append(Relationship(names[edge.from], "DEPENDS_ON", names[edge.to], comment))
            }
        }
        // 11.1: NONE says that there are no others.
        return result
            + zip(names, hasDependency).compactMap { name, hasDependency in
                hasDependency ? nil : Relationship(name, "DEPENDS_ON", SPDXValue.none)
            }
    }
}
