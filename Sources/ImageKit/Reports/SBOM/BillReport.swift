import ImageReading
public import ImageWriting

/// Writes software bills of materials in the formats that other tools read.
public struct BillReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<BillReport>] = [
        ReportWriter(streaming: .spdxJSON, note: "2.3") { try SPDXDocument($0.creation(.spdxJSON)).write(to: $1) },
        ReportWriter(streaming: .spdx23JSON) { try SPDXDocument($0.creation(.spdx23JSON)).write(to: $1) },
        ReportWriter(streaming: .spdx301JSON) { report, sink in
            try SPDX3Document(report.creation(.spdx301JSON)).write(to: sink)
        },
        ReportWriter(streaming: .cycloneDXJSON, note: "1.6") { report, sink in
            try CycloneDXDocument(report.creation(.cycloneDXJSON), version: .v16).write(to: sink)
        },
        ReportWriter(streaming: .cycloneDX16JSON) { report, sink in
            try CycloneDXDocument(report.creation(.cycloneDX16JSON), version: .v16).write(to: sink)
        },
        ReportWriter(streaming: .cycloneDX17JSON) { report, sink in
            try CycloneDXDocument(report.creation(.cycloneDX17JSON), version: .v17).write(to: sink)
        },
        ReportWriter(.gitHubSnapshot, note: "for GitHub's dependency submission") { try $0.snapshot().text() },
        ReportWriter(streaming: .jsonLines, note: "one line a package and image, flat") { report, sink in
            for bill in report.bills { try BillLines(bill).write(to: sink) }
        },
    ]

    private let bills: [SoftwareBill]
    private let created: Int64?
    private let job: SnapshotJob?

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - bills: the images; a document is of one, JSON lines of any number.
    ///   - created: when documents are said to have been made, in seconds since 1970; nil takes the time of the image, and
    ///     1970 where it has none, so that two runs write the same bytes.
    ///   - job: the run of a workflow that a snapshot for GitHub is of; other forms don't need it.
    public init(_ bills: [SoftwareBill], created: Int64? = nil, job: SnapshotJob? = nil) {
        self.bills = bills
        self.created = created
        self.job = job
    }

    private func snapshot() throws -> DependencySnapshot {
        guard let job else {
            throw ImageError(.malformedDocument, "a snapshot needs the workflow run and the commit that it is of")
        }
        return DependencySnapshot(try creation(.gitHubSnapshot), job: job)
    }

    private func creation(_ format: ReportFormat) throws -> BillCreation {
        guard let bill = bills.first, bills.count == 1 else {
            throw ImageError(
                .ambiguousImage, "a document in the format \(format.rawValue) describes one image, not \(bills.count)")
        }
        return BillCreation(bill, created: created)
    }
}

extension ReportFormat {
    /// SPDX as JSON, in the version that most tools read: 2.3.
    public static let spdxJSON = ReportFormat(rawValue: "spdx-json")
    /// SPDX 2.3 as JSON, by its version.
    public static let spdx23JSON = ReportFormat(rawValue: "spdx-json@2.3")
    /// A dependency snapshot as GitHub's dependency submission takes it.
    public static let gitHubSnapshot = ReportFormat(rawValue: "github-snapshot")
    /// SPDX 3.0.1 as JSON-LD.
    public static let spdx301JSON = ReportFormat(rawValue: "spdx-json@3.0.1")
    /// CycloneDX as JSON, in the version that most tools read: 1.6 (ECMA-424, first edition).
    public static let cycloneDXJSON = ReportFormat(rawValue: "cyclonedx-json")
    /// CycloneDX 1.6 as JSON, by its version.
    public static let cycloneDX16JSON = ReportFormat(rawValue: "cyclonedx-json@1.6")
    /// CycloneDX 1.7 as JSON (ECMA-424, second edition).
    public static let cycloneDX17JSON = ReportFormat(rawValue: "cyclonedx-json@1.7")
}
