import FoundationEssentials
import ImageReading

/// A digest as RECORD has it: a name that Python's hashlib knows, `=`, and URL-safe base64 without padding.
struct RecordDigest: RecordedDigest {
    let text: String

    func comparison(with node: FileTree.NodeID, of tree: FileTree) -> DigestComparison {
        let parts = text.split(separator: "=", maxSplits: 1)
        let name = parts.first?.lowercased() ?? ""
        let hash = FileHash(rawValue: name)
        let computed =
            name == "sha256"
            ? tree.contentDigest(of: node).map { RecordDigest.bytes($0.hex) }
            : hash.flatMap { tree.digest(of: node, by: $0) }
        guard let computed else { return .notComputed(hash) }
        let found = RecordDigest.base64(computed)
        let recorded = parts.count > 1 ? parts[1].prefix { $0 != "=" } : ""
        return found == recorded ? .same : .other("\(name)=\(found)")
    }

    private static func bytes(_ digits: String) -> [UInt8] {
        let values = digits.utf8.map { $0 < 0x3A ? $0 &- 0x30 : $0 &- 0x57 }
        return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
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
