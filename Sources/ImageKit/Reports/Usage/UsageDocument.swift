import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The JSON form of a usage report; described by the schema `usage.schema.json`.
struct UsageDocument: Encodable {
    let schemaVersion = ImageFacts.schemaVersion
    let verified: Bool
    let image: ImageFacts
    let by: String
    let fates: [String]?
    let rows: [Row]
    let overhead: Amounts
    let total: Amounts
    let wastedSize: Int64
    /// As dive counts it, between 0 and 1.
    let efficiency: Double
    let gates: [Gate]?
    let duplicates: Duplicates?
    let diagnostics: [Diagnostic]

    struct Row: Encodable {
        let name: String
        let kind: String
        let downloadSize: Int64
        let diffSize: Int64
        let contentsSize: Int64
        let liveSize: Int64
        let wastedSize: Int64
        let files: Int
    }

    struct Gate: Encodable {
        let failure: String?
    }

    struct Duplicates: Encodable {
        let repeatedSize: Int64
        let groups: [Group]
    }

    struct Group: Encodable {
        let digest: Digest
        let size: Int64
        let paths: [String]
    }

    init(_ report: UsageReport) {
        let analysis = report.analysis
        let usage = report.usage
        verified = analysis.isVerified
        image = ImageFacts(analysis)
        by = usage.grouping.rawValue
        fates = usage.fates?.map(\.rawValue).sorted()
        rows = usage.rows.map { row in
            Row(
                name: row.name, kind: row.kind, downloadSize: row.amounts.downloadSize, diffSize: row.amounts.diffSize,
                contentsSize: row.amounts.contentsSize, liveSize: row.amounts.liveSize, wastedSize: row.wastedSize,
                files: row.fileCount)
        }
        overhead = usage.overhead
        total = usage.total
        wastedSize = usage.wastedSize
        efficiency = report.efficiency.share
        gates = report.gates.isEmpty ? nil : report.gates.map { Gate(failure: $0.failure(analysis)) }
        duplicates = report.duplicates.map { found in
            Duplicates(
                repeatedSize: found.repeatedSize,
                groups: found.groups.map {
                    Group(digest: $0.digest, size: $0.size, paths: $0.paths.map { "/" + $0.string })
                })
        }
        diagnostics = analysis.diagnostics
    }
}
