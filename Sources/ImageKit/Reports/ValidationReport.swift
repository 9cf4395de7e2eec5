public import ImageLedger
import ImagePackages
import ImageReading

/// Writes what a validation checked.
public struct ValidationReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json]

    private let validation: ImageValidation

    /// Makes a report.
    public init(_ validation: ImageValidation) { self.validation = validation }

    private struct Document: Encodable {
        let schemaVersion = InventoryDocument.schemaVersion
        let archive: String
        let format: String
        let valid: Bool
        let checks: [Row]
        let files: [ImageFilesDocument]?
        let diagnostics: [Diagnostic]
    }

    private struct Row: Encodable {
        let image: String
        let kind: String
        let subject: String
        let checked: [String]
        let valid: Bool
        let code: String?
        let message: String?
    }

    /// The report as text.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        switch format {
        case .table: table(style)
        case .json:
            try JSONText.document(
                Document(
                    archive: validation.archive, format: validation.format, valid: validation.isValid,
                    checks: validation.checks.map { check in
                        Row(
                            image: check.image, kind: check.kind, subject: check.subject, checked: check.facts,
                            valid: check.failure == nil, code: check.failure?.code.rawValue,
                            message: check.failure?.description)
                    },
                    files: validation.files?.map { ImageFilesDocument($0) }, diagnostics: validation.diagnostics))
        default: throw ImageError.unknownFormat(format, known: ValidationReport.formats)
        }
    }

    private func table(_ style: TableStyle) -> String {
        var text = ""
        for image in validation.checks.map(\.image).reduce(into: [String](), { if !$0.contains($1) { $0.append($1) } })
        {
            var table = TextTable([
                .init(title: "RESULT"), .init(title: "WHAT"), .init(title: "DIGEST OR FILE", shrinks: true),
                .init(title: "CHECKED"),
            ])
            for check in validation.checks where check.image == image {
                table.append([
                    check.failure == nil ? "ok" : "FAILED", check.kind, check.subject,
                    check.failure.map(\.description) ?? check.facts.joined(separator: ", "),
                ])
            }
            text += "\(image)\n" + table.render(style) + "\n"
        }
        let failed = validation.checks.count { $0.failure != nil }
        let count = "\(validation.checks.count) checked (\(validation.format))"
        text += failed == 0 ? "\(count), all right\n" : "\(count), \(failed) FAILED\n"
        return text + (validation.files ?? []).map { "\n" + IntegrityTable($0).text(style) }.joined()
    }
}
