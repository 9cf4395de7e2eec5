import FoundationEssentials
import ImageReading

/// Writes JSON that is the same for the same values and safe to show on a terminal.
package enum JSONText {
    /// One document, indented, its keys in order, ending in a line feed.
    package static func document(_ value: some Encodable) throws -> String {
        try text(value, formatting: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]) + "\n"
    }

    /// A member of a document; one that has no value is left out.
    package enum Member {
        case value((any Encodable)?)
        /// Encoded an element at a time, so that a long list is never in memory as a whole.
        case list((any Sequence<any Encodable>)?)
        /// A list of elements that have long lists themselves.
        case elements(any Sequence<Member>)
        /// An object with a long list in it.
        case object([String: Member])
    }

    /// Writes one document of the members given, laid out as the other documents are, part by part.
    package static func document(_ members: [String: Member], to sink: (String) throws -> Void) throws {
        try write(.object(members), before: "", indentation: "", to: sink)
        try sink("\n")
    }

    /// Writes what stands before a member and the member; neither where it has no value.
    ///
    /// - Returns: whether it has one.
    @discardableResult
    private static func write(
        _ member: Member, before prefix: String, indentation: String, to sink: (String) throws -> Void
    ) throws -> Bool {
        let inner = indentation + "  "
        var count = 0
        var separator: String { (count == 0 ? "\n" : ",\n") + inner }
        switch member {
        case .value(nil), .list(nil): return false
        case .value(let value?): try sink(prefix + indented(value, by: indentation))
        case .list(let elements?):
            let elements = AnySequence(elements).lazy.map { Member.value($0) }
            return try write(.elements(elements), before: prefix, indentation: indentation, to: sink)
        case .elements(let elements):
            try sink(prefix + "[")
            for element in elements {
                if try write(element, before: separator, indentation: inner, to: sink) { count += 1 }
            }
            try sink(count == 0 ? "]" : "\n\(indentation)]")
        case .object(let members):
            try sink(prefix + "{")
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                let key = "\(separator)\"\(key)\" : "
                if try write(member, before: key, indentation: inner, to: sink) { count += 1 }
            }
            try sink("\n\(indentation)}")
        }
        return true
    }

    /// ``document(_:to:)`` as one text.
    package static func document(_ members: [String: Member]) throws -> String {
        var text = ""
        try document(members) { text += $0 }
        return text
    }

    /// A line feed in encoded JSON is never part of a string.
    private static func indented(_ value: some Encodable, by indentation: String) throws -> String {
        let encoded = try data(value, formatting: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count + encoded.count / 4)
        var rest = encoded[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            bytes += rest[...end]
            bytes += indentation.utf8
            rest = rest[(end + 1)...]
        }
        bytes += rest
        return escaped(bytes)
    }

    /// One line.
    package static func line(_ value: some Encodable) throws -> String {
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
