import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What a check found, as a page.
struct CheckPage {
    private let report: CheckReport
    private var check: PolicyCheck { report.check }

    init(_ report: CheckReport) { self.report = report }

    func text() throws -> String {
        let isVerified = check.input.analysis.isVerified
        return try SizeLimit.fitting(SizeLimit.page, rows: 5000) { limit in
            try Page(
                kind: "Whether policies and claims hold for this image", names: [Words.name(check.input.analysis)],
                verdict: verdict, sentence: "\(report.verdict).",
                notes: (isVerified ? [] : [("Layers were not hashed.", "bad")])
                    + check.input.vulnerabilityData.map { ($0, "") }, summaryColumns: ["", "rules"],
                summary: Finding.Status.allCases.map { ($0.label, [Page.Cell(String(check.count($0)))]) },
                tables: [findings, evidence].map { $0.limited(to: limit) }
            ).text()
        }
    }

    private var verdict: String {
        let warnings = check.count(.warn)
        if check.isFailed { return "failed" }
        return warnings > 0 ? Plural.text(warnings, "warning") : "nothing failed"
    }

    /// What has to be looked at comes first.
    private static let order: [Finding.Status] = [.fail, .warn, .noData, .excepted, .pass]

    private var sorted: [Finding] {
        CheckPage.order.flatMap { status in check.findings.filter { $0.status == status } }
    }

    private var findings: Page.Table {
        Page.Table(
            id: "rules", title: "Rules", searches: "rules",
            columns: [
                ("status", false), ("check", false), ("result", false), ("fix", false), ("rule", false),
                ("level", false),
            ], filters: ["status", "level"],
            rows: sorted.map { finding in
                let remedy = RuleCatalog.rule(named: finding.rule)?.documentation.remedy ?? ""
                let notes = finding.notes.map { "; \($0)" }.joined()
                return [
                    Page.Cell(finding.status.label, style: CheckPage.style(finding.status)), Page.Cell(finding.title),
                    Page.Cell(finding.message + notes),
                    Page.Cell([.fail, .warn].contains(finding.status) ? remedy : ""),
                    Page.Cell(finding.id), Page.Cell(finding.level ?? ""),
                ]
            })
    }

    private var evidence: Page.Table {
        Page.Table(
            id: "evidence", title: "Evidence", searches: "evidence",
            columns: [
                ("check", false), ("status", false), ("layer", true), ("what", false), ("detail", false),
            ], filters: ["check", "status", "layer"],
            rows: sorted.flatMap { finding in
                let excepted = finding.status == .excepted ? [] : finding.excepted
                return finding.evidence.map { row($0, finding, finding.status) }
                    + excepted.map { row($0.evidence, finding, .excepted) }
            })
    }

    private func row(_ evidence: Evidence, _ finding: Finding, _ status: Finding.Status) -> [Page.Cell] {
        [
            Page.Cell(finding.title), Page.Cell(status.label, style: CheckPage.style(status)),
            Page.Cell(evidence.layer.map(String.init) ?? "", number: Int64(evidence.layer ?? -1)),
            Page.Cell(evidence.label), Page.Cell(evidence.detail ?? ""),
        ]
    }

    private static func style(_ status: Finding.Status) -> String? {
        switch status {
        case .pass: "less"
        case .fail: "grown"
        case .warn: "warn"
        case .excepted, .noData: nil
        }
    }
}
