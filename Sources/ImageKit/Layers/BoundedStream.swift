/// Passes decompressed bytes through and stops a layer that expands beyond its limits.
final class BoundedStream: ByteStream {
    /// Below this size a layer may expand as it likes.
    static let freeSize: Int64 = 1 << 30

    private let base: any ByteStream
    private let limits: Limits
    private var count: Int64 = 0

    init(_ base: any ByteStream, limits: Limits) {
        self.base = base
        self.limits = limits
    }

    var sourceOffset: Int64 { base.sourceOffset }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = try unsafe base.read(into: buffer)
        try check(Int64(read))
        return read
    }

    func skip(_ count: Int64) throws -> Int64 {
        let skipped = try base.skip(count)
        try check(skipped)
        return skipped
    }

    private func check(_ added: Int64) throws {
        count += added
        if count > limits.layerSize {
            throw ImageError(.limitExceeded, "the layer expands beyond the limit of \(limits.layerSize) bytes")
        }
        if count > BoundedStream.freeSize, count / max(1, base.sourceOffset) > limits.expansionRatio {
            throw ImageError(
                .limitExceeded,
                "the layer expands to more than \(limits.expansionRatio) times its compressed size, the limit")
        }
    }
}
