import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The file, directory or pipe that a user named, opened for reading.
package final class InputFile: Sendable {
    /// What kind of thing it is.
    package enum Kind: Sendable, Equatable {
        /// A file of this many bytes that can be read anywhere.
        case regular(size: Int64)
        case directory
        /// A pipe, socket or device that can be read once.
        case stream
    }

    let path: String
    package let kind: Kind
    private let descriptor: FileDescriptor
    private let closes: Bool

    /// Opens a path; `-` is standard input.
    ///
    /// - Throws: ``ImageError`` with `unreadable`.
    package init(path: String) throws {
        self.path = path
        closes = path != "-"
        do {
            descriptor = closes ? try .open(FilePath(path), .readOnly) : .standardInput
        } catch let error as Errno {
            throw ImageError(.unreadable, "the file can't be opened: \(error)", archive: path)
        }
        var status = stat()
        guard unsafe fstat(descriptor.rawValue, &status) == 0 else {
            throw ImageError(.unreadable, "the file can't be examined: \(Errno(rawValue: errno))", archive: path)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular(size: Int64(status.st_size))
        case S_IFDIR: kind = .directory
        default: kind = .stream
        }
    }

    /// Whether a path leads to a regular file or a folder, which can be opened without waiting for anybody.
    package static func isFileOrDirectory(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        return [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    deinit { if closes { try? descriptor.close() } }

    // Unsafe: the kernel writes no more than the buffer says, and only during the call.
    /// Reads at an offset, or on from where the last read ended where `offset` is nil.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64?) throws -> Int {
        do {
            return if let offset {
                try unsafe descriptor.read(fromAbsoluteOffset: offset, into: buffer)
            } else {
                try unsafe descriptor.read(into: buffer)
            }
        } catch let error as Errno {
            throw ImageError(.unreadable, "reading failed: \(error)", archive: path, offset: offset)
        }
    }

    /// A stream over a part of a regular file.
    package func region(offset: Int64, size: Int64) -> any ByteStream {
        RegionStream(self, offset: offset, size: size)
    }

    /// A stream over everything that comes, for a pipe.
    func stream() -> any ByteStream { PipeStream(self) }
}

/// A part of a regular file, read with `pread`; never mapped, so that memory stays small.
private final class RegionStream: ByteStream {
    private let file: InputFile
    private let start: Int64
    private let size: Int64
    private var position: Int64 = 0

    init(_ file: InputFile, offset: Int64, size: Int64) {
        self.file = file
        start = offset
        self.size = size
    }

    var sourceOffset: Int64 { position }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try Task.checkCancellation()
        let wanted = Int(min(Int64(buffer.count), size - position))
        guard wanted > 0 else { return 0 }
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(wanted))
        let read = try unsafe file.read(into: part, at: start + position)
        guard read > 0 else {
            throw ImageError(
                .truncated, "the file ends at byte \(start + position), \(size - position) bytes too early",
                archive: file.path, offset: start + position)
        }
        position += Int64(read)
        return read
    }

    func skip(_ count: Int64) throws -> Int64 {
        let step = min(count, size - position)
        position += step
        return step
    }
}

/// A pipe, read once from front to back.
private final class PipeStream: ByteStream {
    private let file: InputFile
    private var position: Int64 = 0

    init(_ file: InputFile) {
        self.file = file
    }

    var sourceOffset: Int64 { position }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try Task.checkCancellation()
        let read = try unsafe file.read(into: buffer, at: nil)
        position += Int64(read)
        return read
    }
}
