#if ISAL
import CISAL

/// Inflates gzip with ISA-L, which loses its place in a header that comes in parts; so the header is read here.
@safe final class ISALInflater: Inflater {
    // Unsafe: allocated in `init`, freed in `deinit`; input and output are set again and used only during a call.
    private let state: UnsafeMutablePointer<inflate_state>
    private var header = GzipHeader()

    init() {
        unsafe state = .allocate(capacity: 1)
        unsafe isal_inflate_init(state)
        unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR_VER)
    }

    /// The version of the headers this was built with.
    static var version: String { "\(ISAL_MAJOR_VERSION).\(ISAL_MINOR_VERSION).\(ISAL_PATCH_VERSION)" }

    deinit { unsafe state.deallocate() }

    func inflate(_ input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws
        -> (consumed: Int, produced: Int, isComplete: Bool)
    {
        let headerLength = try unsafe header.read(UnsafeRawBufferPointer(input))
        guard header.isComplete else { return (headerLength, 0, false) }
        let body = unsafe UnsafeMutableRawBufferPointer(rebasing: input.dropFirst(headerLength))
        unsafe state.pointee.next_in = body.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe state.pointee.avail_in = UInt32(body.count)
        unsafe state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe state.pointee.avail_out = UInt32(output.count)
        let result = unsafe isal_inflate(state)
        isal_clear_upper_halves()
        guard result >= 0 else {
            throw ImageError(.malformedCompression, "the gzip stream is damaged: \(ISALInflater.reason(result))")
        }
        var consumed = unsafe input.count - Int(state.pointee.avail_in)
        let isComplete = unsafe state.pointee.block_state == ISAL_BLOCK_FINISH
        if isComplete {
            // Whole bytes that were read ahead belong to what follows the member.
            unsafe consumed -= Int(state.pointee.read_in_length / 8)
        }
        return unsafe (consumed, output.count - Int(state.pointee.avail_out), isComplete)
    }

    func reset() {
        header = GzipHeader()
        unsafe isal_inflate_reset(state)
        unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR_VER)
    }

    private static func reason(_ result: Int32) -> String {
        switch result {
        case ISAL_INVALID_BLOCK: "invalid block"
        case ISAL_INVALID_SYMBOL: "invalid symbol"
        case ISAL_INVALID_LOOKBACK: "invalid distance"
        case ISAL_INVALID_WRAPPER: "invalid header"
        case ISAL_UNSUPPORTED_METHOD: "unsupported method"
        case ISAL_INCORRECT_CHECKSUM: "wrong checksum or length"
        default: "error \(result)"
        }
    }
}
#endif
