import Dispatch
import Synchronization

/// Passes bytes through and hashes all of them, skipped ones included.
final class HashingStream: ByteStream {
    private enum Hasher {
        case sha256(SHA256)
        case sha512(SHA512)
        /// In a thread of its own.
        case beside(SideHash)
    }

    private let base: any ByteStream
    private let algorithm: Digest.Algorithm
    private var hasher: Hasher
    /// Bytes that have passed.
    private(set) var count: Int64 = 0

    /// Starts hashing.
    ///
    /// - Parameters:
    ///   - base: what is hashed.
    ///   - algorithm: the hash function.
    ///   - isBeside: whether a thread of its own hashes a copy of the bytes, while the caller goes on with them.
    init(_ base: any ByteStream, algorithm: Digest.Algorithm = .sha256, isBeside: Bool = false) {
        self.base = base
        self.algorithm = algorithm
        hasher =
            isBeside ? .beside(SideHash(algorithm)) : algorithm == .sha256 ? .sha256(SHA256()) : .sha512(SHA512())
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
        case .beside(let side): unsafe side.update(part)
        }
        return read
    }

    /// The digest of everything that has passed so far.
    var digest: Digest {
        switch hasher {
        case .sha256(let state): Digest(.sha256, bytes: state.finalize())
        case .sha512(let state): Digest(.sha512, bytes: state.finalize())
        case .beside(let side): Digest(algorithm, bytes: side.finalize())
        }
    }
}

/// A hash that a thread of its own computes, at most a few buffers behind.
private final class SideHash: Sendable {
    /// Buffers that may wait.
    private static let depth = 8

    private let queue = DispatchQueue(label: "hash")
    private let room = DispatchSemaphore(value: SideHash.depth)
    private let state: Mutex<any HashFunction>

    init(_ algorithm: Digest.Algorithm) {
        state = Mutex(algorithm == .sha256 ? SHA256() as any HashFunction : SHA512())
    }

    // Unsafe: the bytes are copied during the call.
    func update(_ part: UnsafeRawBufferPointer) {
        guard unsafe !part.isEmpty else { return }
        let copy = unsafe [UInt8](part)
        room.wait()
        queue.async {
            self.state.withLock { $0.update(copy) }
            self.room.signal()
        }
    }

    func finalize() -> [UInt8] { queue.sync { state.withLock { $0.finalize() } } }
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
