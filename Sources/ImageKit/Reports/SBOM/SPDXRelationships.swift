import ImageLedger
import ImagePackages
import ImageReading

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

    private let bill: SoftwareBill

    init(_ bill: SoftwareBill) { self.bill = bill }

    /// All of them, in an order that is always the same; each is made when it is its turn.
    var all: some Sequence<Relationship> {
        [
            AnySequence(ofImage), AnySequence(bill.packages.lazy.flatMap { contents($0) }),
            AnySequence((bill.edges ?? []).lazy.map { dependency($0) }), AnySequence(independence),
            AnySequence((bill.files ?? []).lazy.map { contents($0) }),
        ].joined()
    }

    private func name(_ position: Int) -> String { SPDXIdentifier.of(bill.packages[position]) }

    private var ofImage: [Relationship] {
        let distribution = bill.image.distribution == nil ? [] : [SPDXIdentifier.distribution]
        return [Relationship(SPDXIdentifier.document, "DESCRIBES", SPDXIdentifier.image)]
            + (distribution + bill.layers.map { SPDXIdentifier.of($0) }).map {
                Relationship(SPDXIdentifier.image, "CONTAINS", $0)
            }
    }

    private func contents(_ package: SoftwareBill.Package) -> [Relationship] {
        let name = SPDXIdentifier.of(package)
        var all = [Relationship(SPDXIdentifier.image, "CONTAINS", name)]
        if let layer = package.layer {
            let comment = "the layer that brought the package in this version"
            all.append(Relationship(SPDXIdentifier.of(bill.layers[layer]), "CONTAINS", name, comment))
        }
        if let source = package.source {
            all.append(Relationship(name, "GENERATED_FROM", SPDXIdentifier.of(source)))
        }
        return all
    }

    private func contents(_ file: SoftwareBill.File) -> Relationship {
        Relationship(file.owner.map(name) ?? SPDXIdentifier.image, "CONTAINS", SPDXIdentifier.of(file))
    }

    private func dependency(_ edge: SoftwareBill.Edge) -> Relationship {
        let (from, to) = (name(edge.from), name(edge.to))
        let comment = "\(edge.kind.rawValue): \(edge.text)"
        if edge.kind == .providedBy { return Relationship(to, "CONTAINS", from, comment) }
        return edge.kind.isHard
            ? Relationship(from, "DEPENDS_ON", to, comment) : Relationship(to, "OPTIONAL_DEPENDENCY_OF", from, comment)
    }

    /// 11.1: NONE says that there are no others, NOASSERTION that nothing is known.
    private var independence: some Sequence<Relationship> {
        var hasDependency = Array(repeating: false, count: bill.packages.count)
        for edge in bill.edges ?? [] where edge.kind.isHard && edge.kind != .providedBy {
            hasDependency[edge.from] = true
        }
        return hasDependency.indices.lazy.filter { !hasDependency[$0] }.map {
            Relationship(name($0), "DEPENDS_ON", bill.knowsNeeds(of: $0) ? SPDXValue.none : SPDXValue.noAssertion)
        }
    }
}
