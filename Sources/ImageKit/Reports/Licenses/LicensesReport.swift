public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows which licenses the packages of an image are under.
public struct LicensesReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<LicensesReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.json, note: "with statements, copyright lines and texts") { try LicensesDocument($0).text() },
        ReportWriter(.jsonLines, note: "one package a line") { try LicensesDocument($0).lines() },
        ReportWriter(.csv, note: "one package a line") { $0.commaSeparated() },
        ReportWriter(.markdown) { $0.markdown() },
        ReportWriter(.html, note: "one file that fetches nothing") { try LicensesPage($0).text() },
    ]

    let analysis: ImageAnalysis
    let listsPackages: Bool
    let groups: LicenseGroups

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: the image, its licenses read (``/ImageLedger/ScanOptions/readsLicenses``).
    ///   - listsPackages: whether table and Markdown have a row for each package, not for each license.
    public init(_ analysis: ImageAnalysis, listsPackages: Bool = false) {
        self.analysis = analysis
        self.listsPackages = listsPackages
        groups = LicenseGroups(analysis.inventory.packages)
    }

    private var packages: [Package] { analysis.inventory.packages }

    private func commaSeparated() -> String {
        var text = CommaSeparated.line([
            "name", "version", "type", "size", "license", "kind", "heuristic", "purl", "verified",
        ])
        for package in packages {
            let license = package.license
            text += CommaSeparated.line([
                package.name, package.version, package.kind.rawValue, String(package.size),
                license?.expression?.description ?? "", license?.expression == nil ? "" : license?.kind.rawValue ?? "",
                String(license?.isHeuristic ?? false), package.purl.description, String(analysis.isVerified),
            ])
        }
        return text
    }

    // MARK: For people

    private struct Rows {
        let titles: [String]
        /// The column that stands at the right.
        let numbers: Set<Int>
        let cells: [[String]]
    }

    private var rows: Rows {
        guard listsPackages else {
            return Rows(
                titles: ["License", "Packages", "Size", "Note"], numbers: [1, 2],
                cells: groups.groups.map { group in
                    let note = group.heuristicCount > 0 ? "\(group.heuristicCount) guessed" : ""
                    return [
                        group.license ?? "(unknown)", String(group.packages.count), ByteCount.text(group.size), note,
                    ]
                })
        }
        return Rows(
            titles: ["Name", "Version", "Type", "Size", "License", "Note"], numbers: [3],
            cells: packages.map { package in
                let license = package.license
                return [
                    package.name, package.version, package.kind.rawValue, ByteCount.text(package.size),
                    license?.expression?.description ?? "(unknown)", license?.isHeuristic == true ? "guessed" : "",
                ]
            })
    }

    var totals: String {
        let unknown = packages.count { $0.license?.expression == nil }
        let guessed = packages.count { $0.license?.isHeuristic == true }
        let names = groups.groups.count { $0.license != nil }
        return
            "\(Plural.text(packages.count, "package"))\(twins) under \(Plural.text(names, "license")); "
            + "\(guessed) guessed from text or classifiers"
            + (unknown == 0
                ? "" : "; \(Plural.text(unknown, "package has", "packages have")) no recognized license")
    }

    /// That packages of two package managers are counted for each, where there are such.
    private var twins: String {
        let count = analysis.inventory.twinCount
        return count > 0 ? " (\(count) of them of two package managers)" : ""
    }

    private func table(_ style: TableStyle) -> String {
        let rows = rows
        var table = TextTable(
            rows.titles.enumerated().map { index, title in
                .init(
                    title: title.uppercased(), alignment: rows.numbers.contains(index) ? .right : .left,
                    shrinks: !rows.numbers.contains(index) && title != "Type")
            })
        for row in rows.cells { table.append(row) }
        let heading = ImageHeading(analysis).text(style)
        let note = listsPackages ? "" : "A package is counted under each license it names, so sizes overlap.\n"
        return heading + "\n" + (rows.cells.isEmpty ? "" : table.render(style) + "\n") + Words.wrapped(totals, style)
            + note
    }

    /// How many rows Markdown has; comments on GitHub are limited.
    private static let markdownRows = 300

    private func markdown() -> String {
        let rows = rows
        var text = Markdown()
        text.line("### Licenses of \(code: Words.name(analysis))")
        text.line()
        text.line("\(own: totals).")
        text.line()
        if !analysis.isVerified {
            text.line("\(own: Words.notVerified)")
            text.line()
        }
        guard !rows.cells.isEmpty else { return text.text }
        let last = rows.titles.count - 1
        text.table(
            rows.titles.enumerated().map { .init($1, isNumber: rows.numbers.contains($0)) },
            rows.cells.prefix(LicensesReport.markdownRows).map { row in
                row.enumerated().map { index, cell in
                    rows.numbers.contains(index) || index == last ? .own(cell) : .code(cell)
                }
            })
        text.more(rows.cells.count - LicensesReport.markdownRows, "row")
        return text.text
    }
}
