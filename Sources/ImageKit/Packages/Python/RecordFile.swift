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

    /// The lines of a RECORD.
    ///
    /// Images have tens of thousands of them, so that they are kept as positions in the text.
    struct Entries: RandomAccessCollection {
        private struct Row {
            var path: Range<UInt32>
            /// Empty where there is none.
            var hash: Range<UInt32>
            /// -1 where there is none.
            var size: Int64
        }

        private let text: [UInt8]
        /// Fields that are not as they stand in the text; positions behind its end are positions in here.
        private var unquoted: [UInt8] = []
        private var rows: [Row] = []

        init(_ text: [UInt8] = []) { self.text = text }

        var startIndex: Int { 0 }
        var endIndex: Int { rows.count }

        subscript(position: Int) -> Entry {
            let row = rows[position]
            return Entry(
                path: field(row.path), hash: row.hash.isEmpty ? nil : field(row.hash),
                size: row.size < 0 ? nil : row.size)
        }

        fileprivate mutating func append(path: ArraySlice<UInt8>, hash: ArraySlice<UInt8>, size: Int64?) {
            rows.append(Row(path: range(of: path), hash: range(of: hash), size: size ?? -1))
        }

        private func field(_ range: Range<UInt32>) -> ArraySlice<UInt8> {
            let (start, end) = (Int(range.lowerBound), Int(range.upperBound))
            return start < text.count ? text[start..<end] : unquoted[start - text.count..<end - text.count]
        }

        private mutating func range(of field: ArraySlice<UInt8>) -> Range<UInt32> {
            var start = field.startIndex
            if field.endIndex > text.count || text[start..<field.endIndex] != field {
                start = text.count + unquoted.count
                unquoted += field
            }
            return UInt32(start)..<UInt32(start + field.count)
        }
    }

    private(set) var entries: Entries
    /// What is wrong with the file, one sentence each.
    private(set) var remarks: [String] = []

    init(_ bytes: [UInt8]) {
        entries = Entries(bytes)
        // Fields that were unquoted stand behind the text, so that positions reach twice as far.
        guard bytes.count < Int(UInt32.max) / 2 else {
            remarks.append("RECORD has 2 GiB or more; its files are not read")
            return
        }
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
            entries.append(path: path, hash: row.count > 1 ? row[1] : [], size: size.flatMap { $0 < 0 ? nil : $0 })
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
