extension GzipStream {
    static let paddingRemark = Diagnostic(.trailingData, "zero bytes behind the gzip stream are ignored")
}

/// Passes decompressed bytes through and stops what expands beyond its limits.
final class BoundedStream: ByteStream {
    /// Below this size a layer or archive may expand as it likes.
    static let freeSize: Int64 = 1 << 30

    private let base: any ByteStream
    private let limits: Limits
    private let bound: Bound
    private var count: Int64 = 0

    /// Which limit a stream may not pass.
    enum Bound {
        /// That of a layer, and that which the layers of its image share.
        case layer(ExpansionBudget)
        /// That of an archive that is read as a stream.
        case archive
    }

    init(_ base: any ByteStream, limits: Limits, bound: Bound) {
        self.base = base
        self.limits = limits
        self.bound = bound
    }

    var sourceOffset: Int64 { base.sourceOffset }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        // Unsafe: the caller's buffer is handed on.
        let read = try unsafe base.read(into: buffer)
        try check(Int64(read))
        return read
    }

    func skip(_ count: Int64) throws -> Int64 {
        var left = count
        while left > 0 {
            // Step by step, so that a bomb is stopped before it has been passed over.
            let step = min(left, 64 << 20)
            let skipped = try base.skip(step)
            try check(skipped)
            left -= skipped
            if skipped < step { break }
        }
        return count - left
    }

    private func check(_ added: Int64) throws {
        count += added
        switch bound {
        case .layer(let budget):
            if count > limits.layerSize {
                throw limits.exceeded(.layerSize, "the layer expands to more than \(limits.layerSize) bytes")
            }
            try budget.spend(bytes: added)
        case .archive:
            if count > limits.imageSize {
                throw limits.exceeded(.imageSize, "the archive expands to more than \(limits.imageSize) bytes")
            }
        }
        if count > BoundedStream.freeSize, count / max(1, base.sourceOffset) > limits.expansionRatio {
            throw limits.exceeded(
                .expansionRatio, "what is compressed expands to more than \(limits.expansionRatio) times its size")
        }
    }
}
