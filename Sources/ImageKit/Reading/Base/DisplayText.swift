/// Text from an image made safe to show: no control character, no bidirectional override, no invalid byte.
public enum DisplayText {
    /// The text with everything that could steer a terminal or reorder a line written as `\u{…}`.
    public static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Bytes as text: valid UTF-8 stays and every other byte becomes `\xNN`; nothing else is escaped.
    public static func decoded(_ bytes: some Collection<UInt8>) -> String { text(of: bytes) }

    // Generics are not specialized for callers in other modules; these two are what they have.
    package static func decoded(_ bytes: [UInt8]) -> String { text(of: bytes) }
    package static func decoded(_ bytes: ArraySlice<UInt8>) -> String { text(of: bytes) }

    private static func text(of bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var result = ""
        var rest = Array(bytes)[...]
        while let first = rest.first {
            let length = sequenceLength(first)
            let candidate = rest.prefix(length)
            if candidate.count == length, let text = String(validating: candidate, as: UTF8.self) {
                result += text
                rest = rest.dropFirst(length)
            } else {
                let hex = String(first, radix: 16)
                result += "\\x" + (hex.count == 1 ? "0" + hex : hex)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static func sequenceLength(_ first: UInt8) -> Int {
        switch first {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F: true
        // Marks, embeddings, overrides and isolates of bidirectional text; line and paragraph separators.
        case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xFFFE...0xFFFF: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}
