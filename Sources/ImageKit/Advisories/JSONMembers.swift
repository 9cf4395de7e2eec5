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
        var cursor = JSONCursor(bytes)
        guard cursor.takes(UInt8(ascii: "{")) else { throw cursor.failure("the document is no object") }
        while try !cursor.ends(at: UInt8(ascii: "}")) {
            let key = try cursor.text()
            guard cursor.takes(UInt8(ascii: ":")) else { throw cursor.failure("a colon is missing") }
            members.append(Member(key: String(decoding: bytes[key], as: UTF8.self), value: try cursor.value()))
        }
        self.members = members
    }

    func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

/// The elements of the outermost array of a JSON text as bytes, one after the other.
struct JSONElements {
    private var cursor: JSONCursor

    /// Begins.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where the text is no array.
    init(_ bytes: [UInt8]) throws {
        cursor = JSONCursor(bytes)
        guard cursor.takes(UInt8(ascii: "[")) else { throw cursor.failure("the document is no list") }
    }

    /// The next element; nil behind the last.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where the text ends too early.
    mutating func next() throws -> Range<Int>? {
        guard try !cursor.ends(at: UInt8(ascii: "]")) else { return nil }
        let value = try cursor.value()
        guard !value.isEmpty else { throw cursor.failure("a value is missing") }
        return value
    }
}

/// A walk over a JSON text that finds where values end.
private struct JSONCursor {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func failure(_ reason: String) -> ImageError {
        ImageError(.malformedDocument, reason, offset: Int64(position))
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position].isJSONSpace { position += 1 }
    }

    /// Whether a byte comes next, behind white space; steps behind it.
    mutating func takes(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Whether an object or list ends here; steps over commas.
    mutating func ends(at bracket: UInt8) throws -> Bool {
        while takes(UInt8(ascii: ",")) {}
        guard position < bytes.count else { throw failure("the document ends too early") }
        return takes(bracket)
    }

    /// The inside of a text in quotes.
    mutating func text() throws -> Range<Int> {
        guard takes(UInt8(ascii: "\"")) else { throw failure("a key is missing") }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { throw failure("the document ends in the middle of a text") }
        position += 1
        return start..<(position - 1)
    }

    /// A value of any kind, empty where none is there; whether it is well-formed inside is not looked at.
    mutating func value() throws -> Range<Int> {
        skipSpace()
        let start = position
        var depth = 0
        value: while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                _ = try text()
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
        guard position < bytes.count else { throw failure("the document ends in the middle of a value") }
        return start..<position
    }
}

extension [UInt8] {
    /// The same without the mark that some programs put in front of UTF-8.
    var withoutByteOrderMark: ArraySlice<UInt8> { dropFirst(starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) }

    /// The same without a byte order mark.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where the mark is that of UTF-16.
    func asUTF8() throws -> [UInt8] {
        guard !starts(with: [0xFE, 0xFF]), !starts(with: [0xFF, 0xFE]) else {
            throw ImageError(.malformedDocument, "the file is UTF-16; imagescan reads UTF-8")
        }
        return withoutByteOrderMark.startIndex == 0 ? self : Array(withoutByteOrderMark)
    }
}

extension UInt8 {
    /// Whether it is white space of JSON.
    var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
