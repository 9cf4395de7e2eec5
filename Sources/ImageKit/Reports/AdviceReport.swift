public import ImageLedger
public import ImageReading

/// Writes what an image could do without, and the changes to its Dockerfile that would achieve it.
public struct AdviceReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json, .markdown]

    private let analysis: ImageAnalysis
    private let adviser: Adviser

    /// Makes a report.
    ///
    /// - Parameter analysis: an image that was analysed with ``/ImageLedger/ScanOptions/booksBytes``; linkage makes it
    ///   more careful.
    /// - Throws: ``/ImageReading/ImageError`` where the bytes were not booked.
    public init(_ analysis: ImageAnalysis) throws {
        guard let ledger = analysis.ledger else {
            throw ImageError(.notBooked, "the bytes of the image were not booked; set ScanOptions.booksBytes")
        }
        self.analysis = analysis
        adviser = Adviser(analysis, ledger: ledger)
    }

    /// The report as text, the same for the same image.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        switch format {
        case .table: return table(style)
        case .markdown: return markdown()
        case .json:
            return try JSONText.document(
                Document(
                    verified: analysis.isVerified, image: ImageFacts(analysis),
                    totals: Totals(
                        before: adviser.ledger.total, after: adviser.remaining.total, saving: adviser.saving),
                    advice: adviser.advice.map(facts), buildTools: adviser.buildTools.map(WhyDocument.Name.init),
                    diagnostics: analysis.diagnostics))
        default: throw ImageError.unknownFormat(format, known: AdviceReport.formats)
        }
    }

    // MARK: JSON

    private struct Document: Encodable {
        let schemaVersion = "1.0"
        let verified: Bool
        let image: ImageFacts
        let totals: Totals
        let advice: [Facts]
        let buildTools: [WhyDocument.Name]
        let diagnostics: [Diagnostic]
    }

    private struct Totals: Encodable {
        let before: Amounts
        let after: Amounts
        let saving: Amounts
    }

    private struct Facts: Encodable {
        let kind: String
        let title: String
        let change: String
        let certainty: Advice.Certainty
        let saving: Amounts
        let files: Int
        let evidence: [EvidenceFacts]
    }

    private struct EvidenceFacts: Encodable {
        let layer: Int
        let instruction: String?
        let amounts: Amounts
        let files: Int
        let paths: [String]
        let packages: [String]
    }

    private func facts(_ advice: Advice) -> Facts {
        Facts(
            kind: advice.kind, title: advice.title, change: advice.change, certainty: advice.certainty,
            saving: advice.saving, files: advice.fileCount,
            evidence: advice.evidence.map { evidence in
                EvidenceFacts(
                    layer: evidence.layer, instruction: instruction(evidence.layer), amounts: evidence.amounts,
                    files: evidence.fileCount, paths: evidence.paths.map(\.description), packages: evidence.packages)
            })
    }

    private func instruction(_ layer: Int) -> String? {
        guard analysis.layers.indices.contains(layer) else { return nil }
        return analysis.layers[layer].layer.history?.createdBy.map(LayersReport.instruction)
    }

    // MARK: Text

    /// How many layers of an advice are shown.
    private static let shownLayers = 3

    private func table(_ style: TableStyle) -> String {
        let heading = ImageHeading(analysis).text(style)
        guard !adviser.advice.isEmpty else { return heading + "\nNothing to save was found.\n" }
        var table = TextTable([
            .init(title: "#", alignment: .right), .init(title: "DIFF", alignment: .right),
            .init(title: "DOWNLOAD", alignment: .right), .init(title: "LIVE", alignment: .right),
            .init(title: "FILES", alignment: .right), .init(title: "ADVICE", shrinks: true),
        ])
        for (index, advice) in adviser.advice.enumerated() {
            table.append([
                String(index + 1), amount(advice.saving.diffSize, advice), amount(advice.saving.downloadSize, advice),
                amount(advice.saving.liveSize, advice), String(advice.fileCount), advice.title,
            ])
        }
        var text = heading + "\n" + table.render(style) + "\n" + totals + "\n"
        for (index, advice) in adviser.advice.enumerated() { text += "\n" + details(advice, index + 1, style) }
        return text
    }

    /// An upper bound is marked as one.
    private func amount(_ bytes: Int64, _ advice: Advice) -> String {
        (advice.certainty == .exact || bytes == 0 ? "" : "≤ ") + ByteCount.text(bytes)
    }

    private var totals: String {
        let saving = adviser.saving
        let before = adviser.ledger.total
        return "All of it: \(ByteCount.text(saving.diffSize)) of \(ByteCount.text(before.diffSize)) diff, "
            + "\(ByteCount.text(saving.downloadSize)) of \(ByteCount.text(before.downloadSize)) download, "
            + "\(ByteCount.text(saving.liveSize)) of \(ByteCount.text(before.liveSize)) live. No byte counts twice; "
            + "≤ marks what may be needed."
    }

    private func details(_ advice: Advice, _ number: Int, _ style: TableStyle) -> String {
        var lines = ["\(number). \(advice.title): \(amount(advice.saving.diffSize, advice))"]
        lines.append("   Change: \(advice.change)")
        for evidence in advice.evidence.prefix(AdviceReport.shownLayers) {
            lines.append("   " + title(evidence))
            for path in evidence.paths.prefix(2) { lines.append("     \(path)") }
            if !evidence.packages.isEmpty { lines.append("     of \(evidence.packages.joined(separator: ", "))") }
        }
        let more = advice.evidence.count - AdviceReport.shownLayers
        if more > 0 { lines.append("   and \(Plural.text(more, "more layer")) (all of them with -o json)") }
        return lines.map { line in
            let safe = DisplayText.escaped(line)
            guard let width = style.width, safe.count > width, !safe.hasPrefix("   Change") else { return safe + "\n" }
            return safe.prefix(max(12, width - 1)) + "…\n"
        }.joined()
    }

    private func title(_ evidence: Advice.Evidence) -> String {
        let files = Plural.text(evidence.fileCount, "file")
        let instruction = instruction(evidence.layer).map { ": " + $0 } ?? ""
        return "Layer \(evidence.layer), \(files), \(ByteCount.text(evidence.amounts.diffSize))\(instruction)"
    }

    // MARK: Markdown

    private func markdown() -> String {
        let name = analysis.image.references.first ?? analysis.image.archive
        var text = "### What \(MarkdownText.code(name)) could save\n\n"
        guard !adviser.advice.isEmpty else { return text + "Nothing was found.\n" }
        text += Markdown.text(totals) + "\n\n| | diff | download | live | files |\n|---|--:|--:|--:|--:|\n"
        for advice in adviser.advice {
            text += "| \(Markdown.text(advice.title)) | \(amount(advice.saving.diffSize, advice)) "
            text += "| \(amount(advice.saving.downloadSize, advice)) | \(amount(advice.saving.liveSize, advice)) "
            text += "| \(advice.fileCount) |\n"
        }
        for advice in adviser.advice {
            text += "\n<details><summary>\(Markdown.text(advice.title)): "
            text += "\(amount(advice.saving.diffSize, advice))</summary>\n\n\(Markdown.text(advice.change))\n\n"
            for evidence in advice.evidence.prefix(AdviceReport.shownLayers) {
                text += "- layer \(evidence.layer), \(ByteCount.text(evidence.amounts.diffSize))"
                text += instruction(evidence.layer).map { ": " + MarkdownText.code(String($0.prefix(200))) } ?? ""
                text += "\n"
                for path in evidence.paths { text += "  - \(MarkdownText.code(path.description))\n" }
            }
            text += "\n</details>\n"
        }
        return text
    }
}

extension ImageError.Code {
    /// The bytes of an image were not booked.
    public static let notBooked = ImageError.Code(rawValue: "notBooked")
}
