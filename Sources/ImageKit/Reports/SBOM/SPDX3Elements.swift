import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// An element of which only the name is told.
struct SPDX3Named: SPDX3Identified {
    let type: String
    let spdxId: String
    let creationInfo = SPDX3Names.creation
    let name: String
    var externalIdentifier: [SPDX3Identifier]?
    var externalRef: [SPDX3Reference]?

    init(_ type: String, _ spdxId: String, _ name: String) {
        self.type = type
        self.spdxId = spdxId
        self.name = name
    }
}

/// Core/SpdxDocument and Software/Sbom: what belongs together, the names written one at a time.
enum SPDX3Collection {
    static func document(
        _ identifier: String, name: String, root: String, license: String, elements: some Sequence<String>,
        comment: String
    ) -> JSONText.Member {
        member(
            "SpdxDocument", identifier, root: root, elements: elements,
            ["name": .value(name), "comment": .value(comment), "dataLicense": .value(license)])
    }

    /// A bill that was made of the finished image: SbomType `analyzed`.
    static func bill(_ identifier: String, root: String, elements: some Sequence<String>) -> JSONText.Member {
        member("software_Sbom", identifier, root: root, elements: elements, ["software_sbomType": .value(["analyzed"])])
    }

    private static func member(
        _ type: String, _ identifier: String, root: String, elements: some Sequence<String>,
        _ others: [String: JSONText.Member]
    ) -> JSONText.Member {
        let members: [String: JSONText.Member] = [
            "type": .value(type), "spdxId": .value(identifier), "creationInfo": .value(SPDX3Names.creation),
            "rootElement": .value([root]), "element": .list(elements.lazy.map { $0 as any Encodable }),
            "profileConformance": .value(["core", "software", "simpleLicensing"]),
        ]
        return .object(members.merging(others) { member, _ in member })
    }
}

/// Core/ExternalIdentifier.
struct SPDX3Identifier: Encodable {
    let type = "ExternalIdentifier"
    let externalIdentifierType: String
    let identifier: String

    /// - Parameters:
    ///   - kind: a value of Core/ExternalIdentifierType.
    ///   - identifier: the identifier.
    init(_ kind: String, _ identifier: String) {
        externalIdentifierType = kind
        self.identifier = identifier
    }
}

/// Core/ExternalRef.
struct SPDX3Reference: Encodable {
    let type = "ExternalRef"
    let externalRefType: String
    let locator: [String]
}

/// Core/Hash.
struct SPDX3Hash: Encodable {
    let type = "Hash"
    let algorithm: String
    let hashValue: String

    init(_ checksum: SPDXChecksum) {
        algorithm = checksum.algorithm.asciiLowercased
        hashValue = checksum.checksumValue
    }
}

/// Software/File.
struct SPDX3File: SPDX3Identified {
    let type = "software_File"
    let spdxId: String
    let creationInfo = SPDX3Names.creation
    let name: String
    let verifiedUsing: [SPDX3Hash]
    let kind = "file"
    let purpose = "file"

    enum CodingKeys: String, CodingKey {
        case type, spdxId, creationInfo, name, verifiedUsing
        case kind = "software_fileKind"
        case purpose = "software_primaryPurpose"
    }

    init(_ file: SoftwareBill.File, _ names: SPDX3Names) {
        spdxId = names.of(SPDXIdentifier.of(file))
        name = "." + file.path
        verifiedUsing = file.hashes.map { SPDX3Hash(SPDXChecksum($0)) }
    }
}

/// Who made the document, and who supplied and wrote what it lists (Core/Agent).
struct SPDX3Agents {
    /// The agents, each once.
    let all: [SPDX3Named]

    init(_ bill: SoftwareBill, _ names: SPDX3Names) {
        var parties = Set([bill.image.supplier, bill.image.distribution.flatMap { Party(of: $0) }])
        for package in bill.packages { parties.formUnion([package.supplier, package.originator]) }
        let author = SPDX3Named("SoftwareAgent", SPDX3Agents.author(names), BillCreation.toolName)
        let others = parties.compactMap(\.self).map { SPDX3Agents.agent($0, names) }
        all = [author] + others.sorted { $0.spdxId < $1.spdxId }
    }

    /// The name of the program as the author of the document.
    static func author(_ names: SPDX3Names) -> String { names.of("Agent") }

    /// The name of an agent.
    static func name(of party: Party, _ names: SPDX3Names) -> String {
        names.of(
            "Agent", party.kind == .person ? "Person" : "Organization", party.name, party.email ?? "", party.url ?? "")
    }

    private static func agent(_ party: Party, _ names: SPDX3Names) -> SPDX3Named {
        let kind = party.kind == .person ? "Person" : "Organization"
        var agent = SPDX3Named(kind, name(of: party, names), party.name)
        agent.externalIdentifier = party.email.map { [SPDX3Identifier("email", $0)] }
        agent.externalRef = party.url.map { [SPDX3Reference(externalRefType: "altWebPage", locator: [$0])] }
        return agent
    }
}
