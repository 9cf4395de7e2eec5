import FoundationEssentials

/// Reads JSON documents of an image strictly: UTF-8, one value, no key twice, bounded depth.
///
/// Decoders differ in which of two equal keys they take, so a document that has some is refused instead of understood in
/// one of two ways. Keys that differ only in case count as equal, because Go's decoder takes them for the same.
enum JSONDocument {
    /// How deep arrays and objects may nest.
    static let depthLimit = 128

    /// Decodes a document.
    ///
    /// - Parameters:
    ///   - type: the type to decode.
    ///   - bytes: the whole document.
    ///   - name: the document's place in the archive, for the error.
    /// - Throws: ``ImageError`` with `malformedDocument`.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8], name: String) throws -> Value {
        var scanner = JSONScanner(bytes)
        do {
            try scanner.scan()
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as JSONScanner.Failure {
            throw ImageError(.malformedDocument, error.reason, path: name, offset: Int64(error.offset))
        } catch let error as DecodingError {
            throw ImageError(.malformedDocument, reason(of: error), path: name)
        }
    }

    private static func reason(of error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            let text = path.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
            return text.isEmpty ? "the document" : String(text.drop { $0 == "." })
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(place(context.codingPath)) lacks \"\(key.stringValue)\""
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context.codingPath)) has the wrong type"
        case .dataCorrupted(let context):
            return "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default:
            return "the document can't be understood"
        }
    }
}

/// Walks a JSON text without building values.
private struct JSONScanner {
    struct Failure: Error {
        let reason: String
        let offset: Int
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() throws {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw failure("the document is not UTF-8") }
        /// For each open object its keys in lower case; nil for an array.
        var open: [Set<String>?] = []
        var expectsValue = true
        skipSpace()
        while true {
            skipSpace()
            guard position < bytes.count else { break }
            switch bytes[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard expectsValue else { throw failure("two values where one is expected") }
                open.append(bytes[position] == UInt8(ascii: "{") ? [] : nil)
                guard open.count <= JSONDocument.depthLimit else {
                    throw failure("nests deeper than \(JSONDocument.depthLimit) levels")
                }
                position += 1
                if try openObjectKey(&open) { continue }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard let last = open.popLast(), (last != nil) == (bytes[position] == UInt8(ascii: "}")) else {
                    throw failure("a bracket closes nothing")
                }
                position += 1
                expectsValue = false
                if open.isEmpty { try end() }
                continue
            case UInt8(ascii: ","):
                position += 1
                guard !open.isEmpty else { throw failure("text after the document's end") }
                if try openObjectKey(&open) {
                    expectsValue = true
                    continue
                }
            case UInt8(ascii: "\""):
                _ = try string()
                expectsValue = false
                if open.isEmpty { try end() }
                continue
            default:
                skipLiteral()
                expectsValue = false
                if open.isEmpty { try end() }
                continue
            }
            expectsValue = true
        }
    }

    /// Reads `"key":` where an object expects one.
    private mutating func openObjectKey(_ open: inout [Set<String>?]) throws -> Bool {
        skipSpace()
        guard let last = open.last, let keys = last, position < bytes.count, bytes[position] == UInt8(ascii: "\"")
        else {
            return false
        }
        let start = position
        let key = try string().lowercased()
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
            throw failure("a key lacks its colon")
        }
        position += 1
        guard !keys.contains(key) else {
            throw Failure(reason: "the key \"\(key)\" stands twice in one object", offset: start)
        }
        open[open.count - 1]?.insert(key)
        return true
    }

    private mutating func end() throws {
        skipSpace()
        guard position == bytes.count else { throw failure("text after the document's end") }
    }

    private mutating func string() throws -> String {
        let start = position
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { throw failure("a string does not end") }
        position += 1
        let text = bytes[(start + 1)..<(position - 1)]
        guard text.contains(UInt8(ascii: "\\")) else { return String(decoding: text, as: UTF8.self) }
        // An escaped key must not hide that it is the same key.
        return (try? JSONDecoder().decode(String.self, from: Data(bytes[start..<position])))
            ?? String(decoding: text, as: UTF8.self)
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    /// Passes over a number, `true`, `false`, `null` or a stray character; the decoder judges it.
    private mutating func skipLiteral() {
        position += 1
        while position < bytes.count, !Array(",]}[{\" \n\r\t:".utf8).contains(bytes[position]) { position += 1 }
    }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: min(position, bytes.count)) }
}
