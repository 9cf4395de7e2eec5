import Foundation

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Writes a report and holds it against the rules of its format.
enum ReportProperties {
    static func expect(_ validation: ImageValidation, _ ways: Ways) throws {
        try expect(ValidationReport(validation).text, ValidationReport.formats, ways)
    }

    static func expect(from before: ImageAnalysis, to after: ImageAnalysis, _ ways: Ways) throws {
        switch ways.report {
        case .inventory:
            try expect(InventoryReport(after, includesRemoved: true).text, InventoryReport.formats, ways)
        case .layers: try expect(LayersReport(after).text, LayersReport.formats, ways)
        case .usage: try expect(usage(of: after, by: .owner)?.text, UsageReport.formats, ways)
        case .directories: try expect(usage(of: after, by: .directory)?.text, UsageReport.formats, ways)
        case .advice: try expect(AdviceReport(after).text, AdviceReport.formats, ways)
        case .removable: try expect(RemovableReport(after).text, RemovableReport.formats, ways)
        case .history: try expect(HistoryReport([before, after]).text, HistoryReport.formats, ways)
        case .why:
            guard let name = after.inventory.packages.first?.name else { return }
            try expect(WhyReport(after, name: name).text, WhyReport.formats, ways)
        case .comparison:
            let comparison = ImageComparison(from: before, to: after)
            let rows = comparison.rows.map(\.delta).reduce(.zero, +)
            Fuzz.expect(rows == comparison.delta, "the rows do not sum to the delta")
            let report = ComparisonReport(
                comparison, files: FileChanges(from: before.tree, to: after.tree),
                stages: StageComparison(from: before, to: after))
            try expect(report.text, ComparisonReport.formats, ways)
        case .check:
            let input = RuleInput(after, before: before, today: CalendarDate(Date(timeIntervalSince1970: 0)))
            let report = CheckReport(PolicyCheck(input, policies: policies))
            try expect(report.text, CheckReport.formats, ways)
        case .bill: try expect(SoftwareBill(after), ways)
        case .licenses: try expect(LicensesReport(after, listsPackages: true).text, LicensesReport.formats, ways)
        case .validation, .integrity, .attestations: break
        }
    }

    static func expect(_ analysis: ImageAnalysis, _ attestations: ImageAttestations, _ ways: Ways) throws {
        for diagnostic in attestations.diagnostics { expectPrintable(diagnostic.message + (diagnostic.path ?? "")) }
        try expect(AttestationsReport(analysis, attestations).text, AttestationsReport.formats, ways)
    }

    static func expect(_ bill: SoftwareBill, _ ways: Ways) throws {
        let report = BillReport(
            [bill],
            job: try SnapshotJob(
                id: "1", correlator: "build", sha: String(repeating: "0", count: 40), ref: "refs/heads/main"))
        try expect({ format, _ in try report.text(as: format) }, BillReport.formats, ways)
    }

    /// All rules of the policies that come with the library.
    static let policies: [Policy] = Policy.builtInNames.compactMap { try? Policy.builtIn($0) }

    private static func usage(of analysis: ImageAnalysis, by grouping: Usage.Grouping) -> UsageReport? {
        analysis.ledger.map { ledger in
            UsageReport(
                analysis, Usage(ledger, by: grouping), duplicates: DuplicateContents(in: analysis.tree), limit: 3)
        }
    }

    private static func expect(
        _ write: ((ReportFormat, TableStyle) throws -> String)?, _ formats: [ReportFormat], _ ways: Ways
    ) throws {
        let format = ways.format(among: formats)
        guard let text = try write?(format, TableStyle(width: 80)) else { return }
        expectPrintable(text)
        switch format {
        case .jsonLines: for line in text.split(separator: "\n") { expectDocument(String(line)) }
        case .csv: expectRows(text)
        case .html: expectPage(text)
        case .table, .markdown, .junit: break
        default: expectDocument(text)
        }
    }

    private static func expectDocument(_ text: String) {
        var scanner = JSONScanner(Array(text.utf8))
        do {
            try scanner.scan()
            _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
        } catch {
            fatalError("the JSON is malformed: \(error)")
        }
    }

    private static func expectRows(_ text: String) {
        var table = CommaSeparatedValues(Array(text.utf8))
        var row: [ArraySlice<UInt8>] = []
        _ = table.readRow(into: &row)
        let width = row.count
        while table.readRow(into: &row) { Fuzz.expect(row.count == width, "a row has \(row.count) fields") }
        Fuzz.expect(!table.hasOpenQuote, "a quote is not closed")
    }

    /// Names from an image bring no element into a page: its template and style close what they open, and have no image.
    private static func expectPage(_ text: String) {
        var opened: [String: Int] = [:]
        for part in text.utf8.split(separator: UInt8(ascii: "<")).dropFirst() {
            let isEnd = part.first == UInt8(ascii: "/")
            let name = part.dropFirst(isEnd ? 1 : 0).prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
            opened[String(Substring(name)), default: 0] += isEnd ? -1 : 1
        }
        for element in ["script", "style", "html", "body", "title", "table", "tr"] {
            Fuzz.expect(opened[element, default: 0] == 0, "<\(element)> is not closed")
        }
        Fuzz.expect(opened["img"] == nil && opened["iframe"] == nil, "an element comes from the image")
    }
}
