import ImageLedger
import ImageReading
import ImageWriting

/// What the bytes of one image are there for, as Markdown.
struct UsageMarkdown {
    private let report: UsageReport
    private let summary: UsageSummary

    init(_ report: UsageReport) {
        self.report = report
        summary = UsageSummary(report)
    }

    func text() -> String { SizeLimit.fitting(SizeLimit.comment, rows: 100, text) }

    private func text(rows limit: Int) -> String {
        var text = Markdown()
        text.line("## \(code: Words.name(report.analysis)): \(own: summary.verdict)")
        text.line()
        text.table(
            [.init(""), .init("", isNumber: true)], summary.rows.map { [.own($0.name), .own($0.value)] })
        text.line()
        for note in summary.notes { text.line("> \(own: note)") }
        text.line(.own(summary.sentence(mark: Markdown.code)))
        text.line()
        addRows(limit, to: &text)
        text.line()
        let layers = report.analysis.layers
        text.folded(.own(Plural.text(layers.count, "layer"))) { text in
            text.table(
                [
                    .init("", isNumber: true), .init("instruction"), .init("live", isNumber: true),
                    .init("diff", isNumber: true), .init("download", isNumber: true),
                ],
                layers.prefix(limit).map { layer in
                    [
                        "\(layer.layer.index)", .code(Words.instruction(layer)), .own(ByteCount.text(layer.liveSize)),
                        .own(ByteCount.text(layer.diffSize)), .own(ByteCount.text(layer.downloadSize)),
                    ]
                })
            text.more(layers.count - limit, "layer")
        }
        addDuplicates(limit, to: &text)
        text.line()
        text.line(
            """
            <sub>live: contents of the final tree; wasted: contents overwritten or deleted by a later layer; diff: \
            uncompressed layers; download: share of the blobs in the archive.</sub>
            """)
        return text.text
    }

    private func addRows(_ limit: Int, to text: inout Markdown) {
        let usage = report.usage
        let grouping = usage.grouping.rawValue
        var rows = usage.rows.prefix(limit).map { row in
            let kind = row.kind == grouping ? "" : " \(row.kind)"
            return cells("\(code: row.name)\(own: kind)", row.amounts, row.wastedSize)
        }
        if usage.hasOverhead { rows.append(cells(.code("archive overhead"), usage.overhead, 0)) }
        rows.append(cells("**total**", usage.total, usage.wastedSize))
        text.table(
            [
                .init(grouping), .init("live", isNumber: true), .init("wasted", isNumber: true),
                .init("diff", isNumber: true), .init("download", isNumber: true),
            ], rows)
        text.more(usage.rows.count - limit, "row")
    }

    private func cells(_ name: Markdown.Inline, _ amounts: Amounts, _ wasted: Int64) -> [Markdown.Inline] {
        [
            name, .own(ByteCount.text(amounts.liveSize)), .own(wasted == 0 ? "" : ByteCount.text(wasted)),
            .own(ByteCount.text(amounts.diffSize)), .own(ByteCount.text(amounts.downloadSize)),
        ]
    }

    private func addDuplicates(_ limit: Int, to text: inout Markdown) {
        guard let duplicates = report.duplicates else { return }
        let title = "The same contents at several paths: \(ByteCount.text(duplicates.repeatedSize)) live"
        text.folded(.own(title)) { text in
            for group in duplicates.groups.prefix(limit) {
                let more = group.paths.count > 3 ? " and \(group.paths.count - 3) more" : ""
                let paths = group.paths.prefix(3).map { "/" + $0.string }.joined(separator: " ")
                text.line("- \(own: ByteCount.text(group.repeatedSize)) \(code: paths)\(own: more)")
            }
            text.more(duplicates.groups.count - limit, "group")
        }
    }
}
