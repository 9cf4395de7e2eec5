import ImageReading

/// HTML or XML in which interpolated text is escaped; literals and interpolated markup stay as they are.
package struct Markup: Sendable, ExpressibleByStringInterpolation {
    /// The markup as text.
    package let text: String

    /// Markup that was made elsewhere.
    package init(verbatim text: String) { self.text = text }

    package init(stringLiteral text: String) { self.text = text }

    package init(stringInterpolation parts: StringInterpolation) { text = parts.text }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        package mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }

        package mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }

        package mutating func appendInterpolation(_ markup: Markup?) { text += markup?.text ?? "" }

        package mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { text += part.text } }
    }

    /// A text as it stands in an element or in quotes, also on a terminal.
    ///
    /// By code units: a quote that a combining mark follows is one character with it.
    package static func escaped(_ text: String) -> String {
        let text = DisplayText.escaped(text)
        guard text.utf8.contains(where: { "<>&\"'".utf8.contains($0) }) else { return text }
        var units: [UInt8] = []
        units.reserveCapacity(text.utf8.count + 16)
        for unit in text.utf8 {
            switch unit {
            case UInt8(ascii: "<"): units += "&lt;".utf8
            case UInt8(ascii: ">"): units += "&gt;".utf8
            case UInt8(ascii: "&"): units += "&amp;".utf8
            case UInt8(ascii: "\""): units += "&quot;".utf8
            case UInt8(ascii: "'"): units += "&#39;".utf8
            default: units.append(unit)
            }
        }
        return String(decoding: units, as: UTF8.self)
    }
}
