import CLZMA

/// Decodes xz, any number of streams one after the other (The .xz File Format, 2), with a bound on the window.
@safe final class XzStream: ByteStream {
    private let input: InputBuffer
    private let state: UnsafeMutablePointer<lzma_stream>
    private var isAtEnd = false
    private let limits: Limits

    /// Starts decoding.
    ///
    /// A stream needs as much memory as its window; ``Limits/zstdWindowLog`` bounds it.
    init(_ base: any ByteStream, limits: Limits) throws {
        self.limits = limits
        input = InputBuffer(base)
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: lzma_stream())
        // Beside its window a decoder needs some hundred kibibytes for its tables.
        let memory = (UInt64(1) << UInt64(min(max(0, limits.zstdWindowLog), 62))) + (1 << 20)
        guard unsafe lzma_stream_decoder(state, memory, CLZMA_CONCATENATED) == LZMA_OK else {
            throw ImageError(.malformedCompression, "xz can't be started")
        }
    }

    deinit {
        unsafe lzma_end(state)
        unsafe state.deallocate()
    }

    var sourceOffset: Int64 { input.consumed }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while !isAtEnd {
            let hasInput = try input.fill()
            let available = unsafe input.available
            unsafe state.pointee.next_in = UnsafePointer(available.baseAddress?.assumingMemoryBound(to: UInt8.self))
            unsafe state.pointee.avail_in = available.count
            unsafe state.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe state.pointee.avail_out = buffer.count
            let result = unsafe lzma_code(state, hasInput ? LZMA_RUN : LZMA_FINISH)
            unsafe input.consume(available.count - state.pointee.avail_in)
            isAtEnd = result == LZMA_STREAM_END
            let produced = unsafe buffer.count - state.pointee.avail_out
            guard isAtEnd || result == LZMA_OK || (result == LZMA_BUF_ERROR && produced > 0) else {
                throw failure(result, hasInput: hasInput)
            }
            if produced > 0 { return produced }
        }
        return 0
    }

    private func failure(_ result: lzma_ret, hasInput: Bool) -> ImageError {
        switch result {
        case LZMA_MEMLIMIT_ERROR:
            limits.exceeded(
                .zstdWindowLog, "the xz stream asks for a window larger than 2^\(limits.zstdWindowLog) bytes")
        case LZMA_BUF_ERROR where !hasInput:
            ImageError(.truncated, "the xz stream ends after \(input.consumed) bytes, before its index")
        default:
            ImageError(
                .malformedCompression,
                "the xz stream is damaged (\(result.rawValue)), near byte \(input.consumed) of the compressed stream")
        }
    }
}
