/// The bytes of one file, read once from front to back.
///
/// A ``BlobSource`` opens streams. One task at a time uses a stream, so it need not be safe to share; reading may block.
public protocol BlobStream: AnyObject {
    /// Reads on.
    ///
    /// - Parameter count: how many bytes are wanted at most, 1 or more; usually 64 KiB to 256 KiB.
    /// - Returns: at least one byte and at most `count`; nothing only at the end.
    /// - Throws: whatever keeps the bytes from being read. An error that is not an ``ImageError`` becomes one with the code
    ///   `unreadable`.
    func read(upTo count: Int) throws -> [UInt8]

    /// Passes over bytes that nobody wants to see; reads them unless the stream has a faster way.
    ///
    /// - Parameter count: how many bytes to pass over, 1 or more.
    /// - Returns: how many were passed over: fewer than `count` only where the stream ends.
    func skip(_ count: Int64) throws -> Int64
}

extension BlobStream {
    /// Passes over bytes by reading them.
    public func skip(_ count: Int64) throws -> Int64 {
        var left = count
        while left > 0 {
            let read = try read(upTo: Int(min(left, 64 << 10))).count
            if read == 0 { break }
            left -= Int64(read)
        }
        return count - left
    }
}

/// A stream over bytes in memory.
public final class MemoryStream: BlobStream, ByteStream {
    private let bytes: [UInt8]
    private var position = 0

    /// Makes a stream over bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var sourceOffset: Int64 { Int64(position) }

    /// Reads on.
    public func read(upTo count: Int) -> [UInt8] {
        let part = bytes[position...].prefix(max(0, count))
        position = part.endIndex
        return Array(part)
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(buffer.count, bytes.count - position)
        unsafe buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }

    /// Passes over bytes.
    public func skip(_ count: Int64) -> Int64 {
        let step = min(Int64(bytes.count - position), max(0, count))
        position += Int(step)
        return step
    }
}

/// A stream that comes from outside the library and is not taken at its word: it must end where its source said, and it
/// can't hand out more than it was asked for.
final class SourceStream: ByteStream {
    /// How much is asked for at a time at most.
    private static let step = 256 << 10

    private let base: any BlobStream
    private let file: String
    private let size: Int64?
    private(set) var sourceOffset: Int64 = 0

    /// Checks a stream.
    ///
    /// - Parameters:
    ///   - base: the stream.
    ///   - file: what it reads, for errors.
    ///   - size: how many bytes it must have; nil where nobody said.
    init(_ base: any BlobStream, file: String, size: Int64?) {
        self.base = base
        self.file = file
        self.size = size
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try Task.checkCancellation()
        let wanted = min(buffer.count, SourceStream.step)
        guard wanted > 0 else { return 0 }
        let bytes = try ImageError.ofSource(file) { try base.read(upTo: wanted) }
        guard bytes.count <= wanted else {
            throw ImageError(
                .unreadable, "the source returned \(bytes.count) bytes where at most \(wanted) were asked for",
                path: file)
        }
        // Unsafe: no more bytes than the buffer has room for, as was just checked.
        unsafe buffer.copyBytes(from: bytes)
        try advance(Int64(bytes.count), isAtEnd: bytes.isEmpty)
        return bytes.count
    }

    func skip(_ count: Int64) throws -> Int64 {
        var left = count
        while left > 0 {
            try Task.checkCancellation()
            // Past its end a stream is read, not skipped: only that tells whether more follows.
            let known = size.map { $0 - sourceOffset } ?? .max
            let step = min(left, known, 1 << 30)
            guard step > 0 else {
                let rest = try ImageError.ofSource(file) { try base.read(upTo: 1) }
                try advance(Int64(rest.count), isAtEnd: rest.isEmpty)
                break
            }
            let skipped = try ImageError.ofSource(file) { try base.skip(step) }
            guard 0...step ~= skipped else {
                throw ImageError(
                    .unreadable, "the source passed over \(skipped) bytes where \(step) were asked for", path: file)
            }
            try advance(skipped, isAtEnd: skipped < step)
            left -= skipped
            if skipped < step { break }
        }
        return count - left
    }

    private func advance(_ count: Int64, isAtEnd: Bool) throws {
        let (offset, overflow) = sourceOffset.addingReportingOverflow(count)
        guard !overflow else { throw ImageError(.sizeMismatch, "the source never ends", path: file) }
        sourceOffset = offset
        guard let size else { return }
        guard offset <= size else {
            throw ImageError(.sizeMismatch, "the source returns more than the \(size) bytes it announced", path: file)
        }
        guard !isAtEnd || offset == size else {
            throw ImageError(
                .truncated, "the source ends after \(offset) of the \(size) bytes it announced", path: file,
                offset: offset)
        }
    }
}

extension ImageError {
    /// Runs code of a source from outside the library; what it throws becomes an error of reading, cancellation excepted.
    static func ofSource<Value>(_ file: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as ImageError {
            throw error.located(path: file)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ImageError(.unreadable, "the source can't read it: \(error)", path: file)
        }
    }
}
