import FoundationEssentials

/// Reads JSON documents of an image strictly: UTF-8, one value, no key twice, bounded depth.
///
/// Decoders differ in which of two equal keys they take, so a document that has some is refused instead of understood in
/// one of two ways. Keys that differ only in case count as equal, because Go's decoder takes them for the same; only in
/// the objects that are maps of free keys, such as labels, both can stand.
package enum JSONDocument {
    /// How deep arrays and objects may nest.
    static let depthLimit = 128

    /// Decodes a document.
    ///
    /// - Parameters:
    ///   - type: the type to decode.
    ///   - bytes: the whole document.
    ///   - name: the document's place in the archive, for the error.
    /// - Throws: ``ImageError`` with `malformedDocument`.
    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8], name: String) throws -> Value
    {
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

    static func reason(of error: DecodingError) -> String {
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
