public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows what a validation checked.
public struct ValidationReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<ValidationReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.json) { try JSONText.document(Document($0.validation)) },
    ]

    private let validation: ImageValidation

    /// Makes a report.
    public init(_ validation: ImageValidation) { self.validation = validation }

    private struct Document: Encodable {
        let schemaVersion = ImageFacts.schemaVersion
        let archive: String
        let format: String
        let valid: Bool
        let checks: [Row]
        let files: [ImageFilesDocument]?
        let diagnostics: [Diagnostic]

        init(_ validation: ImageValidation) {
            archive = validation.archive
            format = validation.format
            valid = validation.isValid
            checks = validation.checks.map { check in
                Row(
                    image: check.image, kind: check.kind, subject: check.subject, checked: check.facts,
                    valid: check.failure == nil, code: check.failure?.code.rawValue,
                    message: check.failure?.description)
            }
            files = validation.files?.map { ImageFilesDocument($0) }
            diagnostics = validation.diagnostics
        }
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
        text += failed == 0 ? "\(count), all valid\n" : "\(count), \(failed) FAILED\n"
        return text + (validation.files ?? []).map { "\n" + IntegrityTable($0).text(style) }.joined()
    }
}
