import CArchive

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What libarchive sees in a tar.
struct LibarchiveWalk {
    struct Failure: Error {
        let reason: String
    }

    private(set) var lines: [String] = []

    init(_ tar: [UInt8]) throws {
        guard let archive = unsafe archive_read_new() else { throw Failure(reason: "no memory") }
        defer { unsafe archive_read_free(archive) }
        unsafe archive_read_support_format_tar(archive)
        unsafe archive_read_support_format_empty(archive)
        try unsafe tar.withUnsafeBytes { bytes in
            guard unsafe archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK else {
                throw Failure(reason: "open")
            }
            while true {
                var entry: OpaquePointer?
                let result = unsafe archive_read_next_header(archive, &entry)
                if result == ARCHIVE_EOF { break }
                guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry = unsafe entry else {
                    throw unsafe Failure(reason: archive_error_string(archive).map { unsafe String(cString: $0) } ?? "")
                }
                unsafe lines.append(LibarchiveWalk.line(entry))
            }
        }
    }

    /// The same line for an entry of ours.
    static func line(_ entry: TarEntry) -> String {
        let kind: Character =
            switch entry.kind {
            case .file: "f"
            case .hardLink: "h"
            case .symbolicLink: "l"
            case .directory: "d"
            case .characterDevice: "c"
            case .blockDevice: "b"
            case .fifo: "p"
            }
        let size = entry.kind == .file ? entry.size : 0
        return "\(kind) \(text(entry.path.bytes)) \(text(entry.linkTarget)) \(size) \(entry.mode) \(entry.userID) "
            + "\(entry.groupID) \(entry.modified)"
    }

    private static func line(_ entry: OpaquePointer) -> String {
        let types: [UInt32: Character] = [
            0o100000: "f", 0o120000: "l", 0o040000: "d", 0o020000: "c", 0o060000: "b", 0o010000: "p",
        ]
        let hardLink = unsafe bytes(archive_entry_hardlink(entry))
        let link = unsafe hardLink ?? bytes(archive_entry_symlink(entry)) ?? []
        let name = unsafe bytes(archive_entry_pathname(entry)) ?? []
        let type = unsafe UInt32(archive_entry_filetype(entry))
        let kind = hardLink != nil ? "h" : types[type] ?? "?"
        let size = unsafe kind == "f" ? archive_entry_size(entry) : 0
        let mode = unsafe UInt32(archive_entry_perm(entry)) & 0o7777
        let owner =
            unsafe "\(UInt32(truncatingIfNeeded: archive_entry_uid(entry))) "
            + "\(UInt32(truncatingIfNeeded: archive_entry_gid(entry)))"
        let modified = unsafe archive_entry_mtime(entry)
        return "\(kind) \(text(BytePath(name)?.bytes ?? [])) \(text(link)) \(size) \(mode) \(owner) \(modified)"
    }

    private static func text(_ bytes: [UInt8]) -> String { DisplayText.decoded(bytes) }

    private static func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8]? {
        guard let text = unsafe text else { return nil }
        var result: [UInt8] = []
        var position = 0
        while unsafe text[position] != 0 {
            unsafe result.append(UInt8(bitPattern: text[position]))
            position += 1
        }
        return result
    }
}
