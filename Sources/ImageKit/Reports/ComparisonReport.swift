import ImagePackages
public import ImageLedger
import ImageReading

/// Writes what changed between two images.
public struct ComparisonReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .markdown, .html, .json, .csv]

    let comparison: ImageComparison
    let files: FileChanges?
    let stages: StageComparison?
    let gates: [SizeGate]

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - comparison: the two images.
    ///   - files: changed files, where they were asked for.
    ///   - stages: what one stage took from the other, where that was asked for.
    ///   - gates: bounds whose failure the report names.
    public init(
        _ comparison: ImageComparison, files: FileChanges? = nil, stages: StageComparison? = nil,
        gates: [SizeGate] = []
    ) {
        self.comparison = comparison
        self.files = files
        self.stages = stages
        self.gates = gates
    }

    /// What the gates found wrong.
    public var failures: [String] { gates.compactMap { $0.failure(comparison) } }

    /// The report as text, the same for the same images.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        switch format {
        case .table: ComparisonTable(self).text(style)
        case .json: try JSONText.document(ComparisonDocument(self))
        case .csv: commaSeparated()
        case .markdown: try ComparisonMarkdown(self).text()
        case .html: try ComparisonPage(self).text()
        default: throw ImageError.unknownFormat(format, known: ComparisonReport.formats)
        }
    }

    private func commaSeparated() -> String {
        var text = CommaSeparated.line([
            "kind", "name", "change", "type", "versionBefore", "versionAfter", "downloadSizeBefore",
            "downloadSizeAfter",
            "diffSizeBefore", "diffSizeAfter", "liveSizeBefore", "liveSizeAfter",
        ])
        for row in comparison.rows {
            let before = row.before ?? .zero
            let after = row.after ?? .zero
            text += CommaSeparated.line([
                row.kind.rawValue, row.name, row.change.rawValue,
                (row.packageAfter ?? row.packageBefore)?.kind.rawValue ?? "", row.packageBefore?.version ?? "",
                row.packageAfter?.version ?? "", String(before.downloadSize), String(after.downloadSize),
                String(before.diffSize), String(after.diffSize), String(before.liveSize), String(after.liveSize),
            ])
        }
        return text
    }
}

extension ImageComparison {
    /// The report of this comparison, as the library's users want it most often.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func report(as format: ReportFormat) throws -> String { try ComparisonReport(self).text(as: format) }
}
