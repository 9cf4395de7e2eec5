public import ImageLedger
import ImagePackages
import ImageReading

/// Writes which packages could be removed, what frees most first.
public struct RemovableReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json, .csv]

    private let analysis: ImageAnalysis
    private let ranking: RemovableRanking

    /// Makes a report.
    public init(_ analysis: ImageAnalysis) {
        self.analysis = analysis
        ranking = RemovableRanking(analysis)
    }

    /// The report as text, the same for the same image.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        switch format {
        case .table: return table(style)
        case .csv: return commaSeparated()
        case .json:
            return try JSONText.document(
                Document(
                    verified: analysis.isVerified, image: ImageFacts(analysis), packages: ranking.rows.map(facts),
                    diagnostics: analysis.diagnostics + ranking.graph.diagnostics))
        default: throw ImageError.unknownFormat(format, known: RemovableReport.formats)
        }
    }

    private struct Document: Encodable {
        let schemaVersion = "1.0"
        let verified: Bool
        let image: ImageFacts
        let packages: [Facts]
        let diagnostics: [Diagnostic]
    }

    private struct Facts: Encodable {
        let package: WhyDocument.Name
        let buildTool: Bool
        let freedSize: Int64
        let removes: [WhyDocument.Name]
        let broken: [WhyDocument.Name]
    }

    private func facts(_ row: RemovableRanking.Row) -> Facts {
        Facts(
            package: WhyDocument.Name(row.package), buildTool: row.isBuildTool, freedSize: row.removal.size,
            removes: row.removal.packages.map { WhyDocument.Name(ranking.graph.packages[$0]) },
            broken: row.removal.broken.map { WhyDocument.Name(ranking.graph.packages[$0]) })
    }

    private func commaSeparated() -> String {
        var text = CommaSeparated.line(["name", "version", "type", "freedSize", "packages", "buildTool", "broken"])
        for row in ranking.rows {
            text += CommaSeparated.line([
                row.package.name, row.package.version, row.package.kind.rawValue, String(row.removal.size),
                String(row.removal.packages.count), String(row.isBuildTool), String(row.removal.broken.count),
            ])
        }
        return text
    }

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "NAME", shrinks: true), .init(title: "VERSION", shrinks: true), .init(title: "TYPE"),
            .init(title: "FREES", alignment: .right), .init(title: "PACKAGES", alignment: .right),
            .init(title: "NOTE", shrinks: true),
        ])
        for row in ranking.rows {
            table.append([
                row.package.name, row.package.version, row.package.kind.rawValue, ByteCount.text(row.removal.size),
                String(row.removal.packages.count), note(row),
            ])
        }
        let heading = ImageHeading(analysis).text(style)
        guard !ranking.rows.isEmpty else { return heading + "\nNo package was installed by name.\n" }
        return heading + "\n" + table.render(style)
            + "\nFREES is what removing that package alone takes away, live; several overlap and do not sum.\n"
    }

    private func note(_ row: RemovableRanking.Row) -> String {
        var notes: [String] = row.isBuildTool ? ["build tool"] : []
        if !row.removal.dependents.isEmpty { notes.append("\(row.removal.dependents.count) need it") }
        let broken = row.removal.broken.map { ranking.graph.packages[$0].name }
        if !broken.isEmpty {
            let more = broken.count > 3 ? " and \(broken.count - 3) more" : ""
            notes.append("breaks \(broken.prefix(3).joined(separator: ", "))\(more)")
        }
        return notes.joined(separator: ", ")
    }
}
