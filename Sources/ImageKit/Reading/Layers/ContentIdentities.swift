import CZlib

#if ISAL
import CISAL
#endif

/// How much is learned of each file's contents while a layer streams by.
public enum ContentIdentity: Int, Sendable, Comparable {
    /// Nothing.
    case none
    /// A CRC-32, enough to tell a copy with another mode from another file of the same size and time.
    case checksum
    /// A SHA-256 beside the checksum, which tells the same contents at another path or in another image.
    case digest

    /// Orders identities by how much they tell.
    public static func < (left: ContentIdentity, right: ContentIdentity) -> Bool { left.rawValue < right.rawValue }
}

/// Computes checksums and, where asked for, digests of one file's contents after the other.
struct ContentIdentities {
    private let withDigests: Bool
    private var checksum: UInt32 = 0
    private var hasher = SHA256()
    /// 32 bytes an entry so far.
    private(set) var digests: [UInt8] = []

    init(withDigests: Bool) { self.withDigests = withDigests }

    /// An entry that is not a file.
    mutating func skip() {
        if withDigests { digests.append(contentsOf: repeatElement(0, count: SHA256.byteCount)) }
    }

    mutating func begin() {
        checksum = 0
        if withDigests { hasher = SHA256() }
    }

    mutating func append(_ part: UnsafeRawBufferPointer) {
        guard let base = part.baseAddress else { return }
        #if ISAL
        // Unsafe: the caller holds the part during the call, and its own length goes with it.
        unsafe checksum = crc32_gzip_refl(checksum, base.assumingMemoryBound(to: UInt8.self), UInt64(part.count))
        isal_clear_upper_halves()
        #else
        unsafe checksum = UInt32(
            truncatingIfNeeded: crc32_z(UInt(checksum), base.assumingMemoryBound(to: UInt8.self), part.count))
        #endif
        if withDigests { unsafe hasher.update(part) }
    }

    /// The checksum of the file.
    mutating func finish() -> UInt32 {
        if withDigests { digests.append(contentsOf: hasher.finalize()) }
        return checksum
    }
}
