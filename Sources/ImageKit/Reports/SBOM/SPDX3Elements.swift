import ImageLedger
import ImagePackages
import ImageReading

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
