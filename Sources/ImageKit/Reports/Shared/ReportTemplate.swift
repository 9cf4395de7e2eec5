import ImageReading
internal import Mustache

/// A template of HTML or XML; the templates are part of the program, no file is read.
///
/// `{{value}}` is escaped, `{{{value}}}` our own markup.
package struct ReportTemplate {
    /// Values by name: strings, flags, and lists of values.
    package typealias Values = [String: any Sendable]

    private let template: MustacheTemplate

    package init(_ bytes: [UInt8]) throws {
        MustacheContentTypes.register(MarkupContentType(), named: "IMAGEKIT_MARKUP")
        template = try MustacheTemplate(
            string: "{{% CONTENT_TYPE:IMAGEKIT_MARKUP}}" + String(decoding: bytes, as: UTF8.self))
    }

    package func render(_ values: Values) -> String { template.render(values) }
}

/// Escapes what templates take from an image.
///
/// The library's own type looks at whole characters and lets a quote pass that a combining mark follows.
struct MarkupContentType: MustacheContentType {
    func escapeText(_ text: String) -> String {
        DisplayText.escaped(text)
            .replacing(["<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;"])
    }
}
