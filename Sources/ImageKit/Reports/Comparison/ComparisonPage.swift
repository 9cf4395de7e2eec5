import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A comparison as a page.
struct ComparisonPage {
    private let report: ComparisonReport
    private var comparison: ImageComparison { report.comparison }
    private let groups: ComparisonGroups
    private let words: ComparisonWords

    init(_ report: ComparisonReport) {
        self.report = report
        groups = ComparisonGroups(report.comparison)
        words = ComparisonWords(report.comparison)
    }

    func text() throws -> String {
        let tables = tables
        let waterfall = Waterfall(comparison, groups, words.rows)
        let summary = ComparisonSummary(comparison).rows.map { row in
            let style: String? = row.delta == 0 ? nil : row.delta < 0 ? "less" : "grown"
            return (
                name: row.name,
                cells: [
                    Page.Cell(row.before), Page.Cell(row.after), Page.Cell(row.change, style: style),
                    Page.Cell(row.saved, style: style),
                ]
            )
        }
        return try SizeLimit.fitting(SizeLimit.page, rows: 3000) { limit in
            var page = Page(
                kind: "What changed between two images",
                names: [Words.name(comparison.before), Words.name(comparison.after)],
                verdict: words.verdict,
                sentence: Markup(verbatim: words.sentence(groups) { "<b>\(Markup.escaped($0))</b>" }),
                notes: words.notes.map { ($0, "") } + gates,
                summaryColumns: ["", "before", "after", "change", "saved"], summary: summary,
                tables: tables.map { $0.limited(to: limit) })
            page.maps = [("before", comparison.totalBefore.liveSize), ("after", comparison.totalAfter.liveSize)]
            page.data = LiveTreeData(
                [("before", comparison.before), ("after", comparison.after)], nodeLimit: limit)
            page.waterfall = comparison.rows.isEmpty ? nil : waterfall.markup(rows: limit)
            return try page.text()
        }
    }

    private var gates: [(String, String)] {
        guard !report.gates.isEmpty else { return [] }
        let failures = report.failures
        return failures.isEmpty
            ? [("\(Plural.text(report.gates.count, "gate passes", "gates pass")).", "good")]
            : failures.map { ("Gate failed: \($0)", "bad") }
    }

    private var tables: [Page.Table] {
        var tables = [rows]
        if !comparison.configuration.isEmpty {
            tables.append(
                Page.Table(
                    id: "configuration", title: "Configuration",
                    columns: [("setting", false), ("before", false), ("after", false)],
                    rows: comparison.configuration.map {
                        [Page.Cell($0.name), Page.Cell($0.before ?? "—"), Page.Cell($0.after ?? "—")]
                    }))
        }
        tables.append(.facts([comparison.before, comparison.after], columns: ["before", "after"]))
        tables.append(.layers(comparison.before, id: "layers-before", title: "Layers before"))
        tables.append(.layers(comparison.after, id: "layers-after", title: "Layers after"))
        if let changes = report.vulnerabilities { tables.append(vulnerabilities(changes)) }
        if let stages = report.stages { tables += self.stages(stages) }
        if let files = report.files { tables.append(self.files(files)) }
        return tables
    }

