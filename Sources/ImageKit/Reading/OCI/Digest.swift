/// A content digest: algorithm and lower-case hexadecimal value (image specification, "Digests").
public struct Digest: Hashable, Sendable {
    /// The hash functions of the specification.
    public enum Algorithm: String, Sendable {
        /// SHA-256, 64 digits.
        case sha256
        /// SHA-512, 128 digits.
        case sha512

        var digitCount: Int { self == .sha256 ? 64 : 128 }
    }

    /// The hash function.
    public let algorithm: Algorithm
    /// The value in lower-case hexadecimal digits.
    public let hex: String

    /// Reads `algorithm:hex`; nil where it is not exactly that with a known algorithm and its number of digits.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let algorithm = Algorithm(rawValue: String(parts[0])) else { return nil }
        self.init(algorithm, hex: parts[1])
    }

    /// Makes a digest of its parts; nil where the digits are not lower-case hexadecimal or not as many as needed.
    public init?(_ algorithm: Algorithm, hex: some StringProtocol) {
        guard hex.utf8.count == algorithm.digitCount,
            hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.algorithm = algorithm
        self.hex = String(hex)
    }

    init(_ algorithm: Algorithm, bytes: some Sequence<UInt8>) {
        self.algorithm = algorithm
        hex = Digest.hex(bytes)
    }

    /// Bytes as lower-case hexadecimal digits.
    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Digest: CustomStringConvertible {
    /// The digest as `algorithm:hex`.
    public var description: String { "\(algorithm.rawValue):\(hex)" }
}

extension Digest: Codable {
    /// Reads the digest from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = Digest(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(DisplayText.escaped(text)) is not a valid digest")
        }
        self = digest
    }

    /// Writes the digest as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Digest {
    /// The 32 bytes of the SHA-256 of a text.
    package static func bytes(ofSHA256 text: String) -> [UInt8] { SHA256.hash(Array(text.utf8)) }

    /// The digest of bytes in memory.
    package static func of(_ bytes: [UInt8], algorithm: Algorithm) -> Digest {
        switch algorithm {
        case .sha256: Digest(.sha256, bytes: SHA256.hash(bytes))
        case .sha512: Digest(.sha512, bytes: SHA512.hash(bytes))
        }
    }
}
