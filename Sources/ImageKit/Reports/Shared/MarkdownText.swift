import ImageReading
internal import Mustache

/// Text from an image made safe inside Markdown: always code, so nothing in it is a link, a mention or formatting.
enum MarkdownText {
    /// How many characters of a value are shown.
    static let valueLimit = 240

    /// The text as a code span, also inside a table's cell; empty for empty text.
    static func code(_ text: String) -> String {
        let text = shortened(DisplayText.escaped(text), to: valueLimit)
        if text.allSatisfy({ $0 == " " }) { return "" }
        // A code span has no escapes. What would end it, or the cell around it, needs entities.
        let isPlain = text.unicodeScalars.allSatisfy { !"`|\\".unicodeScalars.contains($0) }
        return isPlain && text.first != " " && text.last != " " ? "`\(text)`" : "<code>\(entities(text))</code>"
    }

    /// Every character that means something in Markdown as a numeric entity, which never does (CommonMark 2.5).
    private static func entities(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " -,=/".unicodeScalars.contains(scalar)
            {
                result.unicodeScalars.append(scalar)
            } else {
                // The comment keeps what is joined after entities are resolved, such as e-mail addresses, apart.
                result += "&#\(scalar.value);" + (scalar == "@" ? "<!-- -->" : "")
            }
        }
        return result
    }

    /// Text cut to a length, its end an ellipsis where something is missing.
    static func shortened(_ text: String, to limit: Int) -> String {
        // A character may be any number of scalars.
        guard text.unicodeScalars.count > limit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))) + "…"
    }
}

/// Escapes what templates of Markdown take from an image.
struct MarkdownContentType: MustacheContentType {
    func escapeText(_ text: String) -> String { MarkdownText.code(text) }
}

/// Escapes what templates of HTML take from an image.
///
/// The library's own type looks at whole characters and lets a quote pass that a combining mark follows.
struct MarkupContentType: MustacheContentType {
    func escapeText(_ text: String) -> String {
        DisplayText.escaped(text)
            .replacing(["<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;"])
    }
}
