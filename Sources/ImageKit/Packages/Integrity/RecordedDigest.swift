import ImageReading
import FoundationEssentials

/// A digest of a file's contents as a package manager recorded it.
enum RecordedDigest: Hashable {
    /// 32 hexadecimal digits, as dpkg writes MD5.
    case debian(String)
    /// A name that Python's hashlib knows, `=`, and URL-safe base64 without padding, as RECORD has it.
    case record(String)

    enum Comparison: Equatable {
        case same
        /// The contents have this digest instead.
        case other(String)
        /// Nil where no hash function of this library has the name.
        case notComputed(FileHash?)
    }

    /// The digest as it was recorded, its algorithm before it.
    var text: String {
        switch self {
        case .debian(let digits): "md5:\(digits)"
        case .record(let text): text
        }
    }

    /// Compares it with a file's contents.
    func comparison(with node: FileTree.NodeID, of tree: FileTree) -> Comparison {
        switch self {
        case .debian(let digits):
            guard let bytes = tree.digest(of: node, by: .md5) else { return .notComputed(.md5) }
            let found = RecordedDigest.hexadecimal(bytes)
            return found == digits.lowercased() ? .same : .other("md5:\(found)")
        case .record(let text):
            let parts = text.split(separator: "=", maxSplits: 1)
            let name = parts.first?.lowercased() ?? ""
            let hash = FileHash(rawValue: name)
            let computed =
                name == "sha256"
                ? tree.contentDigest(of: node).map { RecordedDigest.bytes($0.hex) }
                : hash.flatMap { tree.digest(of: node, by: $0) }
            guard let computed else { return .notComputed(hash) }
            let found = RecordedDigest.base64(computed)
            let recorded = parts.count > 1 ? parts[1].prefix { $0 != "=" } : ""
            return found == recorded ? .same : .other("\(name)=\(found)")
        }
    }

    private static func bytes(_ digits: String) -> [UInt8] {
        let values = digits.utf8.map { $0 < 0x3A ? $0 &- 0x30 : $0 &- 0x57 }
        return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// URL-safe and without padding (RFC 4648, section 5).
    static func base64(_ bytes: [UInt8]) -> String {
        let text = Data(bytes).base64EncodedString().utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
