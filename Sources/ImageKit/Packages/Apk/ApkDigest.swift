import FoundationEssentials
import ImageReading

/// A digest as apk writes it: `Q` and base64 or `X` and hexadecimal digits, with `1` for SHA-1 and `2` for SHA-256
/// between them, or 32 hexadecimal digits of MD5.
struct ApkDigest: RecordedDigest, Hashable {
    enum Algorithm: String, Sendable {
        case md5, sha1, sha256
        /// The first 160 bits of SHA-256, for the packages of apk 3 that say so (`f:S`).
        case sha256Beginning = "sha256-160"

        fileprivate var byteCount: Int {
            switch self {
            case .md5: 16
            case .sha1, .sha256Beginning: 20
            case .sha256: 32
            }
        }
    }

    let algorithm: Algorithm
    let bytes: [UInt8]

    /// Reads a digest; nil where the text is none.
    ///
    /// - Parameter isBeginning: whether what looks like SHA-1 is the beginning of SHA-256 (`f:S` of the package).
    init?(_ text: some Collection<UInt8>, isBeginning: Bool = false) {
        let algorithm: Algorithm
        switch text.dropFirst().first {
        case UInt8(ascii: "1"): algorithm = isBeginning ? .sha256Beginning : .sha1
        case UInt8(ascii: "2"): algorithm = .sha256
        default: algorithm = .md5
        }
        let decoded: [UInt8]?
        switch text.first {
        case UInt8(ascii: "Q"): decoded = ApkDigest.base64(text.dropFirst(2))
        case UInt8(ascii: "X"): decoded = ApkDigest.hexadecimal(text.dropFirst(2))
        default:
            guard let bytes = ApkDigest.hexadecimal(text), bytes.count == Algorithm.md5.byteCount else { return nil }
            self.algorithm = .md5
            self.bytes = bytes
            return
        }
        guard let decoded, algorithm != .md5, decoded.count == algorithm.byteCount else { return nil }
        self.algorithm = algorithm
        bytes = decoded
    }

    /// The digest in hexadecimal digits.
    var hex: String { ImagePackages.hexadecimal(bytes) }

    /// The digest with its algorithm before it, for reports.
    var text: String { "\(algorithm.rawValue):\(hex)" }

    /// Compares it with a file's contents, or with the target of a symbolic link, which stands for its contents.
    ///
    func comparison(with node: FileTree.NodeID, of tree: FileTree) -> DigestComparison {
        let found: [UInt8]
        switch tree.kind(of: node) {
        case .symbolicLink: found = digest(of: tree.linkTarget(of: node) ?? [])
        case .file:
            let computed: [UInt8]?
            switch algorithm {
            case .md5: computed = tree.digest(of: node, by: .md5)
            case .sha1: computed = tree.digest(of: node, by: .sha1)
            case .sha256, .sha256Beginning:
                computed = tree.contentDigest(of: node).flatMap { ApkDigest.hexadecimal($0.hex.utf8) }
            }
            guard let computed else { return .notComputed(FileHash(rawValue: algorithm.rawValue)) }
            found = Array(computed.prefix(algorithm.byteCount))
        default: return .notComputed(nil)
        }
        return found == bytes
            ? .same : .other("\(algorithm.rawValue):\(ImagePackages.hexadecimal(found))")
    }

    private func digest(of bytes: [UInt8]) -> [UInt8] {
        switch algorithm {
        case .md5: MD5.hash(bytes)
        case .sha1: SHA1.hash(bytes)
        case .sha256, .sha256Beginning: Array(SHA256.hash(bytes).prefix(algorithm.byteCount))
        }
    }

    private static func hexadecimal(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for byte in text {
            let digit: UInt8
            switch byte.lowercased {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte.lowercased - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil ? bytes : nil
    }

    /// Base64 with its padding (RFC 4648, section 4).
    private static func base64(_ text: some Collection<UInt8>) -> [UInt8]? {
        Data(base64Encoded: Data(text)).map(Array.init)
    }
}
