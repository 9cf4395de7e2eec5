import FoundationEssentials

/// Writes JSON that is the same for the same values and safe to show on a terminal.
enum JSONText {
    /// One document, indented, its keys in order, ending in a line feed.
    static func document(_ value: some Encodable) throws -> String {
        try text(value, formatting: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]) + "\n"
    }

    /// One line.
    static func line(_ value: some Encodable) throws -> String {
        try text(value, formatting: [.sortedKeys, .withoutEscapingSlashes]) + "\n"
    }

    private static func text(_ value: some Encodable, formatting: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        guard text.unicodeScalars.contains(where: mustEscape) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard mustEscape(scalar) else {
                result.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result.append(
                    contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars)
            }
        }
        return String(result)
    }

    /// The encoder escapes C0 controls; what else steers a terminal is escaped here, outside and inside strings alike.
    private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x7E && DisplayText.isUnsafe(scalar)
    }
}
