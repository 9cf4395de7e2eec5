import ImageLedger
import ImageReading
import ImageWriting

/// What an image could do without, as aligned text.
struct AdviceTable {
    private let report: AdviceReport

    init(_ report: AdviceReport) { self.report = report }

    func text(_ style: TableStyle) -> String {
        let heading = ImageHeading(report.analysis).text(style)
        guard !report.adviser.advice.isEmpty else { return heading + "\n" + DisplayText.escaped(report.nothing) + "\n" }
        var table = TextTable([
            .init(title: "#", alignment: .right), .init(title: "DIFF", alignment: .right),
            .init(title: "DOWNLOAD", alignment: .right), .init(title: "LIVE", alignment: .right),
            .init(title: "FILES", alignment: .right), .init(title: "ADVICE", wraps: true),
        ])
        for (index, advice) in report.adviser.advice.enumerated() {
            table.append([
                String(index + 1), report.amount(advice.saving.diffSize, advice),
                report.amount(advice.saving.downloadSize, advice),
                report.amount(advice.saving.liveSize, advice), String(advice.fileCount), advice.title,
            ])
        }
        var text = heading + "\n" + table.render(style) + "\n" + Words.wrapped(report.totals, style)
        if let total = report.vulnerabilityTotal { text += Words.wrapped(total, style) }
        for (index, advice) in report.adviser.advice.enumerated() { text += "\n" + details(advice, index + 1, style) }
        return text
    }

    private func details(_ advice: Advice, _ number: Int, _ style: TableStyle) -> String {
        var lines = ["\(number). \(advice.title): \(report.amount(advice.saving.diffSize, advice))"]
        lines.append("   Change: \(advice.change)")
        if let taken = report.vulnerabilities(takenBy: advice) {
            lines.append("   Takes away \(VulnerabilityName.text(taken))")
        }
        for evidence in advice.evidence.prefix(AdviceReport.shownLayers) {
            lines.append("   " + title(evidence))
            for path in evidence.paths.prefix(2) { lines.append("     \(path)") }
            if let list = packages(evidence, of: advice) { lines.append("     of \(list)") }
        }
        if let first = advice.inUsePaths.first {
            let more = advice.inUseCount > 1 ? " and \(Plural.text(advice.inUseCount - 1, "more file"))" : ""
            lines.append("   In use, so not counted: \(first)\(more)")
        }
        let more = advice.evidence.count - AdviceReport.shownLayers
        if more > 0 { lines.append("   and \(Plural.text(more, "more layer")) (all of them with -o json)") }
        return lines.enumerated().map { index, line in
            let safe = DisplayText.escaped(line)
            if index == 0 || safe.hasPrefix("   Change") { return Words.wrapped(safe, indent: "     ", style) }
            if safe.hasPrefix("     of ") { return Words.wrapped(safe, indent: "     ", style) }
            guard let width = style.width, safe.count > width else { return safe + "\n" }
            return safe.prefix(max(12, width - 1)) + "…\n"
        }.joined()
    }

    /// The packages that own the files: all where the advice is to choose among them, else those with most bytes.
    private func packages(_ evidence: Advice.Evidence, of advice: Advice) -> String? {
        guard !evidence.packages.isEmpty else { return nil }
        let shown = advice.packages.isEmpty ? AdviceTable.shownPackages : evidence.packages.count
        let more = evidence.packages.count - shown
        return evidence.packages.prefix(shown).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    private static let shownPackages = 5

    private func title(_ evidence: Advice.Evidence) -> String {
        let files = Plural.text(evidence.fileCount, "file")
        let instruction = report.instruction(evidence.layer).map { ": " + $0 } ?? ""
        let base = report.adviser.baseLayers.contains(evidence.layer) == true ? " (base)" : ""
        return "Layer \(evidence.layer)\(base), \(files), \(ByteCount.text(evidence.amounts.diffSize))\(instruction)"
    }
}
