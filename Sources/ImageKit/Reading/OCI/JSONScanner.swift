import FoundationEssentials

/// Walks a JSON text by its grammar (RFC 8259) without building values, since `JSONDecoder` passes over what it is not asked for.
struct JSONScanner {
    struct Failure: Error {
        let reason: String
        let offset: Int
    }

    private struct Container {
        /// The keys so far; nil for an array.
        var keys: Set<String>?
        /// Whether the keys are free text, compared as they are written.
        var isMap = false
    }

    /// The maps of the image specification whose keys are not names of fields (as they look folded).
    private static let maps: Set<String> = ["ANNOTATIONS", "LABELS", "EXPOSEDPORTS", "VOLUMES"]

    private static let escapes = Array("\"\\/bfnrtu".utf8)
    private static let ends = Array(",]}[{:\" \n\r\t".utf8)
    private let bytes: [UInt8]
    private var position = 0
    private var open: [Container] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() throws {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw failure("the document is not UTF-8") }
        try beginValue(key: nil)
        while let container = open.last {
            skipSpace()
            let close = UInt8(ascii: container.keys == nil ? "]" : "}")
            switch next {
            case close:
                position += 1
                open.removeLast()
            case UInt8(ascii: ","):
                position += 1
                try beginMember()
            default: throw failure("a comma or bracket is missing")
            }
        }
        skipSpace()
        guard position == bytes.count else { throw failure("text after the document's end") }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Reads a value; of an object or array only the beginning, up to the end of its first simple value.
    private mutating func beginValue(key: String?) throws {
        var key = key
        while true {
            skipSpace()
            switch next {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = next == UInt8(ascii: "{")
                position += 1
                open.append(
                    Container(keys: isObject ? [] : nil, isMap: key.map { JSONScanner.maps.contains($0) } ?? false))
                guard open.count <= JSONDocument.depthLimit else {
                    throw failure("nests deeper than \(JSONDocument.depthLimit) levels")
                }
                skipSpace()
                if next == UInt8(ascii: isObject ? "}" : "]") { return }
                key = isObject ? try readKey() : nil
            case UInt8(ascii: "\""):
                _ = try string()
                return
            default: return try literal()
            }
        }
    }

    private mutating func beginMember() throws {
        let key = open.last?.keys == nil ? nil : try readKey()
        try beginValue(key: key)
    }

    /// Reads `"key":`.
    ///
    /// - Returns: the key with its case folded.
    private mutating func readKey() throws -> String {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw failure("a key is missing") }
        let start = position
        let key = try string()
        // Down and up again: Go takes the long s and the Kelvin sign for the letters s and k.
        let folded = key.lowercased().uppercased()
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw failure("a key lacks its colon") }
        position += 1
        let isMap = open.last?.isMap ?? false
        guard open[open.count - 1].keys?.insert(isMap ? key : folded).inserted ?? false else {
            throw Failure(reason: "the key \"\(key)\" appears twice in one object", offset: start)
        }
        return folded
    }

    private mutating func string() throws -> String {
        let start = position
        position += 1
        var isEscaped = false
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw failure("a string holds a control character") }
            position += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            isEscaped = true
            guard let escaped = next, JSONScanner.escapes.contains(escaped) else {
                throw failure("a string holds an unknown escape")
            }
            position += 1
        }
        guard position < bytes.count else { throw failure("a string does not end") }
        position += 1
        let text = bytes[(start + 1)..<(position - 1)]
        guard isEscaped else { return String(decoding: text, as: UTF8.self) }
        // An escaped key must not hide that it is the same key.
        guard let decoded = try? JSONDecoder().decode(String.self, from: Data(bytes[start..<position])) else {
            throw Failure(reason: "a string holds a wrong escape", offset: start)
        }
        return decoded
    }

    /// Reads a number, `true`, `false` or `null`.
    private mutating func literal() throws {
        let start = position
        while let byte = next, !JSONScanner.ends.contains(byte) { position += 1 }
        let text = bytes[start..<position]
        let isWord = ["true", "false", "null"].contains { text.elementsEqual($0.utf8) }
        guard isWord || JSONScanner.isNumber(text) else {
            throw Failure(reason: text.isEmpty ? "a value is missing" : "this is not a JSON value", offset: start)
        }
    }

    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let hasLeadingZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || (whole > 1 && !hasLeadingZero) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: min(position, bytes.count)) }
}
