/// What a decoder reads from: 256 KiB of a stream at a time, with the last bytes of the part before kept in front.
///
/// Decoders that look ahead can so give back bytes that came with an earlier part.
@safe final class InputBuffer {
    static let capacity = 256 << 10
    static let headroom = 16

    private let base: any ByteStream
    // Unsafe: allocated in `init`, freed in `deinit`; `start` and `end` never leave it.
    private let storage: UnsafeMutableRawBufferPointer
    private var start = InputBuffer.headroom
    private var end = InputBuffer.headroom
    /// Bytes taken from the stream and not given back.
    private(set) var consumed: Int64 = 0

    init(_ base: any ByteStream) {
        self.base = base
        unsafe storage = .allocate(byteCount: InputBuffer.headroom + InputBuffer.capacity, alignment: 16)
        unsafe UnsafeMutableRawBufferPointer(rebasing: storage[..<InputBuffer.headroom])
            .initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { unsafe storage.deallocate() }

    var isEmpty: Bool { start == end }

    /// The bytes that are there now; valid until the next call of ``fill(atLeast:)``.
    var available: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(rebasing: storage[start..<end])
    }

    /// Reads on where fewer bytes are there than asked for; false where none is left.
    ///
    /// Fills the whole buffer, so that what a decoder has taken at a place in its output does not depend on the parts in which
    /// the stream comes.
    ///
    /// - Parameter count: how many are to be there unless the stream ends before; 1 to ``capacity``.
    func fill(atLeast count: Int = 1) throws -> Bool {
        guard end - start < count else { return true }
        let first = max(0, start - InputBuffer.headroom)
        unsafe storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[first..<end]))
        start -= first
        end -= first
        while end < InputBuffer.headroom + InputBuffer.capacity {
            let read = try unsafe base.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[end...]))
            if read == 0 { break }
            end += read
        }
        return !isEmpty
    }

    /// Counts bytes as consumed; a negative count gives some back, at most ``headroom``.
    func consume(_ count: Int) {
        start = max(0, min(start + count, end))
        consumed += Int64(count)
    }

    /// Whether everything that is left is zero; consumes it.
    func drainZeros() throws -> Bool {
        while try fill() {
            guard unsafe available.allSatisfy({ $0 == 0 }) else { return false }
            unsafe consume(available.count)
        }
        return true
    }
}
