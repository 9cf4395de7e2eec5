import ImagePackages
import ImageLedger
import ImageReading

/// What the bytes of one image are there for, as Markdown.
struct UsageMarkdown {
    let analysis: ImageAnalysis
    let usage: Usage
    let duplicates: DuplicateContents?

    func text() throws -> String {
        let template = try ReportTemplate.markdown(PackageResources.usage_md_mustache)
        return ReportTemplate.fitting(ComparisonMarkdown.sizeLimit, rows: 100) { template.render(values(rows: $0)) }
    }

    private func values(rows limit: Int) -> ReportTemplate.Values {
        let summary = UsageSummary(analysis, usage)
        var values: ReportTemplate.Values = [
            "image": ComparisonWords.name(analysis), "verdict": summary.verdict,
            "summary": summary.rows.map { ["name": $0.name, "value": $0.value] as ReportTemplate.Values },
            "notes": summary.notes.map { ["text": $0] as ReportTemplate.Values },
            "sentence": summary.sentence(mark: MarkdownText.code), "grouping": usage.grouping.rawValue,
            "rows": usage.rows.prefix(limit).map { row -> ReportTemplate.Values in
                amounts(row.amounts, row.wastedSize).merging([
                    "name": row.name, "kind": row.kind == usage.grouping.rawValue ? "" : " \(row.kind)",
                ]) { first, _ in first }
            } + overhead, "total": amounts(usage.total, usage.wastedSize),
            "layerCount": Plural.text(analysis.layers.count, "layer"),
            "layers": analysis.layers.prefix(limit).map { layer -> ReportTemplate.Values in
                [
                    "index": String(layer.layer.index),
                    "instruction": Page.Cell.code(LayersReport.instruction(layer.layer.history?.createdBy ?? "")).text,
                    "live": ByteCount.text(layer.liveSize), "diff": ByteCount.text(layer.diffSize),
                    "download": ByteCount.text(layer.downloadSize),
                ]
            }, "lists": lists(limit),
        ]
        if usage.rows.count > limit { values["more"] = ComparisonMarkdown.more(usage.rows.count - limit, "row") }
        if analysis.layers.count > limit {
            values["layersMore"] = ComparisonMarkdown.more(analysis.layers.count - limit, "layer")
        }
        return values
    }

    private var overhead: [ReportTemplate.Values] {
        guard usage.fates == nil else { return [] }
        return [amounts(usage.overhead, 0).merging(["name": "archive overhead", "kind": ""]) { first, _ in first }]
    }

    private func amounts(_ amounts: Amounts, _ wasted: Int64) -> ReportTemplate.Values {
        [
            "live": ByteCount.text(amounts.liveSize), "wasted": wasted == 0 ? "" : ByteCount.text(wasted),
            "diff": ByteCount.text(amounts.diffSize), "download": ByteCount.text(amounts.downloadSize),
        ]
    }

    private func lists(_ limit: Int) -> [ReportTemplate.Values] {
        guard let duplicates else { return [] }
        return [
            MarkdownList(
                title: "The same contents at several paths: \(ByteCount.text(duplicates.repeatedSize)) live",
                items: duplicates.groups.prefix(limit).map { group in
                    let more = group.paths.count > 3 ? " and \(group.paths.count - 3) more" : ""
                    let paths = group.paths.prefix(3).map { "/" + $0.string }.joined(separator: " ")
                    return (ByteCount.text(group.repeatedSize), paths, more)
                }, count: duplicates.groups.count, noun: "group"
            ).values
        ]
    }
}

/// The numbers of one image in words.
struct UsageSummary {
    private let analysis: ImageAnalysis
    private let usage: Usage
    private let total: Amounts
    private let wastedSize: Int64

    init(_ analysis: ImageAnalysis, _ usage: Usage) {
        self.analysis = analysis
        self.usage = usage
        total = analysis.ledger?.total ?? .zero
        wastedSize = analysis.ledger.map { Usage($0, by: .layer).wastedSize } ?? 0
    }

    var verdict: String {
        "\(ByteCount.text(total.downloadSize)) to download, \(ByteCount.text(total.diffSize)) unpacked"
    }

    var rows: [(name: String, value: String)] {
        [
            ("download", ByteCount.text(total.downloadSize)), ("diff", ByteCount.text(total.diffSize)),
            ("live", ByteCount.text(total.liveSize)), ("wasted", ByteCount.text(wastedSize)),
            ("layers", String(analysis.layers.count)), ("packages", String(analysis.inventory.packages.count)),
            ("files", String(analysis.fileCount)),
        ]
    }

    var notes: [String] {
        var notes: [String] = []
        if !analysis.isVerified { notes.append("NOT VERIFIED: layers were not hashed.") }
        if let fates = usage.fates {
            notes.append(
                "Only files whose fate is \(fates.map(\.rawValue).sorted().joined(separator: ", ")) are in the rows.")
        }
        if !analysis.diagnostics.isEmpty {
            let count = Plural.text(analysis.diagnostics.count, "remark")
            notes.append("\(count) on damaged records; the JSON has them.")
        }
        return notes
    }

    /// What takes the most.
    func sentence(mark: (String) -> String) -> String {
        let rows = usage.rows.sorted { ($1.amounts.diffSize, $0.name) < ($0.amounts.diffSize, $1.name) }.prefix(4)
        let sum = rows.reduce(Int64(0)) { $0 + $1.amounts.diffSize }
        guard total.diffSize > 0, sum > 0 else { return "There is nothing in the layers." }
        let list = rows.map { row in
            let name = row.kind == "layer" ? "layer \(row.name)" : mark(row.name)
            return "\(name) (\(ByteCount.text(row.amounts.diffSize)))"
        }
        return "\(ByteCount.percent(Double(sum) / Double(total.diffSize))) of the layers' bytes: "
            + list.joined(separator: ", ") + "."
    }
}
