import ImageReading

/// GitHub's Markdown, written line by line.
///
/// Text from an image gets into a line only by saying how, so that nothing in it is a link, a mention or formatting.
package struct Markdown {
    /// What was written.
    package private(set) var text = ""

    package init() {}

    /// A column of a table.
    package struct Column {
        package let title: String
        /// Whether its cells stand at the right.
        package let isNumber: Bool

        package init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    /// Adds a line; without words an empty one.
    package mutating func line(_ words: Inline = "") { text += words.markdown + "\n" }

    /// Adds a table.
    package mutating func table(_ columns: [Column], _ rows: some Sequence<[Inline]>) {
        text += "|" + columns.map { $0.title.isEmpty ? "  |" : " \($0.title) |" }.joined() + "\n"
        text += "|" + columns.map { $0.isNumber ? "--:|" : ":--|" }.joined() + "\n"
        for row in rows { text += "| " + row.map(\.markdown).joined(separator: " | ") + " |\n" }
    }

    /// Says how many rows or items are left out, where some are.
    package mutating func more(_ count: Int, _ noun: String) {
        guard count > 0 else { return }
        line()
        line(.own(Words.more(count, noun)))
    }

    /// Adds a part that a reader unfolds.
    package mutating func folded(_ title: Inline, isOpen: Bool = false, _ fill: (inout Markdown) -> Void) {
        text += "<details\(isOpen ? " open" : "")>\n<summary>\(title.markdown)</summary>\n\n"
        fill(&self)
        text += "\n</details>\n"
    }
}

extension Markdown {
    /// A piece of a line: literals are our own words, values say what they are.
    package struct Inline: ExpressibleByStringInterpolation {
        package struct StringInterpolation: StringInterpolationProtocol {
            package var markdown = ""

            package init(literalCapacity: Int, interpolationCount: Int) {}

            package mutating func appendLiteral(_ literal: String) { markdown += literal }

            /// Our own words, numbers and sizes.
            package mutating func appendInterpolation(own words: String) { markdown += words }

            package mutating func appendInterpolation(_ number: Int) { markdown += String(number) }

            /// Text from an image as code.
            package mutating func appendInterpolation(code text: String) { markdown += Markdown.code(text) }

            /// Text that may hold something from an image, outside of code.
            package mutating func appendInterpolation(text: String) { markdown += Markdown.text(text) }
        }

        package let markdown: String

        package init(stringLiteral value: String) { markdown = value }
        package init(stringInterpolation: StringInterpolation) { markdown = stringInterpolation.markdown }

        /// Our own words, numbers and sizes.
        package static func own(_ words: String) -> Inline { "\(own: words)" }

        /// Text from an image as code; empty for empty text.
        package static func code(_ text: String) -> Inline { "\(code: text)" }

        /// Text that may hold something from an image, outside of code.
        package static func text(_ text: String) -> Inline { "\(text: text)" }
    }

    /// How many characters of a value are shown.
    package static let valueLimit = 240

    /// Text outside of code: nothing in it marks up, links or mentions.
    package static func text(_ text: String) -> String {
        var result = ""
        for scalar in DisplayText.escaped(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "@": result += "&#64;"
            case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "!": result += "\\\(scalar)"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text as a code span, also inside a table's cell; empty for empty text.
    package static func code(_ text: String) -> String {
        let text = Words.shortened(DisplayText.escaped(text), to: valueLimit)
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
}
