/// At most 64 KiB of a tar at a time, with the place in the tar and in the compressed blob it comes from.
@safe final class TarBuffer {
    private static let capacity = 64 << 10
    /// How much is read behind what was passed over: often the next header and another file to pass over.
    private static let leastFill = 8 << 10

    private let stream: any ByteStream
    // Unsafe: allocated in `init`, freed in `deinit`; `start` and `end` never leave it, no closure keeps what it sees.
    private let storage: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    /// The offset in the tar of the next byte.
    private(set) var position: Int64 = 0
    /// What the bytes in the buffer took of the source: source offset at `start` when filled, and after.
    private var filledPosition: Int64 = 0
    private var filledSource: Int64 = 0
    private var sourceEnd: Int64 = 0
    /// How much the next filling asks for.
    private var fill = TarBuffer.capacity

    init(_ stream: any ByteStream) {
        self.stream = stream
        unsafe storage = .allocate(byteCount: TarBuffer.capacity, alignment: 64)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { unsafe storage.deallocate() }

    /// How many bytes of the source the bytes before ``position`` took; inside one buffer taken as proportional.
    var sourceOffset: Int64 {
        let length = position - filledPosition + Int64(end - start)
        guard length > 0 else { return sourceEnd }
        let product = (position - filledPosition).multipliedFullWidth(by: sourceEnd - filledSource)
        return filledSource + length.dividingFullWidth(product).quotient
    }

    /// Has at least `count` bytes ready, fewer only at the end of the stream.
    ///
    /// - Returns: how many bytes are ready.
    @discardableResult
    func ensure(_ count: Int) throws -> Int {
        guard end - start < count else { return end - start }
        let source = sourceOffset
        unsafe storage.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[start..<end]))
        end -= start
        start = 0
        filledPosition = position
        filledSource = source
        while end < count {
            let limit = max(count, min(TarBuffer.capacity, end + fill))
            let read = try unsafe stream.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[end..<limit]))
            fill = min(TarBuffer.capacity, fill * 2)
            if read == 0 { break }
            end += read
        }
        sourceEnd = stream.sourceOffset
        return end
    }

    /// Copies the next bytes without consuming them; `count` is at most what ``ensure(_:)`` has made ready.
    func peek(_ count: Int, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        unsafe bytes.append(contentsOf: storage[start..<start + count])
    }

    /// Passes over bytes that are ready.
    func consume(_ count: Int) {
        start += count
        position += Int64(count)
    }

    /// Hands the next bytes to `body`, at most `count`, and consumes them.
    ///
    /// - Returns: how many; 0 only at the end of the stream.
    func take(_ count: Int64, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int64 {
        guard try ensure(1) > 0 else { return 0 }
        let length = Int(min(Int64(end - start), count))
        try unsafe body(UnsafeRawBufferPointer(rebasing: storage[start..<start + length]))
        consume(length)
        return Int64(length)
    }

    /// Passes over bytes, by offset where the stream can.
    ///
    /// - Returns: how many; fewer than asked for only where the stream ends.
    func skip(_ count: Int64) throws -> Int64 {
        let ready = min(Int64(end - start), count)
        consume(Int(ready))
        guard ready < count else { return count }
        let before = stream.sourceOffset
        let skipped = try stream.skip(count - ready)
        position += skipped
        // A compressed stream had to be read; what comes of its buffers is also the measure of what entries took of it.
        fill = stream.sourceOffset - before == skipped ? TarBuffer.leastFill : TarBuffer.capacity
        filledPosition = position
        sourceEnd = stream.sourceOffset
        filledSource = sourceEnd
        return ready + skipped
    }
}
