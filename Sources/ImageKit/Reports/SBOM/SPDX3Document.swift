/// A bill as SPDX 3.0.1 in JSON-LD: the same content as ``SPDXDocument``, as elements and relationships.
///
/// Profiles are core, software and simple licensing; names in comments are those of the model.
struct SPDX3Document {
    static let version = "3.0.1"

    private let creation: BillCreation
    private let names: SPDX3Names
    private var bill: SoftwareBill { creation.bill }

    init(_ creation: BillCreation) {
        self.creation = creation
        names = SPDX3Names(creation)
    }

    func write(to sink: (String) throws -> Void) throws {
        let packages = SPDXPackages(bill).all
        let agents = SPDX3Agents(bill, names)
        let licenses = SPDX3Licenses(bill, names)
        let contents: [any SPDX3Identified] =
            packages.map { SPDX3Package($0, agents: agents, names) }
            + (bill.files ?? []).map { SPDX3File($0, names) }
            + SPDX3Relationships(creation, licenses, names).all
        let others: [any SPDX3Identified] = agents.all + licenses.all
        let tool = SPDX3Named("Tool", names.of("Tool"), "\(BillCreation.toolName)-\(ImageKitVersion.number)")
        let collections: [any SPDX3Identified] = [
            SPDX3Collection(
                document: names.of("DOCUMENT"), name: creation.name, root: names.of("SBOM"), license: licenses.data,
                elements: ([tool] + others + contents).map(\.spdxId), comment: SPDXDocument.statement(bill)),
            SPDX3Collection(
                bill: names.of("SBOM"), root: names.of(SPDXIdentifier.image), elements: contents.map(\.spdxId)),
        ]
        let graph: [any SPDX3Identified] = collections + [tool] + others + contents
        try JSONText.document(
            [
                "@context": .value("https://spdx.org/rdf/3.0.1/spdx-context.jsonld"),
                "@graph": .list(
                    [CreationInformation(creation, names) as any Encodable] + graph.map { $0 as any Encodable }),
            ], to: sink)
    }

    /// Core/CreationInfo: no element, but what every element refers to.
    private struct CreationInformation: Encodable {
        let id = SPDX3Names.creation
        let type = "CreationInfo"
        let specVersion = SPDX3Document.version
        let created: String
        let createdBy: [String]
        let createdUsing: [String]

        enum CodingKeys: String, CodingKey {
            case id = "@id"
            case type, specVersion, created, createdBy, createdUsing
        }

        init(_ creation: BillCreation, _ names: SPDX3Names) {
            created = creation.created
            createdBy = [SPDX3Agents.author(names)]
            createdUsing = [names.of("Tool")]
        }
    }
}

/// Anything with a name of its own in a document (Core/Element).
protocol SPDX3Identified: Encodable {
    var spdxId: String { get }
}

/// The names of the elements: IRIs below one that is the document's own.
struct SPDX3Names {
    /// What every element says of its making.
    static let creation = "_:creation"
    /// The individuals of the model that say that there is nothing, or that nothing is said.
    static let none = "NoneElement"
    static let noAssertion = "NoAssertionElement"

    private let namespace: String

    init(_ creation: BillCreation) {
        namespace = "https://spdx.org/spdxdocs/imagescan-\(creation.uuid("SPDX-\(SPDX3Document.version)"))/"
    }

    /// The name of what SPDX 2 calls `SPDXRef-` and the same.
    func of(_ identifier: String) -> String {
        namespace + (identifier.hasPrefix("SPDXRef-") ? String(identifier.dropFirst("SPDXRef-".count)) : identifier)
    }

    /// A name made of values, the same for the same values.
    func of(_ kind: String, _ values: String...) -> String {
        let digest = Digest.of(Array(values.joined(separator: "\0").utf8), algorithm: .sha256).hex
        return "\(namespace)\(kind)-\(digest.prefix(16))"
    }
}
