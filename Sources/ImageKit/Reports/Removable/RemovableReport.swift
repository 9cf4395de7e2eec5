public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows which packages could be removed, those that free most first.
public struct RemovableReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<RemovableReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.json) { try JSONText.document(Document($0)) },
        ReportWriter(.csv) { $0.commaSeparated() },
    ]

    private let analysis: ImageAnalysis
    private let ranking: RemovableRanking

    /// Makes a report.
    public init(_ analysis: ImageAnalysis) {
        self.analysis = analysis
        ranking = RemovableRanking(analysis)
    }

    private struct Document: Encodable {
        let schemaVersion = "1.0"
        let verified: Bool
        let image: ImageFacts
        let packages: [Facts]
        let diagnostics: [Diagnostic]

        init(_ report: RemovableReport) {
            verified = report.analysis.isVerified
            image = ImageFacts(report.analysis)
            packages = report.ranking.rows.map(report.facts)
            diagnostics = report.analysis.diagnostics + report.ranking.graph.diagnostics
        }
    }

    private struct Facts: Encodable {
        let package: PackageName
        let buildTool: Bool
        /// Whether the system itself needs it.
        let base: Bool
        let freedSize: Int64
        let removes: [PackageName]
        let broken: [PackageName]
    }

    private func facts(_ row: RemovableRanking.Row) -> Facts {
        Facts(
            package: PackageName(row.package), buildTool: row.isBuildTool, base: row.isBase,
            freedSize: row.removal.size,
            removes: row.removal.packages.map { PackageName(ranking.graph.packages[$0]) },
            broken: row.removal.broken.map { PackageName(ranking.graph.packages[$0]) })
    }

    private func commaSeparated() -> String {
        var text = CommaSeparated.line([
            "name", "version", "type", "freedSize", "packages", "buildTool", "broken", "base", "verified",
        ])
        for row in ranking.rows {
            text += CommaSeparated.line([
                row.package.name, row.package.version, row.package.kind.rawValue, String(row.removal.size),
                String(row.removal.packages.count), String(row.isBuildTool), String(row.removal.broken.count),
                String(row.isBase), String(analysis.isVerified),
            ])
        }
        return text
    }

    private func table(_ style: TableStyle) -> String {
        let heading = ImageHeading(analysis).text(style)
        guard !ranking.rows.isEmpty else { return heading + "\nNo package was installed by name.\n" }
        let own = ranking.rows.filter { !$0.isBase }
        let base = ranking.rows.filter(\.isBase)
        var text = heading + "\n"
        text += own.isEmpty ? "Nothing but packages that the system needs was installed by name.\n" : rows(own, style)
        if !base.isEmpty { text += "\nThe system itself needs these:\n" + rows(base, style) }
        return text
            + "\n"
            + Words.wrapped(
                "FREES is what removing that package alone frees of the visible files; rows overlap and do not add up.",
                style)
    }

    private func rows(_ rows: [RemovableRanking.Row], _ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "NAME", shrinks: true), .init(title: "VERSION", shrinks: true), .init(title: "TYPE"),
            .init(title: "FREES", alignment: .right), .init(title: "PACKAGES", alignment: .right),
            .init(title: "NOTE", shrinks: true),
        ])
        let alike = AlikePackages(rows.map(\.package))
        for row in rows {
            let place = alike.place(of: row.package).map { "in \($0)" }
            table.append([
                row.package.name, row.package.version, row.package.kind.rawValue, ByteCount.text(row.removal.size),
                String(row.removal.packages.count), ([place].compactMap(\.self) + notes(row)).joined(separator: ", "),
            ])
        }
        return table.render(style)
    }

    private func notes(_ row: RemovableRanking.Row) -> [String] {
        var notes: [String] = row.isBuildTool ? ["build tool"] : []
        if !row.removal.dependents.isEmpty {
            notes.append("\(row.removal.dependents.count) \(row.removal.dependents.count == 1 ? "needs" : "need") it")
        }
        let broken = row.removal.broken.map { ranking.graph.packages[$0].name }
        if !broken.isEmpty {
            let more = broken.count > 3 ? " and \(broken.count - 3) more" : ""
            notes.append("breaks \(broken.prefix(3).joined(separator: ", "))\(more)")
        }
        return notes
    }
}
