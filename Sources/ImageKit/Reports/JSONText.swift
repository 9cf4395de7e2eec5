import FoundationEssentials

/// Writes JSON that is the same for the same values and safe to show on a terminal.
enum JSONText {
    /// One document, indented, its keys in order, ending in a line feed.
    static func document(_ value: some Encodable) throws -> String {
        try text(value, formatting: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]) + "\n"
    }

    /// A member of a document; one that has no value is left out.
    enum Member {
        case value((any Encodable)?)
        /// Encoded an element at a time, so that a long list is never in memory as a whole.
        case list((any Sequence<any Encodable>)?)
    }

    /// Writes one document of the members given, laid out as the other documents are, part by part.
    static func document(_ members: [String: Member], to sink: (String) throws -> Void) throws {
        try sink("{")
        var separator = "\n"
        for (key, member) in members.sorted(by: { $0.key < $1.key }) {
            switch member {
            case .value(nil), .list(nil): continue
            case .value(let value?): try sink("\(separator)  \"\(key)\" : " + (try indented(value, by: "  ")))
            case .list(let elements?):
                try sink("\(separator)  \"\(key)\" : [")
                var count = 0
                for element in elements {
                    try sink((count == 0 ? "\n    " : ",\n    ") + (try indented(element, by: "    ")))
                    count += 1
                }
                try sink(count == 0 ? "]" : "\n  ]")
            }
            separator = ",\n"
        }
        try sink("\n}\n")
    }

    /// ``document(_:to:)`` as one text.
    static func document(_ members: [String: Member]) throws -> String {
        var text = ""
        try document(members) { text += $0 }
        return text
    }

    /// A line feed in encoded JSON is never part of a string.
    private static func indented(_ value: some Encodable, by indentation: String) throws -> String {
        let encoded = try data(value, formatting: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count + encoded.count / 4)
        for byte in encoded {
            bytes.append(byte)
            if byte == UInt8(ascii: "\n") { bytes.append(contentsOf: indentation.utf8) }
        }
        return escaped(bytes)
    }

    /// One line.
    static func line(_ value: some Encodable) throws -> String {
        try text(value, formatting: [.sortedKeys, .withoutEscapingSlashes]) + "\n"
    }

    private static func text(_ value: some Encodable, formatting: JSONEncoder.OutputFormatting) throws -> String {
        escaped(try data(value, formatting: formatting))
    }

    private static func data(_ value: some Encodable, formatting: JSONEncoder.OutputFormatting) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        return Array(try encoder.encode(value))
    }

    private static func escaped(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(where: { $0 > 0x7E }), text.unicodeScalars.contains(where: mustEscape) else { return text }
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
