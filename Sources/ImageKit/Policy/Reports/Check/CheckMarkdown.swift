import ImageLedger
import ImageWriting

/// What a check found, as Markdown for a comment on a pull request.
struct CheckMarkdown {
    /// How many pieces of evidence are shown for a finding at most.
    private static let shownEvidence = 20

    private let report: CheckReport

    init(_ report: CheckReport) { self.report = report }

    func text() -> String { SizeLimit.fitting(SizeLimit.comment, rows: CheckMarkdown.shownEvidence, text) }

    private func text(evidence limit: Int) -> String {
        let check = report.check
        var text = Markdown()
        text.line("## \(code: Words.name(check.input.analysis)): \(own: report.verdict)")
        text.line()
        if !check.input.analysis.isVerified {
            text.line("> Layers were not hashed.")
            text.line()
        }
        for sentence in check.input.vulnerabilityData {
            text.line("> \(own: sentence)")
            text.line()
        }
        text.table(
            [.init(""), .init("rule"), .init("result")],
            check.findings.map { finding in
                let id = finding.id == finding.rule ? "" : finding.id
                return [
                    .own(CheckMarkdown.mark(finding.status)), "\(code: finding.title) \(code: id)",
                    .code(finding.message),
                ]
            })
        for finding in check.findings where finding.isShown {
            text.line()
            add(finding, limit, to: &text)
        }
        return text.text
    }

    private func add(_ finding: Finding, _ limit: Int, to text: inout Markdown) {
        text.folded(.code(finding.title)) { text in
            for evidence in finding.evidence.prefix(limit) {
                let layer = evidence.layer.map { "layer \($0): " } ?? ""
                if let detail = evidence.detail {
                    text.line("- \(own: layer)\(code: evidence.label): \(code: detail)")
                } else {
                    text.line("- \(own: layer)\(code: evidence.label)")
                }
            }
            let more = finding.evidence.count - limit
            if more > 0 { text.line("- and \(more) more") }
            for note in finding.notes { text.line("- note: \(code: note)") }
            guard finding.status != .excepted else { return }
            text.line()
            text.line("To fix it: \(code: RuleCatalog.rule(named: finding.rule)?.documentation.remedy ?? "")")
        }
    }

    private static func mark(_ status: Finding.Status) -> String {
        switch status {
        case .pass: "✅ pass"
        case .fail: "❌ fail"
        case .warn: "⚠️ warn"
        case .excepted: "☑️ excepted"
        case .noData: "➖ no data"
        }
    }
}
