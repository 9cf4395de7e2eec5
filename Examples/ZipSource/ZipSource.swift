import Foundation
import ImageReading

/// An image layout, or what `docker save` writes, in a zip archive.
///
/// Source: .ZIP File Format Specification (APPNOTE.TXT), 4.3. Archives of several parts, of more than 4 GiB (zip64) or with
/// encrypted members are refused.
struct ZipSource: BlobSource {
    /// A member of the archive, as its directory describes it.
    struct Member: Sendable {
        /// How its contents are stored.
        enum Method: UInt16 { case stored = 0, deflated = 8 }

        let method: Method
        let checksum: UInt32
        let compressedSize: Int64
        let size: Int64
        /// Where its own header begins.
        let offset: Int64
    }

    private static let largestDirectory: Int64 = 64 << 20

    let name: String
    private let members: [String: Member]

    /// Opens a zip archive and reads its directory.
    init(path: String) throws {
        name = path
        let file = try ZipFile(path: path)
        members = try ZipSource.members(of: file)
    }

    // MARK: BlobSource

    var medium: String { "zip" }
    var fileNames: [String]? { members.keys.sorted() }

    func size(of file: String) -> Int64? { members[file]?.size }

    func open(_ file: String) throws -> (any BlobStream)? {
        guard let member = members[file] else { return nil }
        return try ZipMemberStream(member, of: ZipFile(path: name))
    }

    // MARK: The directory

    private static func members(of file: ZipFile) throws -> [String: Member] {
        // The end record has 22 bytes, and a comment of at most 64 KiB behind it.
        let tail = try file.read(at: max(0, file.size - 22 - 0xFFFF), count: Int(min(file.size, 22 + 0xFFFF)))
        let end = stride(from: tail.count - 22, through: 0, by: -1).first {
            tail.number(4, at: $0) == 0x0605_4B50 && tail.number(2, at: $0 + 20) == UInt64(tail.count - $0 - 22)
        }
        guard let end, let count = tail.number(2, at: end + 10), let size = tail.number(4, at: end + 12),
            let offset = tail.number(4, at: end + 16)
        else { throw ImageError(.truncated, "the end of the zip archive is missing") }
        guard count != 0xFFFF, size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF, tail.number(2, at: end + 4) == 0 else {
            throw ImageError(.unreadable, "zip64 and archives of several parts are not read")
        }
        guard Int64(size) <= min(largestDirectory, file.size) else {
            throw ImageError(.unreadable, "the zip archive's directory has \(size) bytes")
        }
        var directory = try file.read(at: Int64(offset), count: Int(size))[...]
        var members: [String: Member] = [:]
        for _ in 0..<count {
            guard let (name, member) = try next(&directory) else { continue }
            guard members.updateValue(member, forKey: name) == nil else {
                throw ImageError(
                    .unreadable, "the zip archive has two members of this name, and readers disagree on which counts",
                    path: name)
            }
        }
        return members
    }

    /// The next entry of the directory; nil for a folder.
    private static func next(_ directory: inout ArraySlice<UInt8>) throws -> (String, Member)? {
        let entry = Array(directory.prefix(46 + 3 * 0xFFFF))
        guard entry.number(4, at: 0) == 0x0201_4B50, let flags = entry.number(2, at: 8),
            let method = entry.number(2, at: 10), let checksum = entry.number(4, at: 16),
            let compressedSize = entry.number(4, at: 20), let size = entry.number(4, at: 24),
            let nameLength = entry.number(2, at: 28), let extraLength = entry.number(2, at: 30),
            let commentLength = entry.number(2, at: 32), let offset = entry.number(4, at: 42),
            entry.count >= 46 + Int(nameLength + extraLength + commentLength)
        else { throw ImageError(.truncated, "the zip archive's directory is damaged") }
        directory = directory.dropFirst(46 + Int(nameLength + extraLength + commentLength))
        let name = String(decoding: entry[46..<46 + Int(nameLength)], as: UTF8.self)
        if name.hasSuffix("/") { return nil }
        guard flags & 1 == 0, let known = Member.Method(rawValue: UInt16(method)), size != 0xFFFF_FFFF,
            compressedSize != 0xFFFF_FFFF, known == .deflated || compressedSize == size
        else {
            throw ImageError(.unreadable, "the member is encrypted, or stored in a way that is not read", path: name)
        }
        return (
            name,
            Member(
                method: known, checksum: UInt32(checksum), compressedSize: Int64(compressedSize), size: Int64(size),
                offset: Int64(offset))
        )
    }
}

/// A file that is read at any place.
final class ZipFile {
    private let handle: FileHandle
    let size: Int64

    init(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ImageError(.unreadable, "the file can't be opened", archive: path)
        }
        self.handle = handle
        size = Int64(clamping: try handle.seekToEnd())
    }

    /// Reads as many bytes as asked for, or fails.
    func read(at offset: Int64, count: Int) throws -> [UInt8] {
        guard offset >= 0, offset <= size - Int64(count) else {
            throw ImageError(.truncated, "the zip archive ends too early", offset: size)
        }
        try handle.seek(toOffset: UInt64(offset))
        var bytes: [UInt8] = []
        while bytes.count < count, let part = try handle.read(upToCount: count - bytes.count), !part.isEmpty {
            bytes += part
        }
        guard bytes.count == count else { throw ImageError(.truncated, "the zip archive ends too early") }
        return bytes
    }
}

extension [UInt8] {
    /// A number of some bytes, the lowest first; nil where they are not all there.
    func number(_ length: Int, at offset: Int) -> UInt64? {
        guard offset >= 0, offset <= count - length else { return nil }
        return self[offset..<offset + length].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
