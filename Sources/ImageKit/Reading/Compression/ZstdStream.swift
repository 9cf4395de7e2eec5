import CZstd

/// Decodes Zstandard, any number of frames one after the other, skippable ones included (RFC 8878, 3.1).
@safe final class ZstdStream: ByteStream {
    private let input: InputBuffer
    // Unsafe: created in `init`, freed in `deinit`; input and output are used only during a call.
    private let context: OpaquePointer
    private let limits: Limits
    private var isFrameComplete = true
    /// How much of a frame the library gets at first, with no room for its contents.
    ///
    /// A frame that it gets as a whole, with room for all of it, it reads by a function that takes more than the streaming
    /// one. So that is only one without contents, in which others take blocks without contents, and short: what is taken
    /// does not depend on the parts in which a stream comes or is read.
    private static let firstPart = 64

    /// Starts decoding.
    ///
    /// - Parameter limits: has the largest window that is accepted; a frame needs that much memory.
    init(_ base: any ByteStream, limits: Limits) throws {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw ImageError(.malformedCompression, "zstd can't be started")
        }
        unsafe self.context = unsafe context
        input = InputBuffer(base)
        self.limits = limits
        // Beyond what the library allows, its own greatest window holds.
        let bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax)
        let windowLog = min(max(Int32(clamping: limits.zstdWindowLog), bounds.lowerBound), bounds.upperBound)
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, windowLog)
    }

    deinit { unsafe ZSTD_freeDCtx(context) }

    var sourceOffset: Int64 { input.consumed }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let hasInput = try input.fill(atLeast: isFrameComplete ? ZstdStream.firstPart : 1)
            if !hasInput, isFrameComplete { return 0 }
            let available = unsafe input.available
            if isFrameComplete, let first = unsafe available.first, !ZstdStream.beginsFrame(first) {
                throw ImageError(
                    .malformedCompression,
                    "something that is not zstd follows byte \(input.consumed) of the compressed stream")
            }
            let count = isFrameComplete ? min(ZstdStream.firstPart, available.count) : available.count
            var source = unsafe ZSTD_inBuffer(src: available.baseAddress, size: count, pos: 0)
            let room = isFrameComplete ? 0 : buffer.count
            var target = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: room, pos: 0)
            let hint = unsafe ZSTD_decompressStream(context, &target, &source)
            guard ZSTD_isError(hint) == 0 else { throw failure(hint) }
            unsafe input.consume(source.pos)
            isFrameComplete = hint == 0
            if unsafe target.pos > 0 { return unsafe target.pos }
            guard hasInput || isFrameComplete else {
                throw ImageError(
                    .truncated, "the zstd stream ends after \(input.consumed) bytes, inside a frame")
            }
        }
    }

    /// Whether a frame or a skippable one begins with a byte.
    ///
    /// The formats from before RFC 8878, which the library may know too, do not heed the bound on the window.
    private static func beginsFrame(_ byte: UInt8) -> Bool { byte == 0x28 || 0x50...0x5F ~= byte }

    private func failure(_ code: Int) -> ImageError {
        if ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge {
            return limits.exceeded(
                .zstdWindowLog, "the zstd stream asks for a window larger than 2^\(limits.zstdWindowLog) bytes")
        }
        let message = unsafe String(cString: ZSTD_getErrorName(code))
        return ImageError(
            .malformedCompression,
            "the zstd stream is damaged: \(message), near byte \(input.consumed) of the compressed stream")
    }
}
