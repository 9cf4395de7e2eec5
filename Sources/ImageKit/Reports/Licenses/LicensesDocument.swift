import ImageLedger
import ImagePackages
import ImageReading

/// The JSON of licences; described by the schemas `licenses.schema.json` and `licenses-line.schema.json`.
struct LicensesDocument {
    static let schemaVersion = "1.0"

    let report: LicensesReport

    func text() throws -> String {
        let packages = report.analysis.inventory.packages
        return try JSONText.document(
            [
                "schemaVersion": .value(LicensesDocument.schemaVersion),
                "verified": .value(report.analysis.isVerified),
                "image": .value(ImageFacts(report.analysis)),
                "spdxListVersion": .value(SPDXLicenseList.version),
                "licenses": .list(report.groups.groups.lazy.map { GroupFacts($0) as any Encodable }),
                "packages": .list(packages.lazy.map { LicensedPackageFacts($0) as any Encodable }),
                "references": .list(LicenseReferenceFacts.all(of: packages).lazy.map { $0 as any Encodable }),
                "diagnostics": .list(report.analysis.diagnostics.lazy.map { $0 as any Encodable }),
            ])
    }

    /// One line of the flat form: a package and the image it is in.
    private struct Line: Encodable {
        let image: Image
        let isVerified: Bool
        let package: LicensedPackageFacts

        enum CodingKeys: String, CodingKey { case imageDigest, imageReference, schemaVersion, verified }

        func encode(to encoder: any Encoder) throws {
            try package.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(image.digest.description, forKey: .imageDigest)
            try container.encodeIfPresent(image.references.first, forKey: .imageReference)
            try container.encode(LicensesDocument.schemaVersion, forKey: .schemaVersion)
            try container.encode(isVerified, forKey: .verified)
        }
    }

    func lines() throws -> String {
        let analysis = report.analysis
        return try analysis.inventory.packages.map {
            try JSONText.line(
                Line(image: analysis.image, isVerified: analysis.isVerified, package: LicensedPackageFacts($0)))
        }.joined()
    }

    private struct GroupFacts: Encodable {
        let license: String?
        let listed: Bool
        let packageCount: Int
        let size: Int64
        let heuristicCount: Int
        let packages: [String]

        init(_ group: LicenseGroups.Group) {
            license = group.license
            listed = group.isListed
            packageCount = group.packages.count
            size = group.size
            heuristicCount = group.heuristicCount
            packages = group.packages.map(\.purl.description)
        }
    }
}

/// A licence that is not on the SPDX list, in JSON.
struct LicenseReferenceFacts: Codable {
    let identifier: String
    let name: String
    let base: String?
    let text: String?

    init(_ reference: LicenseReference) {
        identifier = reference.identifier
        name = reference.name
        base = reference.base?.description
        text = reference.text
    }

    /// Those of packages, each once, by identifier.
    static func all(of packages: [Package]) -> [LicenseReferenceFacts] {
        var references: [String: LicenseReference] = [:]
        for reference in packages.lazy.flatMap({ $0.license?.references ?? [] }) {
            // The one that has more to say; both have the same text.
            let known = references[reference.identifier]
            if known == nil || known?.base == nil { references[reference.identifier] = reference }
        }
        return references.values.sorted { $0.identifier < $1.identifier }.map(LicenseReferenceFacts.init)
    }
}

/// What a package says of its licence, in JSON.
struct LicensedPackageFacts: Encodable {
    let name: String
    let version: String
    let type: String
    let purl: String
    let size: Int64
    let license: String?
    let kind: PackageLicense.Kind?
    let heuristic: Bool
    let statements: [String]
    let sources: [String]
    let copyrights: [String]

    init(_ package: Package) {
        name = package.name
        version = package.version
        type = package.kind.rawValue
        purl = package.purl.description
        size = package.size
        let found = package.license
        license = found?.expression?.description
        kind = found?.expression == nil ? nil : found?.kind
        heuristic = found?.isHeuristic ?? false
        statements = found?.statements ?? []
        sources = found?.sources ?? []
        copyrights = found?.copyrights ?? []
    }
}
