import ImageReading
public import ImageReports

/// Writes what a check found.
public struct CheckReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json, .markdown, .sarif, .junit]

    /// How many pieces of evidence are shown for a finding in a table.
    private static let shownEvidence = 5

    private let check: PolicyCheck

    /// Makes a report.
    public init(_ check: PolicyCheck) { self.check = check }

    /// The report as text, the same for the same check.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        switch format {
        case .table: return table(style)
        case .json: return try JSONText.document(CheckDocument(check))
        case .markdown: return try CheckMarkdown(check: check, verdict: verdict).text()
        case .sarif: return try JSONText.document(CheckSARIF(check))
        case .junit: return try CheckTestResults(check: check).text()
        default: throw ImageError.unknownFormat(format, known: CheckReport.formats)
        }
    }

    /// The counts in one line.
    var verdict: String {
        Finding.Status.allCases.filter { check.count($0) > 0 || $0 == .pass }.map { "\($0.counted) \(check.count($0))" }
            .joined(separator: ", ")
    }

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "STATUS"), .init(title: "RULE", shrinks: true), .init(title: "RESULT", shrinks: true),
        ])
        for finding in check.findings {
            let name = finding.id == finding.rule ? finding.title : "\(finding.id) \(finding.title)"
            table.append([finding.status.label, name, finding.message])
        }
        var text = ImageHeading(check.input.analysis).text(style) + "\n" + table.render(style)
        for finding in check.findings where finding.status == .fail || finding.status == .warn {
            text += "\n" + details(finding, style)
        }
        return text + "\n" + verdict + "\n"
    }

    private func details(_ finding: Finding, _ style: TableStyle) -> String {
        var lines = ["\(finding.status.label): \(finding.title)", "  \(finding.message)"]
        for evidence in finding.evidence.prefix(CheckReport.shownEvidence) {
            let layer = evidence.layer.map { "layer \($0): " } ?? ""
            lines.append("  - \(layer)\(evidence.subject)" + (evidence.detail.map { ": \($0)" } ?? ""))
        }
        let more = finding.evidence.count - CheckReport.shownEvidence
        if more > 0 { lines.append("  and \(more) more (all of them with -o json)") }
        lines += finding.notes.map { "  note: \($0)" }
        if let rule = RuleCatalog.rule(named: finding.rule) { lines.append("  mend: \(rule.documentation.remedy)") }
        return lines.map { DisplayText.escaped($0) + "\n" }.joined()
    }
}

extension Finding.Status {
    /// The status as a table shows it.
    var label: String { self == .noData ? "no data" : rawValue }

    /// The status as it is counted.
    var counted: String {
        switch self {
        case .pass: "passed"
        case .fail: "failed"
        case .warn: "warned"
        case .noData: "no data"
        }
    }
}
