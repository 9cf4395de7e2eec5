import ImageLedger
import ImagePackages
import ImageReading

/// A comparison as Markdown for a pull request's comment.
package struct ComparisonMarkdown {
    /// Comments on GitHub may have 65,536 characters.
    package static let sizeLimit = 60_000

    private let report: ComparisonReport
    private var comparison: ImageComparison { report.comparison }
    private let groups: ComparisonGroups

    init(_ report: ComparisonReport) {
        self.report = report
        groups = ComparisonGroups(report.comparison)
    }

    func text() throws -> String {
        let template = try ReportTemplate.markdown(PackageResources.comparison_md_mustache)
        return ReportTemplate.fitting(ComparisonMarkdown.sizeLimit, rows: 200) { template.render(values(rows: $0)) }
    }

    static func more(_ count: Int, _ noun: String) -> String {
        "\(Plural.text(count, "more \(noun) is", "more \(noun)s are")) left out here; the JSON report has all."
    }

    private func values(rows limit: Int) -> ReportTemplate.Values {
        let words = ComparisonWords(comparison)
        let configuration = comparison.configuration
        let shownGroups = groups.groups.prefix(min(12, limit))
        var values: ReportTemplate.Values = [
            "before": ComparisonWords.name(comparison.before), "after": ComparisonWords.name(comparison.after),
            "verdict": words.verdict, "summary": ComparisonSummary(comparison).values,
            "notes": words.notes.map { ["text": $0] as ReportTemplate.Values },
            "gates": gates(limit), "sentence": words.sentence(groups, mark: MarkdownText.code),
            "hasGroups": !shownGroups.isEmpty, "groups": groupValues(shownGroups),
            "hasConfiguration": !configuration.isEmpty,
            "configurationOpen": configuration.count <= 8,
            "configurationCount": Plural.text(configuration.count, "change"),
            "configuration": configuration.prefix(limit).map { change -> ReportTemplate.Values in
                ["name": change.name, "before": change.before ?? "", "after": change.after ?? ""]
            },
            "tables": tables(limit), "lists": lists(limit),
        ]
        if configuration.count > limit {
            values["configurationMore"] = ComparisonMarkdown.more(configuration.count - limit, "change")
        }
        return values
    }

    private func gates(_ limit: Int) -> [ReportTemplate.Values] {
        guard !report.gates.isEmpty else { return [] }
        let failures = report.failures
        guard !failures.isEmpty else { return [["mark": "✅", "text": "All \(report.gates.count) gates pass"]] }
        return failures.prefix(max(1, limit)).map { ["mark": "❌", "text": $0] }
    }

    private func groupValues(_ shown: ArraySlice<ComparisonGroups.Group>) -> [ReportTemplate.Values] {
        var values = shown.map { group -> ReportTemplate.Values in
            let phrase = ComparisonWords.phrase(group)
            return [
                "amount": ComparisonWords.signed(group.delta.diffSize),
                "title": (phrase.name.isEmpty ? "" : MarkdownText.code(phrase.name)) + phrase.words,
            ]
        }
        let rest = groups.groups.dropFirst(shown.count)
        if !rest.isEmpty {
            values.append([
                "amount": ComparisonWords.signed(rest.reduce(Int64(0)) { $0 + $1.delta.diffSize }),
                "title": "everything else",
            ])
        }
        return values + [["amount": "**\(ComparisonWords.signed(comparison.delta.diffSize))**", "title": "**total**"]]
    }

    private func tables(_ limit: Int) -> [ReportTemplate.Values] {
        let kinds: [(ComparisonRow.Kind, String)] = [
            (.package, "package"), (.cause, "cause of bytes without a package"), (.waste, "fate of what is not live"),
        ]
        return kinds.compactMap { kind, noun in
            let rows = comparison.rows.filter { $0.kind == kind }
            guard !rows.isEmpty else { return nil }
            let sum = rows.reduce(Amounts.zero) { $0 + $1.delta }
            let title: String
            switch kind {
            case .package: title = "Packages: \(packageCounts(rows))"
            case .cause: title = "Files of no package, by cause"
            default: title = "Overwritten and deleted in the layers"
            }
            var values: ReportTemplate.Values = [
                "title": "\(title) (\(ComparisonWords.signed(sum.diffSize)))",
                "rows": rows.prefix(limit).map { row -> ReportTemplate.Values in
                    [
                        "change": row.change.rawValue, "name": row.name, "version": ComparisonWords.version(row),
                        "live": ComparisonWords.signed(row.delta.liveSize),
                        "diff": ComparisonWords.signed(row.delta.diffSize),
                        "download": ComparisonWords.signed(row.delta.downloadSize),
                    ]
                },
            ]
            if rows.count > limit { values["more"] = ComparisonMarkdown.more(rows.count - limit, noun) }
            return values
        }
    }

    private func packageCounts(_ rows: [ComparisonRow]) -> String {
        [ComparisonRow.Change.removed, .added, .upgraded, .downgraded, .moved, .changed].compactMap { change in
            let count = rows.count { $0.change == change }
            return count == 0 ? nil : "\(count) \(change.rawValue)"
        }.joined(separator: ", ")
    }

    private func lists(_ limit: Int) -> [ReportTemplate.Values] {
        var lists: [ReportTemplate.Values] = []
        if let files = report.files {
            let changes = [("+", files.added), ("−", files.removed), ("~", files.changed)]
                .flatMap { mark, changes in changes.map { (mark, $0) } }
            lists.append(
                MarkdownList(
                    title: "Files: \(files.added.count) added, \(files.removed.count) removed, "
                        + "\(files.changed.count) changed",
                    items: changes.prefix(limit).map { ($0, "/" + $1.path.string, "") }, count: changes.count,
                    noun: "file"
                ).values)
        }
        if let stages = report.stages {
            lists.append(
                MarkdownList(
                    title: "Copied from the first stage: \(Plural.text(stages.copies.count, "file")), "
                        + ByteCount.text(stages.copiedSize),
                    items: stages.copies.prefix(limit).map { ("", "/" + $0.to.string, " \(ByteCount.text($0.size))") },
                    count: stages.copies.count, noun: "file"
                ).values)
            lists.append(
                MarkdownList(
                    title: "Left behind: \(Plural.text(stages.leftBehind.count, "package")), "
                        + "\(ByteCount.text(stages.leftBehindSize)) live",
                    items: stages.leftBehind.prefix(limit).map {
                        ("", "\($0.name) \($0.version)", " \(ByteCount.text($0.size))")
                    }, count: stages.leftBehind.count, noun: "package"
                ).values)
        }
        return lists
    }
}

/// A folded list in Markdown.
struct MarkdownList {
    let title: String
    let items: [(mark: String, text: String, note: String)]
    let count: Int
    let noun: String

    var values: ReportTemplate.Values {
        var values: ReportTemplate.Values = [
            "title": title,
            "items": items.map { ["mark": $0.mark, "text": $0.text, "note": $0.note] as ReportTemplate.Values },
        ]
        if count > items.count { values["more"] = ComparisonMarkdown.more(count - items.count, noun) }
        return values
    }
}
