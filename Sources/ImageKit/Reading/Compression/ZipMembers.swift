import CArchive

/// A few small files of a zip archive that lies in memory.
package enum ZipMembers {
    /// The most bytes of one file that are read.
    static let maximumSize = 1 << 20
    /// The most files of one archive that are looked at.
    static let maximumCount = 1 << 16

    /// Reads files by their names.
    ///
    /// - Parameters:
    ///   - names: the names of the files, as the archive writes them.
    ///   - archive: the whole archive.
    /// - Returns: the contents of the files that are there and no larger than ``maximumSize`` bytes.
    /// - Throws: ``ImageError`` with `malformedCompression` where the archive can't be read.
    package static func read(_ names: [String], from archive: [UInt8]) throws(ImageError) -> [String: [UInt8]] {
        let names = Set(names)
        return try ZipReader().read(from: archive, atMost: names.count) { names.contains($0) }
    }

    /// Reads files that are chosen by their names.
    ///
    /// - Parameters:
    ///   - archive: the whole archive.
    ///   - isWanted: chooses a file by its name, as the archive writes it.
    /// - Returns: the contents of the files that are no larger than ``maximumSize`` bytes, the first of each name, as many as
    ///   come to 16 times that.
    /// - Throws: ``ImageError`` with `malformedCompression` where the archive can't be read.
    package static func read(
        from archive: [UInt8], where isWanted: (String) -> Bool
    ) throws(ImageError) -> [String: [UInt8]] {
        try ZipReader().read(from: archive, atMost: maximumCount, where: isWanted)
    }
}

/// libarchive's reader of zip archives.
///
/// Safe: the handle never leaves it, is freed once when it goes out of scope, and reads only bytes that are held meanwhile.
@safe private struct ZipReader: ~Copyable {
    private let handle: OpaquePointer

    init() throws(ImageError) {
        guard let handle = unsafe archive_read_new() else { throw ZipReader.failure }
        guard unsafe archive_read_support_format_zip(handle) == ARCHIVE_OK else {
            unsafe archive_read_free(handle)
            throw ZipReader.failure
        }
        unsafe self.handle = handle
    }

    deinit { unsafe archive_read_free(handle) }

    func read(
        from archive: [UInt8], atMost count: Int, where isWanted: (String) -> Bool
    ) throws(ImageError) -> [String: [UInt8]] {
        // libarchive keeps pointers into the archive, so everything happens while the bytes are held.
        let result = unsafe archive.withUnsafeBytes { bytes -> [String: [UInt8]]? in
            guard let start = bytes.baseAddress,
                unsafe archive_read_open_memory(handle, start, bytes.count) == ARCHIVE_OK
            else { return nil }
            defer { unsafe archive_read_close(handle) }
            return readMembers(atMost: count, where: isWanted)
        }
        guard let result else { throw ZipReader.failure }
        return result
    }

    private func readMembers(atMost count: Int, where isWanted: (String) -> Bool) -> [String: [UInt8]]? {
        var members: [String: [UInt8]] = [:]
        var left = 16 * ZipMembers.maximumSize
        var entry: OpaquePointer?
        for _ in 0..<ZipMembers.maximumCount where members.count < count {
            let status = unsafe archive_read_next_header(handle, &entry)
            if status == ARCHIVE_EOF { break }
            guard status >= ARCHIVE_WARN, let entry = unsafe entry, let path = unsafe archive_entry_pathname(entry)
            else {
                return members.isEmpty ? nil : members
            }
            let name = unsafe String(cString: path)
            guard isWanted(name), members[name] == nil else { continue }
            guard let contents = readContents(), contents.count <= left else { return members.isEmpty ? nil : members }
            left -= contents.count
            members[name] = contents
        }
        return members
    }

    /// The contents of the current file; nil where they are damaged or larger than allowed.
    private func readContents() -> [UInt8]? {
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe archive_read_data(handle, bytes.baseAddress, bytes.count)
            }
            if count == 0 { return contents }
            guard count > 0, contents.count + count <= ZipMembers.maximumSize else { return nil }
            contents += buffer[..<count]
        }
    }

    private static let failure = ImageError(.malformedCompression, "the zip archive can't be read")
}
