import ImageLedger
import ImageReading
import ImageWriting

/// What an image could do without, as Markdown.
struct AdviceMarkdown {
    private let report: AdviceReport

    init(_ report: AdviceReport) { self.report = report }

    func text() -> String {
        let advice = report.adviser.advice
        var text = Markdown()
        text.line("### What \(code: Words.name(report.analysis)) could save")
        text.line()
        if !report.analysis.isVerified {
            text.line("\(own: Words.notVerified)")
            text.line()
        }
        guard !advice.isEmpty else {
            text.line(.text(report.nothing))
            return text.text
        }
        text.line(.text([report.totals, report.vulnerabilityTotal].compactMap(\.self).joined(separator: " ")))
        text.line()
        text.table(
            [.init("")] + ["diff", "download", "live", "files"].map { .init($0, isNumber: true) },
            advice.map { advice in
                [
                    .text(advice.title), .own(report.amount(advice.saving.diffSize, advice)),
                    .own(report.amount(advice.saving.downloadSize, advice)),
                    .own(report.amount(advice.saving.liveSize, advice)), "\(advice.fileCount)",
                ]
            })
        for advice in advice {
            text.line()
            add(advice, to: &text)
        }
        return text.text
    }

    private func add(_ advice: Advice, to text: inout Markdown) {
        text.folded("\(text: advice.title): \(own: report.amount(advice.saving.diffSize, advice))") { text in
            text.line(.text(advice.change))
            if let taken = report.vulnerabilities(takenBy: advice) {
                text.line()
                text.line(.text("Takes away \(VulnerabilityName.text(taken))."))
            }
            text.line()
            for evidence in advice.evidence.prefix(AdviceReport.shownLayers) {
                let layer = "layer \(evidence.layer), \(ByteCount.text(evidence.amounts.diffSize))"
                if let instruction = report.instruction(evidence.layer) {
                    text.line("- \(own: layer): \(code: String(instruction.prefix(200)))")
                } else {
                    text.line("- \(own: layer)")
                }
                for path in evidence.paths { text.line("  - \(code: path.description)") }
            }
        }
    }
}
