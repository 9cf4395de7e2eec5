import ImageLedger
import ImageReports

/// What a check found, as Markdown for a comment on a pull request.
struct CheckMarkdown {
    /// How many pieces of evidence are shown for a finding at most.
    private static let shownEvidence = 20

    let check: PolicyCheck
    let verdict: String

    func text() throws -> String {
        let template = try ReportTemplate.markdown(PackageResources.check_md_mustache)
        return ReportTemplate.fitting(ComparisonMarkdown.sizeLimit, rows: CheckMarkdown.shownEvidence) {
            template.render(values(evidence: $0))
        }
    }

    private func values(evidence limit: Int) -> ReportTemplate.Values {
        [
            "image": ComparisonWords.name(check.input.analysis), "verdict": verdict,
            "unverified": !check.input.analysis.isVerified,
            "findings": check.findings.map { finding -> ReportTemplate.Values in
                [
                    "status": CheckMarkdown.mark(finding.status), "title": finding.title,
                    "id": finding.id == finding.rule ? "" : finding.id, "message": finding.message,
                ]
            },
            "details": check.findings.filter { $0.status == .fail || $0.status == .warn }.map { details($0, limit) },
        ]
    }

    private func details(_ finding: Finding, _ limit: Int) -> ReportTemplate.Values {
        let more = finding.evidence.count - limit
        return [
            "title": finding.title,
            "evidence": finding.evidence.prefix(limit).map { evidence -> ReportTemplate.Values in
                [
                    "layer": evidence.layer.map { "layer \($0): " } ?? "", "subject": evidence.subject,
                    "detail": evidence.detail ?? "", "hasDetail": evidence.detail != nil,
                ]
            },
            "more": more > 0 ? ["text": "and \(more) more"] as ReportTemplate.Values : false,
            "notes": finding.notes.map { ["text": $0] as ReportTemplate.Values },
            "remedy": RuleCatalog.rule(named: finding.rule)?.documentation.remedy ?? "",
        ]
    }

    private static func mark(_ status: Finding.Status) -> String {
        switch status {
        case .pass: "✅ pass"
        case .fail: "❌ fail"
        case .warn: "⚠️ warn"
        case .noData: "➖ no data"
        }
    }
}
