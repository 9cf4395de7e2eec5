import ImageReading

/// Writes what images are made of as other tools take it.
public struct BillReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [
        .spdxJSON, .spdx23JSON, .spdx301JSON, .cycloneDXJSON, .cycloneDX16JSON, .cycloneDX17JSON,
        .gitHubSnapshot, .jsonLines,
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

    /// The report as text, the same for the same images.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have, for a document of other than one
    ///   image, and for a snapshot without a job.
    public func text(as format: ReportFormat) throws -> String {
        var text = ""
        try write(as: format) { text += $0 }
        return text
    }

    /// Writes the text of ``text(as:)`` part by part, so that a document of many packages is never in memory as a whole.
    ///
    /// - Parameters:
    ///   - format: one of ``formats``.
    ///   - sink: takes the next part.
    /// - Throws: what ``text(as:)`` throws, and what `sink` does.
    public func write(as format: ReportFormat, to sink: (String) throws -> Void) throws {
        switch format {
        case .spdxJSON, .spdx23JSON: try SPDXDocument(creation(format)).write(to: sink)
        case .spdx301JSON: try SPDX3Document(creation(format)).write(to: sink)
        case .cycloneDXJSON, .cycloneDX16JSON:
            try CycloneDXDocument(creation(format), version: .v16).write(to: sink)
        case .cycloneDX17JSON: try CycloneDXDocument(creation(format), version: .v17).write(to: sink)
        case .gitHubSnapshot: try sink(snapshot().text())
        case .jsonLines: for bill in bills { try BillLines(bill).write(to: sink) }
        default: throw ImageError.unknownFormat(format, known: BillReport.formats)
        }
    }

    private func snapshot() throws -> DependencySnapshot {
        guard let job else {
            throw ImageError(.malformedDocument, "a snapshot names the run of a workflow and the commit it is of")
        }
        return DependencySnapshot(try creation(.gitHubSnapshot), job: job)
    }

    private func creation(_ format: ReportFormat) throws -> BillCreation {
        guard let bill = bills.first, bills.count == 1 else {
            throw ImageError(
                .ambiguousImage, "a document of the format \(format.rawValue) is of one image, not of \(bills.count)")
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
