/// Passes bytes through and hashes all of them, skipped ones included.
final class HashingStream: ByteStream {
    private enum Hasher {
        case sha256(SHA256)
        case sha512(SHA512)
    }

    private let base: any ByteStream
    private var hasher: Hasher
    /// Bytes that have passed.
    private(set) var count: Int64 = 0

    init(_ base: any ByteStream, algorithm: Digest.Algorithm = .sha256) {
        self.base = base
        hasher = algorithm == .sha256 ? .sha256(SHA256()) : .sha512(SHA512())
    }

    var sourceOffset: Int64 { base.sourceOffset }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        // Unsafe: what is hashed is the part of the caller's buffer that was just read.
        let read = try unsafe base.read(into: buffer)
        count += Int64(read)
        let part = unsafe UnsafeRawBufferPointer(rebasing: buffer.prefix(read))
        switch hasher {
        case .sha256(var state):
            // Taken out and put back so that the state is not copied while it is shared.
            hasher = .sha512(SHA512())
            unsafe state.update(part)
            hasher = .sha256(state)
        case .sha512(var state):
            hasher = .sha256(SHA256())
            unsafe state.update(part)
            hasher = .sha512(state)
        }
        return read
    }

    /// The digest of everything that has passed so far.
    var digest: Digest {
        switch hasher {
        case .sha256(let state): Digest(.sha256, bytes: state.finalize())
        case .sha512(let state): Digest(.sha512, bytes: state.finalize())
        }
    }
}

/// Passes bytes through, counts them and reports them.
final class CountingStream: ByteStream {
    private let base: any ByteStream
    private let progress: ScanProgress?
    /// Bytes that have passed.
    private(set) var count: Int64 = 0

    init(_ base: any ByteStream, progress: ScanProgress? = nil) {
        self.base = base
        self.progress = progress
    }

    var sourceOffset: Int64 { base.sourceOffset }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = try unsafe base.read(into: buffer)
        count += Int64(read)
        progress?.didRead(read)
        return read
    }

    func skip(_ count: Int64) throws -> Int64 {
        let skipped = try base.skip(count)
        self.count += skipped
        progress?.didRead(Int(clamping: skipped))
        return skipped
    }
}
