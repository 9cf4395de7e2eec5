import ImagePackages
import ImageReading

/// Software/Package: what ``SPDXPackages`` says about a package, with agents and identifiers as elements.
struct SPDX3Package: SPDX3Identified {
    let type = "software_Package"
    let spdxId: String
    let creationInfo = SPDX3Names.creation
    let name: String
    let summary: String?
    let comment: String?
    let verifiedUsing: [SPDX3Hash]?
    let externalIdentifier: [SPDX3Identifier]?
    let suppliedBy: String?
    let originatedBy: [String]?
    let purpose: String
    let packageVersion: String?
    let packageUrl: String?
    let homePage: String?
    let downloadLocation: String?
    let sourceInfo: String?
    let copyrightText: String?

    enum CodingKeys: String, CodingKey {
        case type, spdxId, creationInfo, name, summary, comment, verifiedUsing, externalIdentifier, suppliedBy,
            originatedBy
        case purpose = "software_primaryPurpose"
        case packageVersion = "software_packageVersion"
        case packageUrl = "software_packageUrl"
        case homePage = "software_homePage"
        case downloadLocation = "software_downloadLocation"
        case sourceInfo = "software_sourceInfo"
        case copyrightText = "software_copyrightText"
    }

    init(_ package: SPDXPackages.Package, _ names: SPDX3Names) {
        spdxId = names.of(package.SPDXID)
        name = package.name
        summary = package.summary
        comment = package.comment
        verifiedUsing = package.checksums.map { $0.map(SPDX3Hash.init) }
        let references = package.externalRefs ?? []
        let identifiers = references.map { reference in
            SPDX3Identifier(reference.referenceType == "purl" ? "packageUrl" : "cpe23", reference.referenceLocator)
        }
        externalIdentifier = identifiers.isEmpty ? nil : identifiers
        packageUrl = references.first { $0.referenceType == "purl" }?.referenceLocator
        suppliedBy = package.supplier.party.map { SPDX3Agents.name(of: $0, names) }
        originatedBy = package.originator?.party.map { [SPDX3Agents.name(of: $0, names)] }
        purpose = SPDX3Package.purpose(package.primaryPackagePurpose)
        packageVersion = package.versionInfo
        homePage = package.homepage
        downloadLocation = SPDX3Package.said(package.downloadLocation)
        sourceInfo = package.sourceInfo
        copyrightText = SPDX3Package.said(package.copyrightText)
    }

    /// `OPERATING_SYSTEM` is `operatingSystem` in Software/SoftwarePurpose.
    private static func purpose(_ purpose: String) -> String {
        let words = purpose.asciiLowercased.split(separator: "_")
        return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// In this version nothing is said by saying nothing.
    private static func said(_ text: String) -> String? { text == SPDXValue.noAssertion ? nil : text }
}
