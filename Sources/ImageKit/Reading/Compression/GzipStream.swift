/// Decodes gzip, any number of members one after the other (RFC 1952, 2.2).
final class GzipStream: ByteStream {
    private let input: InputBuffer
    private let inflater: any Inflater
    private var isMemberComplete = false
    private var isAtEnd = false
    /// Whether zero bytes follow the last member, as tapes and some tools leave them.
    private(set) var hasPadding = false

    init(_ base: any ByteStream, library: GzipLibrary = .preferred) throws {
        input = InputBuffer(base)
        inflater = try library.makeInflater() ?? ZlibInflater()
    }

    var sourceOffset: Int64 { input.consumed }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while !isAtEnd {
            if isMemberComplete {
                try beginMember()
                continue
            }
            let hasInput = try input.fill()
            let result: (consumed: Int, produced: Int, isComplete: Bool)
            do {
                // Unsafe: nothing fills the input while the inflater looks at it.
                result = try unsafe inflater.inflate(input.available, into: buffer)
            } catch var error as ImageError {
                error.reason += ", near byte \(input.consumed) of the compressed stream"
                throw error
            }
            input.consume(result.consumed)
            isMemberComplete = result.isComplete
            if result.produced > 0 { return result.produced }
            guard hasInput || result.isComplete else {
                throw ImageError(
                    .truncated, "the gzip stream ends after \(input.consumed) bytes, before its trailer")
            }
            if result.consumed == 0, !result.isComplete, !input.isEmpty {
                throw ImageError(.malformedCompression, "the gzip stream makes no progress")
            }
        }
        return 0
    }

    private func beginMember() throws {
        guard try input.fill() else {
            isAtEnd = true
            return
        }
        switch unsafe input.available.first {
        case 0x1F:
            try inflater.reset()
            isMemberComplete = false
        case 0:
            hasPadding = true
            guard try input.drainZeros() else { fallthrough }
            isAtEnd = true
        default:
            throw ImageError(
                .malformedCompression,
                "something that is not gzip follows byte \(input.consumed) of the compressed stream")
        }
    }
}
