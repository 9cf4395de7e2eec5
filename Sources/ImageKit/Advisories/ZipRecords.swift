import CArchive
import ImageReading

/// The files of a zip archive that lies on disk, one after the other.
enum ZipRecords {
    /// How many files an archive may hold.
    private static let countLimit = 2_000_000
    /// Bytes that all of them may have together.
    private static let totalLimit = 8 << 30

    static func isZip(_ head: [UInt8]) -> Bool { head.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    /// Hands over each file of a zip whose name ends in .json, and the names of the others.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where the archive is damaged or larger than the bounds.
    static func forEach(in path: String, skipped: (String) -> Void, _ body: (String, [UInt8]) -> Void) throws {
        // Unsafe: the handle lives until the end of this call, and names are copied before the next entry is read.
        guard let handle = unsafe archive_read_new() else { throw failure("it can't be read") }
        defer { unsafe archive_read_free(handle) }
        guard unsafe archive_read_support_format_zip(handle) == ARCHIVE_OK,
            unsafe archive_read_open_filename(handle, path, 1 << 17) == ARCHIVE_OK
        else { throw failure("it can't be read") }
        var entry: OpaquePointer?
        var total = 0
        var count = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        while true {
            let status = unsafe archive_read_next_header(handle, &entry)
            if status == ARCHIVE_EOF { return }
            guard status >= ARCHIVE_WARN, let entry = unsafe entry, let name = unsafe archive_entry_pathname(entry)
            else {
                throw failure("it is damaged behind file \(count)")
            }
            count += 1
            guard count <= countLimit else { throw failure("it holds more than \(countLimit) files") }
            let text = unsafe String(cString: name)
            guard text.lowercased().hasSuffix(".json") else {
                if !text.hasSuffix("/") { skipped(text) }
                continue
            }
            var contents: [UInt8] = []
            while true {
                let read = unsafe buffer.withUnsafeMutableBytes { bytes in
                    unsafe archive_read_data(handle, bytes.baseAddress, bytes.count)
                }
                guard read >= 0 else { throw failure("\(text) in it is damaged") }
                if read == 0 { break }
                total += Int(read)
                guard total <= totalLimit, contents.count + Int(read) <= AdvisoryFiles.recordLimit + 1 else {
                    throw failure("\(text) in it is larger than advisories are")
                }
                contents += buffer[..<Int(read)]
            }
            body(text, contents)
        }
    }

    private static func failure(_ reason: String) -> ImageError {
        ImageError(.malformedCompression, "this is no zip archive of advisories: \(reason)")
    }
}
