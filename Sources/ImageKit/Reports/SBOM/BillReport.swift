/// Writes what images are made of as other tools take it.
public struct BillReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [
        .spdxJSON, .spdx23JSON, .cycloneDXJSON, .cycloneDX16JSON, .cycloneDX17JSON, .jsonLines,
    ]

    private let bills: [SoftwareBill]
    private let created: Int64?

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - bills: the images; a document is of one, JSON lines of any number.
    ///   - created: when documents are said to have been made, in seconds since 1970; nil takes the time of the image, and
    ///     1970 where it has none, so that two runs write the same bytes.
    public init(_ bills: [SoftwareBill], created: Int64? = nil) {
        self.bills = bills
        self.created = created
    }

    /// The report as text, the same for the same images.
    ///
    /// - Throws: ``ImageError`` for a format this report does not have, and for a document of other than one image.
    public func text(as format: ReportFormat) throws -> String {
        switch format {
        case .spdxJSON, .spdx23JSON: try SPDXDocument(creation(format)).text()
        case .cycloneDXJSON, .cycloneDX16JSON: try CycloneDXDocument(creation(format), version: .v16).text()
        case .cycloneDX17JSON: try CycloneDXDocument(creation(format), version: .v17).text()
        case .jsonLines: try bills.map { try BillLines($0).text() }.joined()
        default: throw ImageError.unknownFormat(format, known: BillReport.formats)
        }
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
    /// CycloneDX as JSON, in the version that most tools read: 1.6 (ECMA-424, first edition).
    public static let cycloneDXJSON = ReportFormat(rawValue: "cyclonedx-json")
    /// CycloneDX 1.6 as JSON, by its version.
    public static let cycloneDX16JSON = ReportFormat(rawValue: "cyclonedx-json@1.6")
    /// CycloneDX 1.7 as JSON (ECMA-424, second edition).
    public static let cycloneDX17JSON = ReportFormat(rawValue: "cyclonedx-json@1.7")
}
