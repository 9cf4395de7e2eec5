internal import CCrypto

/// A hash that runs over bytes as they pass, computed by OpenSSL's libcrypto.
package protocol HashFunction: Sendable {
    /// Bytes of a digest.
    static var byteCount: Int { get }

    /// A hash of nothing so far.
    init()

    // Unsafe: the caller holds the bytes during the call.
    /// Goes on over these bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer)

    /// The digest of what has passed so far: ``byteCount`` bytes.
    func finalize() -> [UInt8]
}

extension HashFunction {
    /// Goes on over these bytes.
    package mutating func update(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe update($0) } }

    /// The digest of bytes in memory.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = Self()
        hash.update(bytes)
        return hash.finalize()
    }
}

/// SHA-256.
package struct SHA256: HashFunction {
    package static let byteCount = 32
    private var state = SHA256_CTX()

    package init() { _ = unsafe SHA256_Init(&state) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        _ = unsafe SHA256_Update(&state, bytes.baseAddress, bytes.count)
    }

    package func finalize() -> [UInt8] {
        var end = state
        return unsafe digest(Self.byteCount) { unsafe SHA256_Final($0, &end) }
    }
}

/// SHA-384.
package struct SHA384: HashFunction {
    package static let byteCount = 48
    private var state = SHA512_CTX()

    package init() { _ = unsafe SHA384_Init(&state) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        _ = unsafe SHA384_Update(&state, bytes.baseAddress, bytes.count)
    }

    package func finalize() -> [UInt8] {
        var end = state
        return unsafe digest(Self.byteCount) { unsafe SHA384_Final($0, &end) }
    }
}

/// SHA-512.
package struct SHA512: HashFunction {
    package static let byteCount = 64
    private var state = SHA512_CTX()

    package init() { _ = unsafe SHA512_Init(&state) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        _ = unsafe SHA512_Update(&state, bytes.baseAddress, bytes.count)
    }

    package func finalize() -> [UInt8] {
        var end = state
        return unsafe digest(Self.byteCount) { unsafe SHA512_Final($0, &end) }
    }
}

/// SHA-1: what package managers and SPDX know files by, no protection against who wants two files to be equal.
package struct SHA1: HashFunction {
    package static let byteCount = 20
    private var state = SHA_CTX()

    package init() { _ = unsafe SHA1_Init(&state) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        _ = unsafe SHA1_Update(&state, bytes.baseAddress, bytes.count)
    }

    package func finalize() -> [UInt8] {
        var end = state
        return unsafe digest(Self.byteCount) { unsafe SHA1_Final($0, &end) }
    }
}

/// MD5: what dpkg knows files by, no protection against who wants two files to be equal.
package struct MD5: HashFunction {
    package static let byteCount = 16
    private var state = MD5_CTX()

    package init() { _ = unsafe MD5_Init(&state) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        _ = unsafe MD5_Update(&state, bytes.baseAddress, bytes.count)
    }

    package func finalize() -> [UInt8] {
        var end = state
        return unsafe digest(Self.byteCount) { unsafe MD5_Final($0, &end) }
    }
}

/// What a function writes that fills a digest of so many bytes.
private func digest(_ byteCount: Int, by finish: (UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
        _ = unsafe finish(buffer.baseAddress)
        count = byteCount
    }
}
