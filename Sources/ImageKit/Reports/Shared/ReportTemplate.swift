internal import Mustache

/// A template of a report; the templates are part of the program, no file is read.
package struct ReportTemplate {
    /// Values by name: strings, flags, and lists of values.
    package typealias Values = [String: any Sendable]

    private let template: MustacheTemplate

    /// A template of Markdown: `{{value}}` is code, `{{{value}}}` our own words.
    package static func markdown(_ bytes: [UInt8]) throws -> ReportTemplate {
        MustacheContentTypes.register(MarkdownContentType(), named: "IMAGEKIT_MARKDOWN")
        return try ReportTemplate("IMAGEKIT_MARKDOWN", bytes)
    }

    /// A template of HTML: `{{value}}` is escaped, `{{{value}}}` our own markup.
    package static func markup(_ bytes: [UInt8]) throws -> ReportTemplate {
        MustacheContentTypes.register(MarkupContentType(), named: "IMAGEKIT_MARKUP")
        return try ReportTemplate("IMAGEKIT_MARKUP", bytes)
    }

    private init(_ contentType: String, _ bytes: [UInt8]) throws {
        template = try MustacheTemplate(
            string: "{{% CONTENT_TYPE:\(contentType)}}" + String(decoding: bytes, as: UTF8.self))
    }

    package func render(_ values: Values) -> String { template.render(values) }

    /// Renders with fewer and fewer rows until the text is short enough.
    ///
    /// - Parameters:
    ///   - limit: bytes the text may have.
    ///   - rows: how many rows each table may have at first.
    package static func fitting(_ limit: Int, rows: Int, _ render: (Int) throws -> String) rethrows -> String {
        var rows = rows
        while true {
            let text = try render(rows)
            if text.utf8.count <= limit || rows == 0 { return text }
            rows = rows > 4 ? rows * 2 / 3 : rows - 1
        }
    }
}
