import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The JSON of attestations; described by the schemas `attestations.schema.json` and `attestations-line.schema.json`.
struct AttestationsDocument {
    static let schemaVersion = "1.0"

    private let report: AttestationsReport

    init(_ report: AttestationsReport) { self.report = report }

    func text() throws -> String {
        try JSONText.document(
            [
                "schemaVersion": .value(AttestationsDocument.schemaVersion),
                "verified": .value(report.analysis.isVerified),
                "image": .value(ImageFacts(report.analysis)),
                "attestations": .list(report.entries.lazy.map { Facts($0) as any Encodable }),
                "diagnostics": .list(report.diagnostics.lazy.map { $0 as any Encodable }),
            ])
    }

    func lines() throws -> String {
        try report.entries.map {
            try JSONText.line(
                FlatLine(Facts($0), of: report.analysis, schemaVersion: AttestationsDocument.schemaVersion))
        }.joined()
    }

    private struct Facts: Encodable {
        let link: Attestation.Link
        let manifestDigest: String
        let digest: String
        let size: Int64
        let mediaType: String?
        let predicateType: String
        let subjects: [Attestation.Subject]
        let matchesImage: Bool?
        let signatureCount: Int?
        let provenance: Provenance?
        let sbom: Bill?

        init(_ entry: AttestationsReport.Entry) {
            let attestation = entry.attestation
            link = attestation.link
            manifestDigest = attestation.manifestDigest.description
            digest = attestation.digest.description
            size = attestation.size
            mediaType = attestation.mediaType
            predicateType = attestation.predicateType
            subjects = attestation.subjects
            matchesImage = attestation.matchesImage
            signatureCount = attestation.signatureCount
            provenance = attestation.provenance.map(Provenance.init)
            sbom = attestation.bill.map { Bill($0, attestation.scope, entry.comparison) }
        }
    }

    private struct Provenance: Encodable {
        let builder: String?
        let buildType: String?
        let source: String?
        let revision: String?
        let started: String?
        let finished: String?
        let materials: [BuildProvenance.Material]

        init(_ provenance: BuildProvenance) {
            builder = provenance.builder
            buildType = provenance.buildType
            source = provenance.source
            revision = provenance.revision
            started = provenance.started
            finished = provenance.finished
            materials = provenance.materials
        }
    }

    private struct Bill: Encodable {
        let format: String
        let name: String?
        let created: String?
        let creators: [String]
        /// `image`, `stage` or `context`; the members below the count are there for an image alone.
        let scope: String
        let stage: String?
        let componentCount: Int
        let sameCount: Int?
        let ignoredCount: Int?
        let absent: [BillOfMaterials.Component]?
        let unlisted: [Present]?
        let otherVersions: [OtherVersion]?

        init(_ bill: BillOfMaterials, _ part: Attestation.Scope, _ comparison: BillComparison?) {
            switch part {
            case .image: (scope, stage) = ("image", nil)
            case .stage(let name): (scope, stage) = ("stage", name)
            case .context: (scope, stage) = ("context", nil)
            }
            format = bill.format
            name = bill.name
            created = bill.created
            creators = bill.creators
            componentCount = bill.components.count
            sameCount = comparison?.sameCount
            ignoredCount = comparison?.ignoredCount
            absent = comparison?.absent
            unlisted = comparison?.unlisted.map(Present.init)
            otherVersions = comparison?.otherVersions.map {
                OtherVersion(name: $0.name, type: $0.type, listed: $0.listed, present: $0.present)
            }
        }
    }

    private struct Present: Encodable {
        let name: String
        let version: String
        let purl: String

        init(_ package: Package) {
            name = package.name
            version = package.version
            purl = package.purl.description
        }
    }

    private struct OtherVersion: Encodable {
        let name: String
        let type: String
        let listed: [String]
        let present: [String]
    }
}
