/// Keeps of a program or library, while it streams by, what says which libraries it needs.
///
/// These are the first bytes, where linkers put names, and those around the dynamic section, where tools that rewrite
/// libraries put them. What lies elsewhere is not known.
struct ELFWindow: Sendable {
    /// Bytes kept from the beginning.
    static let headLimit = 4 << 20
    /// Bytes kept before and from the beginning of the dynamic section.
    static let reach = 1 << 20

    private var head: [UInt8] = []
    private var around: [UInt8] = []
    /// What the second part should hold; empty until the header is known.
    private var wanted = 0..<0
    private var position = 0
    /// The header; nil until it has come and where there is none.
    private(set) var header: ELFHeader?
    private var isHeaderRead = false

    init() {}

    /// Takes the next bytes of the file.
    mutating func append(_ part: UnsafeRawBufferPointer) {
        let room = min(part.count, max(0, ELFWindow.headLimit - position))
        // Unsafe: the caller holds the part; what is taken of it is clamped to it and copied.
        if room > 0 { unsafe head.append(contentsOf: part.prefix(room)) }
        // Program headers stand right behind the header in what linkers write.
        if !isHeaderRead, head.count >= 4096 { readHeader() }
        let overlap = wanted.clamped(to: position..<position + part.count)
        if !overlap.isEmpty {
            unsafe around.append(contentsOf: part[overlap.lowerBound - position..<overlap.upperBound - position])
        }
        position += part.count
    }

    /// Notes the end of the file; returns what it says.
    mutating func finish() -> ELFDynamic? {
        if !isHeaderRead { readHeader() }
        return ELFDynamic(self)
    }

    private mutating func readHeader() {
        isHeaderRead = true
        header = ELFHeader(head)
        guard let dynamic = header?.dynamic, dynamic.offset + dynamic.size > ELFWindow.headLimit else { return }
        let start = max(head.count, dynamic.offset - ELFWindow.reach)
        wanted = start..<max(start, dynamic.offset + ELFWindow.reach)
    }

    /// Bytes of the file as far as they were kept; nil where the first ones were not, or none.
    func bytes(_ offset: Int, count: Int) -> ArraySlice<UInt8>? {
        if offset >= 0, offset < head.count { return head[offset..<min(head.count, offset + count)] }
        let start = offset - wanted.lowerBound
        guard !wanted.isEmpty, start >= 0, start < around.count else { return nil }
        return around[start..<min(around.count, start + count)]
    }

    /// A text that ends in a zero byte; nil where its end was not kept.
    func string(_ offset: Int, limit: Int) -> String? {
        guard let bytes = bytes(offset, count: limit), let end = bytes.firstIndex(of: 0) else { return nil }
        return DisplayText.decoded(bytes[..<end])
    }
}
