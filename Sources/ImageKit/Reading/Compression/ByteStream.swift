/// A stream of this library, which reads into memory that is there already.
package protocol ByteStream: BlobStream {
    /// Reads at least one byte and at most as many as fit; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int

    /// How many bytes of the innermost source, the compressed blob, have been consumed so far.
    var sourceOffset: Int64 { get }
}

extension ByteStream {
    package func read(upTo count: Int) throws -> [UInt8] {
        try unsafe [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, initialized in
            initialized = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    // Unsafe, here as wherever a stream is read: the buffer is the caller's and only used during the call.
    package func skip(_ count: Int64) throws -> Int64 {
        var left = count
        try unsafe withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while left > 0 {
                let part = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: buffer.prefix(Int(min(left, Int64(buffer.count)))))
                let read = try unsafe read(into: part)
                if read == 0 { break }
                left -= Int64(read)
            }
        }
        return count - left
    }

    /// Reads the whole rest: a document of an image.
    ///
    /// - Parameters:
    ///   - limits: the limits.
    ///   - bound: the limit on its bytes.
    ///   - what: the document in words, for errors.
    /// - Throws: ``ImageError`` with `limitExceeded` where it is longer than that.
    package func readAll(limits: Limits, bound: Limits.Name = .document, what: String) throws -> [UInt8] {
        let limit = bound.value(in: limits)
        var bytes: [UInt8] = []
        try unsafe withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while true {
                let read = try unsafe read(into: buffer)
                if read == 0 { break }
                guard Int64(bytes.count + read) <= limit else {
                    throw limits.exceeded(bound, "\(what) is larger than \(limit) bytes")
                }
                unsafe bytes.append(contentsOf: buffer.prefix(read))
            }
        }
        return bytes
    }
}
