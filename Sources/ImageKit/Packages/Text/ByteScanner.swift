/// A position in bytes that a small grammar is read from.
struct ByteScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

    var isAtEnd: Bool { position == bytes.count }
    /// The byte at the position; nil at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    var rest: ArraySlice<UInt8> { bytes[position...] }

    /// Goes back or forth to a position that was read from ``position`` before.
    mutating func move(to position: Int) { self.position = Swift.min(Swift.max(position, 0), bytes.count) }

    /// Takes one byte where it comes next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Takes a word where it comes next, to the byte.
    mutating func take(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    /// Takes bytes as long as they fulfil a condition; none is fine.
    mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, condition(bytes[position]) { position += 1 }
        return bytes[start..<position]
    }

    mutating func skipSpaces() { _ = take(while: \.isSpace) }
}

extension UInt8 {
    /// Whether this is a blank or a tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    /// Whether this is a blank, a tab, a line break, or a vertical tab or form feed.
    var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    /// Whether this is a line feed or a carriage return.
    var isLineBreak: Bool { self == 0x0A || self == 0x0D }
    package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercased) }
    package var isLetterOrDigit: Bool { isDigit || isLetter }
    /// The lower case of an ASCII letter; every other byte as it is.
    var lowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self + 32 : self }
}

extension Collection<UInt8> {
    /// The bytes without ASCII white space at both ends.
    var trimmingSpaces: [UInt8] {
        var slice = Array(self)[...]
        while let first = slice.first, first.isSpace { slice.removeFirst() }
        while let last = slice.last, last.isSpace { slice.removeLast() }
        return Array(slice)
    }

    /// The bytes with percent signs decoded (RFC 3986, 2.1); one without two hexadecimal digits stays as it is.
    package var percentDecoded: [UInt8] {
        let bytes = Array(self)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, bytes[index + 1].isLetterOrDigit,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                result.append(value)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// The lines, ended by LF, CR LF or CR, without their ends; a byte order mark at the beginning is left out.
    var lines: [ArraySlice<UInt8>] {
        var bytes = Array(self)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var result: [ArraySlice<UInt8>] = []
        while !bytes.isEmpty {
            let end = bytes.firstIndex(where: \.isLineBreak) ?? bytes.endIndex
            result.append(bytes[bytes.startIndex..<end])
            var next = end
            if next < bytes.endIndex {
                next += bytes[next] == 0x0D && next + 1 < bytes.endIndex && bytes[next + 1] == 0x0A ? 2 : 1
            }
            bytes = bytes[next...]
        }
        return result
    }
}

extension String {
    /// The text with ASCII letters in lower case and everything else as it is.
    package var asciiLowercased: String { String(decoding: utf8.map(\.lowercased), as: UTF8.self) }
}
