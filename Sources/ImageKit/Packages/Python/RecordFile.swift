import ImageReading

/// The list of a distribution's installed files: RECORD, "Recording installed projects".
struct RecordFile {
    struct Entry: Hashable {
        /// The path as written: relative to the site, or absolute.
        var path: ArraySlice<UInt8>
        /// The algorithm and digest, for example `sha256=...`; nil where none is recorded.
        var hash: ArraySlice<UInt8>?
        /// Bytes; nil where none are recorded.
        var size: Int64?
    }

    private(set) var entries: [Entry] = []
    /// What is wrong with the file, one sentence each.
    private(set) var remarks: [String] = []

    init(_ bytes: [UInt8]) {
        var table = CommaSeparatedValues(bytes)
        var malformed = 0
        var row: [ArraySlice<UInt8>] = []
        while table.readRow(into: &row) {
            guard let path = row.first, !path.isEmpty else {
                if row.count > 1 { malformed += 1 }
                continue
            }
            let size = row.count > 2 ? Int64(String(decoding: row[2], as: UTF8.self)) : nil
            if row.count != 3 || (size == nil && !row[2].isEmpty) { malformed += 1 }
            let hash = row.count > 1 && !row[1].isEmpty ? row[1] : nil
            entries.append(Entry(path: path, hash: hash, size: size.flatMap { $0 < 0 ? nil : $0 }))
        }
        if malformed > 0 { remarks.append("\(malformed) lines of RECORD are not a path, a hash and a size") }
        if table.hasOpenQuote { remarks.append("a quote in RECORD is never closed; taken for a character") }
    }
}

/// Rows of comma-separated values, as Python writes them: fields in quotes may hold commas, quotes and line breaks.
struct CommaSeparatedValues {
    private let bytes: [UInt8]
    private var position = 0
    /// No field that begins here or behind can be closed, so no quote is looked for any more.
    private var isLiteral = false
    /// Whether a quote was met that is never closed.
    private(set) var hasOpenQuote = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Reads the fields of the next line; false at the end.
    mutating func readRow(into row: inout [ArraySlice<UInt8>]) -> Bool {
        guard position < bytes.count else { return false }
        row.removeAll(keepingCapacity: true)
        while true {
            row.append(nextField())
            guard position < bytes.count else { return true }
            let separator = bytes[position]
            position += 1
            if separator == UInt8(ascii: ",") { continue }
            if separator == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
            return true
        }
    }

    private mutating func nextField() -> ArraySlice<UInt8> {
        if !isLiteral, position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            let start = position
            if let field = quotedField() { return field }
            // Without its end a quote would swallow every line behind it.
            position = start
            (isLiteral, hasOpenQuote) = (true, true)
        }
        return plainField()
    }

    private mutating func plainField() -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: ","), !bytes[position].isLineBreak {
            position += 1
        }
        return bytes[start..<position]
    }

    private mutating func quotedField() -> ArraySlice<UInt8>? {
        var field: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != UInt8(ascii: "\"") {
                field.append(byte)
            } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                field.append(byte)
                position += 1
            } else {
                return (field + plainField())[...]
            }
        }
        return nil
    }
}
