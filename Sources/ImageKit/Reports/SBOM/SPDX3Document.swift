import ImagePackages
import ImageReading
import ImageWriting

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
        let packages = SPDXPackages(bill)
        let files = bill.files ?? []
        let licenses = SPDX3Licenses(bill, names)
        let relationships = SPDX3Relationships(bill, licenses, names)
        let tool = SPDX3Named("Tool", names.of("Tool"), "\(BillCreation.toolName)-\(ImageKitVersion.number)")
        let others: [any SPDX3Identified] = [tool] + SPDX3Agents(bill, names).all + licenses.all
        // Names are made twice and elements once more, each when it is its turn: together they are too many to be held.
        let contents = [
            AnySequence(packages.names.lazy.map { names.of($0) }),
            AnySequence(files.lazy.map { names.of(SPDXIdentifier.of($0)) }),
            AnySequence(relationships.all.lazy.map(\.spdxId)),
        ].joined()
        let root = names.of("SBOM")
        let collections = [
            SPDX3Collection.document(
                names.of("DOCUMENT"), name: creation.name, root: root, license: licenses.data,
                elements: [AnySequence([root] + others.map(\.spdxId)), AnySequence(contents)].joined(),
                comment: SPDXDocument.statement(bill)),
            SPDX3Collection.bill(root, root: names.of(SPDXIdentifier.image), elements: contents),
        ]
        try JSONText.document(
            [
                "@context": .value("https://spdx.org/rdf/3.0.1/spdx-context.jsonld"),
                "@graph": .elements(
                    [
                        AnySequence([.value(CreationInformation(creation, names))] + collections),
                        AnySequence(others.lazy.map { .value($0) }),
                        AnySequence(packages.all.lazy.map { .value(SPDX3Package($0, names)) }),
                        AnySequence(files.lazy.map { .value(SPDX3File($0, names)) }),
                        AnySequence(relationships.all.lazy.map { .value($0) }),
                    ].joined()),
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
    /// What every element says about its making.
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
    func of(_ kind: String, _ values: String...) -> String { of(kind, values) }

    /// A name made of any number of values.
    func of(_ kind: String, _ values: some Sequence<String>) -> String {
        var hasher = SHA256()
        var separator = ""
        for value in values {
            hasher.update(Array((separator + value).utf8))
            separator = "\0"
        }
        return "\(namespace)\(kind)-\(Digest.hex(hasher.finalize().prefix(8)))"
    }
}
