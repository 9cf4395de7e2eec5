import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What the bytes of one image are there for, as a page.
struct UsagePage {
    private let analysis: ImageAnalysis
    private let usage: Usage
    private let duplicates: DuplicateContents?
    private let summary: UsageSummary
    private let baseLayers: BaseLayers
    private let vulnerabilities: VulnerabilityFindings?

    init(_ report: UsageReport) {
        analysis = report.analysis
        usage = report.usage
        duplicates = report.duplicates
        summary = UsageSummary(report)
        baseLayers = report.baseLayers
        vulnerabilities = report.vulnerabilities
    }

    func text() throws -> String {
        let tables = tables
        return try SizeLimit.fitting(SizeLimit.page, rows: 4000) { limit in
            var page = Page(
                kind: "What is in this image", names: [Words.name(analysis)], verdict: summary.verdict,
                sentence: Markup(verbatim: summary.sentence { "<b>\(Markup.escaped($0))</b>" }),
                notes: summary.notes.map { ($0, "bad") },
                summaryColumns: ["", "size"],
                summary: summary.rows.map { ($0.name, [Page.Cell($0.value)]) },
                tables: tables.map { $0.limited(to: limit) })
            page.maps = [("", analysis.ledger?.total.liveSize ?? 0)]
            page.data = LiveTreeData([("this image", analysis)], nodeLimit: limit * 3 / 2)
            return try page.text()
        }
    }

    private var tables: [Page.Table] {
        var tables = [rows(usage, id: "usage", title: "By \(usage.grouping.rawValue)")]
        if let ledger = analysis.ledger, usage.grouping != .cause {
            tables.append(rows(Usage(ledger, by: .cause), id: "causes", title: "By cause, with or without a package"))
        }
        tables.append(packages)
        if let vulnerabilities { tables.append(vulnerabilitiesTable(vulnerabilities)) }
        tables.append(.layers(analysis, id: "layers", title: "Layers", base: baseLayers))
        if let duplicates {
            tables.append(
                Page.Table(
                    id: "duplicates", title: "The same contents at several paths", searches: "paths",
                    columns: [("repeated", true), ("size", true), ("paths", false)],
                    rows: duplicates.groups.map { group in
                        [
                            .size(group.repeatedSize), .size(group.size),
                            Page.Cell(group.paths.prefix(20).map { "/" + $0.string }.joined(separator: " ")),
                        ]
                    }))
        }
        return tables + [.facts([analysis], columns: ["value"])]
    }

    /// Every installed package with the layer that brought it, to be chosen by layer and by whose layer it is.
    private var packages: Page.Table {
        Page.Table(
            id: "packages", title: "Packages by layer", searches: "packages",
            columns: [
                ("package", false), ("version", false), ("kind", false), ("layer", true), ("of", false), ("live", true),
            ], filters: ["kind", "layer", "of"],
            rows: analysis.inventory.packages.sorted { ($1.size, $0.name) < ($0.size, $1.name) }.map { package in
                [
                    Page.Cell(package.name), Page.Cell(package.version), Page.Cell(package.kind.rawValue),
                    Page.Cell(String(package.layer), number: Int64(package.layer)),
                    Page.Cell(Words.origin(package.layer, baseLayers)),
                    Page.Cell(package.isSizeKnown ? ByteCount.text(package.size) : "unknown", number: package.size),
                ]
            })
    }

    /// What is known of each package, with the bytes that go with it.
    private func vulnerabilitiesTable(_ found: VulnerabilityFindings) -> Page.Table {
        let groups = Dictionary(grouping: found.counted) { "\($0.kind.rawValue) \($0.name) \($0.version)" }
        let gaps = found.gapSummaries.map(\.sentence)
        return Page.Table(
            id: "vulnerabilities", title: "Vulnerabilities by package",
            note: ([Plural.text(found.counted.count, "vulnerability", "vulnerabilities")] + gaps).joined(
                separator: "; "),
            searches: "packages",
            columns: [
                ("package", false), ("version", false), ("critical", true), ("high", true), ("all", true),
                ("fixable", true), ("live", true),
            ],
            rows: groups.values.sorted { ($1.count, $0[0].name) < ($0.count, $1[0].name) }.map { group in
                func count(_ severity: VulnerabilityFinding.Severity) -> Page.Cell {
                    let count = group.count { $0.severity == severity }
                    return Page.Cell(count == 0 ? "" : String(count), number: Int64(count))
                }
                let fixable = group.count(where: \.isFixable)
                return [
                    Page.Cell(group[0].name), Page.Cell(group[0].version), count(.critical), count(.high),
                    Page.Cell(String(group.count), number: Int64(group.count)),
                    Page.Cell(fixable == 0 ? "" : String(fixable), number: Int64(fixable)),
                    .size(group[0].packages.reduce(0) { $0 + $1.size }),
                ]
            })
    }

    private func rows(_ usage: Usage, id: String, title: String) -> Page.Table {
        let overhead =
            usage.fates != nil
            ? [] : [row("archive overhead", "overhead", usage.overhead, 0, files: nil)]
        return Page.Table(
            id: id, title: title, searches: "rows",
            columns: [
                (usage.grouping.rawValue, false), ("kind", false), ("live", true), ("wasted", true), ("diff", true),
                ("download", true), ("files", true),
            ],
            rows: usage.rows.map { row($0.name, $0.kind, $0.amounts, $0.wastedSize, files: $0.fileCount) } + overhead)
    }

    private func row(_ name: String, _ kind: String, _ amounts: Amounts, _ wasted: Int64, files: Int?) -> [Page.Cell] {
        [
            Page.Cell(name), Page.Cell(kind), .size(amounts.liveSize),
            Page.Cell(wasted == 0 ? "" : ByteCount.text(wasted), number: wasted), .size(amounts.diffSize),
            .size(amounts.downloadSize), Page.Cell(files.map(String.init) ?? "", number: Int64(files ?? 0)),
        ]
    }
}
