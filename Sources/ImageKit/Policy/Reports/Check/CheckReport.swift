import ImageReading
public import ImageWriting

/// Writes what a check found.
public struct CheckReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<CheckReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.json) { try JSONText.document(CheckDocument($0.check)) },
        ReportWriter(.markdown) { CheckMarkdown($0).text() },
        ReportWriter(.html, note: "one file that fetches nothing") { try CheckPage($0).text() },
        ReportWriter(.sarif) { try JSONText.document(CheckSARIF($0.check)) },
        ReportWriter(.junit) { CheckTestResults($0.check).text() },
    ]

    /// How many pieces of evidence are shown for a finding in a table.
    private static let shownEvidence = 5

    let check: PolicyCheck

    /// Makes a report.
    public init(_ check: PolicyCheck) { self.check = check }

    /// The counts in one line.
    var verdict: String {
        Finding.Status.allCases.filter { check.count($0) > 0 || $0 == .pass }.map { "\($0.counted) \(check.count($0))" }
            .joined(separator: ", ")
    }

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "STATUS", colors: Finding.Status.colors), .init(title: "RULE", shrinks: true),
            .init(title: "RESULT", shrinks: true),
        ])
        for finding in check.findings {
            let name = finding.id == finding.rule ? finding.title : "\(finding.id) \(finding.title)"
            table.append([finding.status.label, name, finding.message])
        }
        var text = ImageHeading(check.input.analysis).text(style) + "\n" + table.render(style)
        for finding in check.findings where finding.isShown {
            text += "\n" + details(finding, style)
        }
        text += reasons(style)
        let data = check.input.vulnerabilityData.map { "\n" + Words.wrapped($0, style) }.joined()
        return text + data + "\n" + verdict + "\n"
    }

    /// Why there is no data, where the table has no room for it.
    private func reasons(_ style: TableStyle) -> String {
        guard let width = style.width else { return "" }
        let cut = check.findings.filter {
            $0.status == .noData && $0.message.count + min(40, $0.title.count) + 13 > width
        }
        return cut.map {
            "\n" + Words.wrapped(DisplayText.escaped("no data: \($0.title): \($0.message)"), indent: "  ", style)
        }.joined()
    }

    private func details(_ finding: Finding, _ style: TableStyle) -> String {
        var lines = ["\(finding.status.label): \(finding.title)", "  \(finding.message)"]
        for evidence in finding.evidence.prefix(CheckReport.shownEvidence) {
            let layer = evidence.layer.map { "layer \($0): " } ?? ""
            lines.append("  - \(layer)\(evidence.label)" + (evidence.detail.map { ": \($0)" } ?? ""))
        }
        let more = finding.evidence.count - CheckReport.shownEvidence
        if more > 0 { lines.append("  and \(more) more (all of them with -o json)") }
        lines += finding.notes.map { "  note: \($0)" }
        if finding.status != .excepted, let rule = RuleCatalog.rule(named: finding.rule) {
            lines.append("  fix: \(rule.documentation.remedy)")
        }
        return lines.map { Words.wrapped(DisplayText.escaped($0), indent: "      ", style) }.joined()
    }
}

extension Finding {
    /// Whether its evidence is shown below the list of results.
    var isShown: Bool { status == .fail || status == .warn || status == .excepted }
}

extension Finding.Status {
    /// The terminal colors of the statuses as a table shows them.
    static let colors = [pass.label: 32, fail.label: 31, warn.label: 33, excepted.label: 36, noData.label: 2]

    /// The status as a table shows it.
    var label: String { self == .noData ? "no data" : rawValue }

    /// The status as it is counted.
    var counted: String {
        switch self {
        case .pass: "passed"
        case .fail: "failed"
        case .warn: "warned"
        case .excepted: "excepted"
        case .noData: "no data"
        }
    }
}
