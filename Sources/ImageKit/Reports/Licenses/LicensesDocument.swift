import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The JSON of licenses; described by the schemas `licenses.schema.json` and `licenses-line.schema.json`.
struct LicensesDocument {
    static let schemaVersion = "1.0"

    private let report: LicensesReport

    init(_ report: LicensesReport) { self.report = report }

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
                "references": .list(
                    LicenseReference.all(of: packages).lazy.map { LicenseReferenceFacts($0) as any Encodable }),
                "diagnostics": .list(report.analysis.diagnostics.lazy.map { $0 as any Encodable }),
            ])
    }

    func lines() throws -> String {
        try report.analysis.inventory.packages.map {
            try JSONText.line(
                FlatLine(
                    LicensedPackageFacts($0), of: report.analysis, schemaVersion: LicensesDocument.schemaVersion))
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

/// What a package says about its license, in JSON.
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
