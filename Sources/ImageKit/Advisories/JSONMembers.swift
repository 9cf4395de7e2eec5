import ImageReading

/// The members of the outermost object of a JSON text, their values as bytes, so that a large document is not decoded whole.
struct JSONMembers: Sequence {
    struct Member {
        let key: String
        let value: Range<Int>
    }

    private let members: [Member]

    /// Finds the members.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where the text is no object or ends too early.
    init(_ bytes: [UInt8]) throws {
        var members: [Member] = []
        var position = 0
        func skipSpace() { while position < bytes.count, bytes[position].isJSONSpace { position += 1 } }
        func fail(_ reason: String) -> ImageError { ImageError(.malformedDocument, reason, offset: Int64(position)) }
        func string() throws -> Range<Int> {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw fail("a key is missing") }
            let start = position + 1
            position += 1
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard position < bytes.count else { throw fail("the document ends in the middle of a text") }
            position += 1
            return start..<(position - 1)
        }
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else {
            throw fail("the document is no object")
        }
        position += 1
        while true {
            skipSpace()
            guard position < bytes.count else { throw fail("the document ends too early") }
            if bytes[position] == UInt8(ascii: "}") { break }
            if bytes[position] == UInt8(ascii: ",") {
                position += 1
                continue
            }
            let key = try string()
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw fail("a colon is missing") }
            position += 1
            skipSpace()
            let start = position
            var depth = 0
            value: while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    _ = try string()
                    if depth == 0 { break value }
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { break value }
                    depth -= 1
                    if depth == 0 {
                        position += 1
                        break value
                    }
                case UInt8(ascii: ",") where depth == 0: break value
                default: break
                }
                position += 1
            }
            guard position < bytes.count else { throw fail("the document ends in the middle of a value") }
            members.append(Member(key: String(decoding: bytes[key], as: UTF8.self), value: start..<position))
        }
        self.members = members
    }

    func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}
