#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Keeps a control file or the header of a METADATA file, cutting fields that are too long as they stream by.
struct FieldFilter {
    private let fieldLimit: Int
    private let stopsAtEmptyLine: Bool
    /// What is kept so far.
    private(set) var bytes: [UInt8] = []
    /// Whether a field was cut.
    private(set) var hasCut = false
    /// Whether the empty line that ends the header fields has come.
    private(set) var isComplete = false
    private var fieldLength = 0
    private var atLineStart = true
    private var lineIsEmpty = true

    init(fieldLimit: Int, stopsAtEmptyLine: Bool) {
        self.fieldLimit = fieldLimit
        self.stopsAtEmptyLine = stopsAtEmptyLine
    }

    /// Takes the next bytes of the file.
    mutating func append(_ part: UnsafeRawBufferPointer) {
        var position = 0
        while position < part.count, !isComplete {
            if atLineStart {
                // A line that begins with white space continues the field before it.
                // Unsafe: all positions are those of this loop over the part, which the caller holds.
                let first = unsafe part[position]
                if first != 0x20, first != 0x09 { fieldLength = 0 }
                atLineStart = false
                lineIsEmpty = true
            }
            let newline = unsafe FieldFilter.newline(in: UnsafeRawBufferPointer(rebasing: part[position...]))
            let end = newline.map { position + $0 + 1 } ?? part.count
            let line = unsafe part[position..<end]
            // Carriage returns and a line feed leave a line empty; mostly the first byte tells.
            if unsafe line.contains(where: { $0 != 0x0A && $0 != 0x0D }) { lineIsEmpty = false }
            unsafe keep(UnsafeRawBufferPointer(rebasing: line), endsLine: newline != nil)
            position = end
        }
    }

    /// The offset of the first line feed; `memchr` passes over a gigabyte of zeros many times faster than a loop.
    private static func newline(in part: UnsafeRawBufferPointer) -> Int? {
        guard let start = part.baseAddress, let found = unsafe memchr(start, 0x0A, part.count) else { return nil }
        return unsafe UnsafeRawPointer(found) - start
    }

    private mutating func keep(_ line: UnsafeRawBufferPointer, endsLine: Bool) {
        let room = max(0, fieldLimit - fieldLength)
        fieldLength += line.count
        if line.count <= room {
            unsafe bytes.append(contentsOf: line)
        } else {
            hasCut = true
            unsafe bytes.append(contentsOf: line.prefix(room))
            // The line still has to end where it ended.
            if endsLine, bytes.last != 0x0A { bytes.append(0x0A) }
        }
        guard endsLine else { return }
        atLineStart = true
        if lineIsEmpty, stopsAtEmptyLine { isComplete = true }
    }
}
