import Foundation
import Testing

@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reports compared to the byte with committed files; `IMAGEKIT_RECORD=1` writes the files anew.
enum Golden {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Reports/Goldens")

    /// Compares a report, its tables 80 columns wide and without color.
    static func expect(
        _ report: some Report, as format: ReportFormat = .table, equals name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let text = try report.text(as: format, style: TableStyle(width: 80))
        try expect(text, equals: name, sourceLocation: sourceLocation)
    }

    /// Compares a text; the program's version may change.
    static func expect(
        _ text: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let text = text.replacing("\"version\" : \"\(ImageKitVersion.number)\"", with: "\"version\" : \"VERSION\"")
        let url = folder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["IMAGEKIT_RECORD"] == "1" {
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: url, encoding: .utf8)
        guard text != expected else { return }
        let ours = text.split(separator: "\n", omittingEmptySubsequences: false)
        let theirs = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(ours, theirs).prefix { $0 == $1 }.count
        Issue.record(
            """
            \(name) differs in line \(line + 1):
            - \(line < theirs.count ? theirs[line] : "(no line)")
            + \(line < ours.count ? ours[line] : "(no line)")
            """, sourceLocation: sourceLocation)
    }
}
