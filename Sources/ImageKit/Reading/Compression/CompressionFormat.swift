/// How a layer or a whole archive is compressed, decided by its first bytes.
public enum CompressionFormat: String, Sendable, CaseIterable, Codable {
    /// Not compressed.
    case none
    /// gzip (RFC 1952), one or several members.
    case gzip
    /// Zstandard (RFC 8878), one or several frames.
    case zstd
    /// bzip2.
    case bzip2
    /// xz.
    case xz

    /// How many bytes ``init(head:)`` looks at.
    public static let headLength = 6

    /// Recognizes a format by its magic bytes; anything unknown is taken as not compressed.
    public init(head: some Collection<UInt8>) {
        let head = Array(head.prefix(CompressionFormat.headLength))
        if head.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || CompressionFormat.isSkippableFrame(head) {
            self = .zstd
        } else if head.starts(with: Array("BZh".utf8)) {
            self = .bzip2
        } else if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
            self = .xz
        } else {
            self = .none
        }
    }

    /// zstd:chunked and pzstd begin with a skippable frame.
    private static func isSkippableFrame(_ head: [UInt8]) -> Bool {
        head.count >= 4 && head[0] & 0xF0 == 0x50 && head[1...3].elementsEqual([0x2A, 0x4D, 0x18])
    }
}
