/// One layer after it has been read once: its entries, the files kept for ecosystems, and its sizes.
public struct Layer: Sendable {
    /// The digest of the blob as it lies in the archive; nil where it was not computed.
    public var digest: Digest?
    /// The digest of the uncompressed tar; nil where it was not computed.
    public var diffID: Digest?
    /// The same by other hash functions, where a configuration that comes later may name them.
    package var otherDiffIDs: [Digest] = []
    /// Bytes of the blob as it lies in the archive, usually compressed.
    public var downloadSize: Int64 = 0
    /// Where the last entry ends in the blob: what follows is the end of the tar, which is no file's.
    ///
    /// All of a compressed blob: zeros at its end take next to nothing.
    package var entriesEnd: Int64 = 0
    /// Bytes of the uncompressed tar.
    public var diffSize: Int64 = 0
    /// The compression found by magic bytes.
    public var compression: CompressionFormat = .none
    /// The entries in the order of the tar.
    public var changeset = Changeset()
    /// The contents kept for ecosystems, by the entry's position.
    public var captured: [Int: [UInt8]] = [:]
    /// What programs and libraries are linked to, by the entry's position; empty where it was not asked for.
    package var linkage: [Int: ELFDynamic] = [:]
    /// Secrets in files' contents, by the entry's position; empty where none were looked for.
    public var secrets: [Int: [SecretMatch]] = [:]
    /// SHA-256 of each entry's contents, 32 bytes an entry, zero for what is not a file; empty where it was not computed.
    var contentDigests: [UInt8] = []
    /// Other digests of each entry's contents, ``FileHash/byteCount`` bytes an entry, zero for what is not a file.
    package var fileHashes: [FileHash: [UInt8]] = [:]
    /// Remarks made while reading; their layer index is not set yet.
    public var diagnostics: [Diagnostic] = []

    /// Makes an empty layer.
    public init() {}
}

extension Layer {
    /// The contents of a file as this layer alone has it; nil where it has none or they were not kept.
    package func contents(at path: BytePath) -> [UInt8]? {
        captured.keys.filter { changeset.path(of: $0).elementsEqual(path.bytes) }.max().flatMap { captured[$0] }
    }
}
