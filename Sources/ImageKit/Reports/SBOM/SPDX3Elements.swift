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

/// Core/SpdxDocument and Software/Sbom: what belongs together.
struct SPDX3Collection: SPDX3Identified {
    let type: String
    let spdxId: String
    let creationInfo = SPDX3Names.creation
    let name: String?
    let comment: String?
    let rootElement: [String]
    let element: [String]
    let profileConformance = ["core", "software", "simpleLicensing"]
    let dataLicense: String?
    let bill: [String]?

    enum CodingKeys: String, CodingKey {
        case type, spdxId, creationInfo, name, comment, rootElement, element, profileConformance, dataLicense
        case bill = "software_sbomType"
    }

    init(document: String, name: String, root: String, license: String, elements: [String], comment: String) {
        type = "SpdxDocument"
        spdxId = document
        self.name = name
        self.comment = comment
        rootElement = [root]
        element = [root] + elements
        dataLicense = license
        bill = nil
    }

    /// A bill that was made of the finished image: SbomType `analyzed`.
    init(bill identifier: String, root: String, elements: [String]) {
        type = "software_Sbom"
        spdxId = identifier
        name = nil
        comment = nil
        rootElement = [root]
        element = elements
        dataLicense = nil
        bill = ["analyzed"]
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