    /// Every row of the comparison; they sum to the difference.
    private var rows: Page.Table {
        let bases = (
            before: BaseLayers(of: comparison.before.image), after: BaseLayers(of: comparison.after.image)
        )
        return Page.Table(
            id: "packages", title: "Packages and other rows",
            note: "Every row that differs; they add up to the difference to the byte.", searches: "rows",
            columns: [
                ("change", false), ("what", false), ("kind", false), ("version", false), ("layer", false),
                ("of", false), ("before", true), ("after", true), ("diff", true), ("live", true), ("download", true),
            ], filters: ["change", "kind", "layer", "of"],
            rows: comparison.rows.map { row in
                let kind = (row.packageAfter ?? row.packageBefore)?.kind.rawValue ?? row.kind.rawValue
                return [
                    Page.Cell(row.change.rawValue), Page.Cell(words.rows.name(of: row)), Page.Cell(kind),
                    Page.Cell(RowWords.version(row)),
                    // A package that is gone has the layer of the first image.
                    Page.Cell(
                        row.packageAfter.map { "after: \($0.layer)" } ?? row.packageBefore.map { "before: \($0.layer)" }
                            ?? ""),
                    Page.Cell(
                        row.packageAfter.map { Words.origin($0.layer, bases.after) }
                            ?? row.packageBefore.map { Words.origin($0.layer, bases.before) } ?? ""),
                    .size(row.before?.diffSize ?? 0), .size(row.after?.diffSize ?? 0), .change(row.delta.diffSize),
                    .change(row.delta.liveSize),
                    .change(row.delta.downloadSize),
                ]
            })
    }

    private func vulnerabilities(_ changes: VulnerabilityComparison) -> Page.Table {
        let rows = [
            ("fixed", changes.fixed), ("introduced", changes.introduced), ("remaining", changes.remaining),
            ("not known", changes.undecided),
        ]
        return Page.Table(
            id: "vulnerabilities", title: "Vulnerabilities",
            note: ([
                "\(changes.fixed.count) fixed, \(changes.introduced.count) introduced, \(changes.remaining.count) remaining"
            ]
                + changes.remarks).joined(separator: ". "),
            searches: "vulnerabilities",
            columns: [
                ("change", false), ("id", false), ("severity", false), ("package", false), ("version", false),
                ("fixed in", false), ("diff of its packages", true),
            ],
            filters: ["change", "severity"],
            rows: rows.flatMap { word, findings in
                findings.map { finding in
                    [
                        Page.Cell(word), Page.Cell(finding.id), Page.Cell(finding.severity.rawValue),
                        Page.Cell(finding.name),
                        Page.Cell(finding.version), Page.Cell(finding.fixedVersion ?? ""),
                        .change(report.delta(of: finding).diffSize),
                    ]
                }
            })
    }

    private func stages(_ stages: StageComparison) -> [Page.Table] {
        [
            Page.Table(
                id: "copied", title: "Copied from the first stage",
                note: stages.copiedWords,
                searches: "files", columns: [("to", false), ("from", false), ("size", true)],
                rows: stages.copies.map {
                    [Page.Cell("/" + $0.to.string), Page.Cell("/" + $0.from.string), .size($0.size)]
                }),
            Page.Table(
                id: "left-behind", title: "Left behind",
                note: "\(Plural.text(stages.leftBehind.count, "package")), "
                    + "\(ByteCount.text(stages.leftBehindSize)) live",
                searches: "packages", columns: [("package", false), ("version", false), ("live", true)],
                rows: stages.leftBehind.map { [Page.Cell($0.name), Page.Cell($0.version), .size($0.size)] }),
        ]
    }

    private func files(_ files: FileChanges) -> Page.Table {
        let changes = [("added", files.added), ("removed", files.removed), ("changed", files.changed)]
            .flatMap { change, files in files.map { (change, $0) } }
            .sorted { ($1.1.delta.magnitude, $0.1.path) < ($0.1.delta.magnitude, $1.1.path) }
        return Page.Table(
            id: "files", title: "Files",
            note: "\(files.added.count) added, \(files.removed.count) removed, \(files.changed.count) changed",
            searches: "files",
            columns: [("change", false), ("path", false), ("before", true), ("after", true), ("difference", true)],
            rows: changes.map { change, file in
                [
                    Page.Cell(change), Page.Cell("/" + file.path.string), .size(file.sizeBefore ?? 0),
                    .size(file.sizeAfter ?? 0), .change(file.delta),
                ]
            })
    }
}

extension FileChanges.Change {
    /// How many bytes the file grew.
    var delta: Int64 { (sizeAfter ?? 0) - (sizeBefore ?? 0) }
}
