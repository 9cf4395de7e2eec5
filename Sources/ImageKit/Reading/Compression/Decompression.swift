/// Looks at the first bytes of a stream and gives them back with the rest.
package final class PeekedStream: ByteStream {
    private let base: any ByteStream
    private var head: ArraySlice<UInt8>
    private var taken: Int64 = 0

    // Unsafe: the buffers are the caller's, or end with their closure; parts of them stay within their bounds.
    /// Reads up to `count` bytes ahead.
    package init(_ base: any ByteStream, count: Int) throws {
        self.base = base
        var bytes: [UInt8] = []
        try unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { buffer in
            while bytes.count < count {
                let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.dropFirst(bytes.count))
                let read = try unsafe base.read(into: part)
                if read == 0 { break }
                unsafe bytes.append(contentsOf: part.prefix(read))
            }
        }
        head = bytes[...]
    }

    /// The bytes read ahead and not handed out yet.
    package var peeked: [UInt8] { Array(head) }

    package var sourceOffset: Int64 { base.sourceOffset - Int64(head.count) }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !head.isEmpty else { return try unsafe base.read(into: buffer) }
        let count = min(buffer.count, head.count)
        unsafe buffer.copyBytes(from: head.prefix(count))
        head = head.dropFirst(count)
        return count
    }

    package func skip(_ count: Int64) throws -> Int64 {
        let inHead = min(Int64(head.count), count)
        head = head.dropFirst(Int(inHead))
        guard inHead < count else { return inHead }
        return inHead + (try base.skip(count - inHead))
    }
}

extension CompressionFormat {
    /// A stream of the uncompressed bytes.
    package func decode(_ stream: any ByteStream, limits: Limits) throws -> any ByteStream {
        switch self {
        case .none: stream
        case .gzip: try GzipStream(stream)
        case .zstd: try ZstdStream(stream, limits: limits)
        case .bzip2: try FilterStream(stream, filter: .bzip2)
        case .xz: try XzStream(stream, limits: limits)
        }
    }
}
