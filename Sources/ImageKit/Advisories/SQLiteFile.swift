import CSQLite
import ImageReading

/// A database file of SQLite: the few calls that advisories need.
///
/// SQLite itself is the well-kept part. A wrapper such as GRDB costs minutes of every first build for what stands here.
@safe final class SQLiteFile {
    /// A value of a column or a parameter.
    enum Value {
        case text(String)
        case number(Double)
        case integer(Int)

        var text: String? { if case .text(let text) = self { text } else { nil } }
        var number: Double? { if case .number(let number) = self { number } else { nil } }
        var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
    }

    // Unsafe: the handle lives from `init` to `deinit`; statements live within one call, and texts are copied out of them.
    private var handle: OpaquePointer?

    /// The first bytes of every such file.
    static let magic = Array("SQLite format 3\u{0}".utf8)

    /// Whether a file has all the pages that its header names: SQLite itself misses those that it comes to need.
    ///
    /// - Parameters:
    ///   - head: the first 32 bytes.
    ///   - size: bytes of the file.
    static func isWhole(_ head: [UInt8], size: Int64) -> Bool {
        guard head.count >= 32 else { return false }
        func number(_ range: Range<Int>) -> Int64 { head[range].reduce(0) { $0 << 8 | Int64($1) } }
        let pageSize = number(16..<18) == 1 ? 65536 : number(16..<18)
        return pageSize >= 512 && size == pageSize * number(28..<32)
    }

    /// Opens a file for reading; nothing is written beside it, and no other process may be changing it.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where it can't be opened.
    static func reading(_ path: String) throws -> SQLiteFile {
        let escaped = path.utf8.map { byte in
            byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
                || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return try SQLiteFile("file:\(escaped)?immutable=1", flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
    }

    /// Makes a file that is not there yet.
    static func making(_ path: String) throws -> SQLiteFile {
        try SQLiteFile(path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
    }

    private init(_ name: String, flags: Int32) throws {
        var opened: OpaquePointer?
        let status = unsafe sqlite3_open_v2(name, &opened, flags, nil)
        guard status == SQLITE_OK, let handle = unsafe opened else {
            unsafe sqlite3_close(opened)
            throw ImageError(.unreadable, "the database can't be opened")
        }
        unsafe self.handle = unsafe handle
        // A file from elsewhere is not trusted: no functions or views of its own are run.
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Int32(AdvisoryFiles.recordLimit + 1024))
        _ = try? rows("PRAGMA trusted_schema = OFF", [])
    }

    deinit { close() }

    /// Ends the use of the file; what was written is in it.
    func close() {
        unsafe sqlite3_close(handle)
        unsafe handle = nil
    }

    /// Runs a statement and gives its rows.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where the file is damaged or the statement does not fit it.
    @discardableResult
    func rows(_ text: String, _ parameters: [Value]) throws -> [[Value]] {
        var prepared: OpaquePointer?
        guard unsafe sqlite3_prepare_v2(handle, text, -1, &prepared, nil) == SQLITE_OK, let statement = unsafe prepared
        else {
            throw failure()
        }
        defer { unsafe sqlite3_finalize(statement) }
        return try unsafe rows(of: statement, parameters)
    }

    /// Runs one statement for each list of parameters, and gives the first row of each; empty where there is none.
    func rows(_ text: String, forEach lists: some Sequence<[Value]>) throws -> [[Value]] {
        var prepared: OpaquePointer?
        guard unsafe sqlite3_prepare_v2(handle, text, -1, &prepared, nil) == SQLITE_OK, let statement = unsafe prepared
        else {
            throw failure()
        }
        defer { unsafe sqlite3_finalize(statement) }
        return try lists.map { list in
            let rows = try unsafe rows(of: statement, list)
            unsafe sqlite3_reset(statement)
            return rows.first ?? []
        }
    }

    /// Runs one statement for each list of parameters.
    func run(_ text: String, forEach lists: some Sequence<[Value]>) throws {
        var prepared: OpaquePointer?
        guard unsafe sqlite3_prepare_v2(handle, text, -1, &prepared, nil) == SQLITE_OK, let statement = unsafe prepared
        else {
            throw failure()
        }
        defer { unsafe sqlite3_finalize(statement) }
        for list in lists {
            _ = try unsafe rows(of: statement, list)
            unsafe sqlite3_reset(statement)
        }
    }

    private func rows(of statement: OpaquePointer, _ parameters: [Value]) throws -> [[Value]] {
        for (place, parameter) in parameters.enumerated() {
            let index = Int32(place + 1)
            let status =
                switch parameter {
                case .text(let text):
                    unsafe imagescan_bind_text(statement, index, text, Int32(text.utf8.count))
                case .number(let number): unsafe sqlite3_bind_double(statement, index, number)
                case .integer(let integer): unsafe sqlite3_bind_int64(statement, index, Int64(integer))
                }
            guard status == SQLITE_OK else { throw failure() }
        }
        var rows: [[Value]] = []
        while true {
            switch unsafe sqlite3_step(statement) {
            case SQLITE_DONE: return rows
            case SQLITE_ROW:
                rows.append(
                    (0..<(unsafe sqlite3_column_count(statement))).map { column in
                        switch unsafe sqlite3_column_type(statement, column) {
                        case SQLITE_INTEGER: .integer(Int(unsafe sqlite3_column_int64(statement, column)))
                        case SQLITE_FLOAT: .number(unsafe sqlite3_column_double(statement, column))
                        default:
                            .text(
                                unsafe sqlite3_column_text(statement, column).map { unsafe String(cString: $0) } ?? "")
                        }
                    })
            default: throw failure()
            }
        }
    }

    private func failure() -> ImageError {
        let reason = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) } ?? "unknown error"
        return ImageError(.malformedDocument, "the database of advisories is damaged or of another version: \(reason)")
    }
}
