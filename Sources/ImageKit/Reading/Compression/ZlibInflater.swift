import CZlib

/// Inflates gzip with zlib.
@safe final class ZlibInflater: Inflater {
    // Unsafe: allocated in `init`, freed in `deinit`; input and output are set again and used only during a call.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for gzip alone.
        let result = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            throw ImageError(.malformedCompression, "zlib can't be started (\(result))")
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func inflate(_ input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws
        -> (consumed: Int, produced: Int, isComplete: Bool)
    {
        unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(output.count)
        let result = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
            let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "error \(result)"
            throw ImageError(.malformedCompression, "the gzip stream is damaged: \(message)")
        }
        return unsafe (
            input.count - Int(stream.pointee.avail_in), output.count - Int(stream.pointee.avail_out),
            result == Z_STREAM_END
        )
    }

    func reset() throws { unsafe inflateReset(stream) }
}
