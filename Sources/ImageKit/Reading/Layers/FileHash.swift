/// A hash function by which package managers know files, beside the SHA-256 of ``ContentIdentity/digest``.
public enum FileHash: String, Sendable, Hashable, CaseIterable, Codable {
    /// MD5: dpkg's `md5sums` and configuration files.
    case md5
    /// SHA-1.
    case sha1
    /// SHA-384.
    case sha384
    /// SHA-512.
    case sha512

    /// Bytes of one digest.
    var byteCount: Int {
        switch self {
        case .md5: MD5.byteCount
        case .sha1: SHA1.byteCount
        case .sha384: SHA384.byteCount
        case .sha512: SHA512.byteCount
        }
    }

    fileprivate var hasher: any HashFunction {
        switch self {
        case .md5: MD5()
        case .sha1: SHA1()
        case .sha384: SHA384()
        case .sha512: SHA512()
        }
    }
}

/// Computes digests of one file's contents after the other.
struct FileHashes {
    let kind: FileHash
    private var hasher: any HashFunction
    /// ``FileHash/byteCount`` bytes an entry so far; zero for what is not a file.
    private(set) var digests: [UInt8] = []

    init(_ kind: FileHash) {
        self.kind = kind
        hasher = kind.hasher
    }

    /// An entry that is not a file.
    mutating func skip() { digests.append(contentsOf: repeatElement(0, count: kind.byteCount)) }

    mutating func begin() { hasher = kind.hasher }

    // Unsafe: the caller holds the part during the call.
    mutating func append(_ part: UnsafeRawBufferPointer) { unsafe hasher.update(part) }

    mutating func finish() { digests += hasher.finalize() }
}
