/// What a program or shared library says of the libraries it needs (System V ABI, "Dynamic Section").
public struct ELFDynamic: Sendable, Hashable, Codable {
    /// The names of the libraries it needs (DT_NEEDED).
    public var needed: [String] = []
    /// Its own name as a library (DT_SONAME); nil where it has none.
    public var name: String?
    /// Where it wants its libraries looked for first (DT_RUNPATH, else DT_RPATH), `$ORIGIN` as written.
    public var searchPath: [String] = []

    /// How many entries of a dynamic section are read; real ones have about 40.
    static let entryLimit = 4096
    /// Bytes of one name.
    static let nameLimit = 4096
    /// Bytes of the names of all libraries that a file needs; real ones have less than a tenth.
    static let namesLimit = 64 << 10

    /// Reads what a window kept of a file.
    ///
    /// Fails for a file that is not linked dynamically, that is damaged, that needs more than ``namesLimit`` bytes of names, or
    /// of which too little was kept.
    init?(_ window: ELFWindow) {
        guard let header = window.header, let table = header.dynamic else { return nil }
        guard let bytes = window.bytes(table.offset, count: table.size) else { return nil }
        let size = header.is64 ? 16 : 8
        var entries: [(tag: UInt64, value: UInt64)] = []
        for index in 0..<min(bytes.count / size, ELFDynamic.entryLimit) {
            let entry = ELFBytes(bytes.dropFirst(index * size).prefix(size), header)
            guard let tag = entry.word(0), let value = entry.word(size / 2) else { return nil }
            if tag == 0 { break }
            entries.append((tag, value))
        }
        guard let address = entries.first(where: { $0.tag == 5 })?.value, let start = header.offset(of: address) else {
            return nil
        }
        func string(_ offset: UInt64) -> String? {
            guard offset < UInt64(Int32.max) else { return nil }
            return window.string(start + Int(offset), limit: ELFDynamic.nameLimit)
        }
        var seen: Set<UInt64> = []
        var length = 0
        for (tag, value) in entries where tag == 1 && seen.insert(value).inserted {
            guard let library = string(value) else { return nil }
            // Names may overlap in their table, and so be many times larger than the file.
            length += library.utf8.count
            guard length <= ELFDynamic.namesLimit else { return nil }
            needed.append(library)
        }
        name = entries.first { $0.tag == 14 }.flatMap { string($0.value) }
        let paths = entries.first { $0.tag == 29 } ?? entries.first { $0.tag == 15 }
        let text = paths.flatMap { string($0.value) } ?? ""
        searchPath = text.utf8.split(separator: UInt8(ascii: ":")).map { String(Substring($0)) }
    }
}

/// The parts of an ELF header that lead to the dynamic section.
struct ELFHeader: Sendable {
    struct Segment: Sendable {
        let offset: Int
        let address: UInt64
        let size: Int
    }

    let is64: Bool
    let isBigEndian: Bool
    /// Where the dynamic section lies in the file; nil for a program that is linked statically.
    private(set) var dynamic: (offset: Int, size: Int)?
    private var segments: [Segment] = []

    static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
    /// Program headers that are read; real files have about a dozen.
    static let segmentLimit = 1024
    /// Bytes of a dynamic section that are read.
    static let dynamicLimit = 64 << 10

    /// Reads the header from the beginning of a file; nil where it is none, or its tables lie elsewhere.
    init?(_ head: [UInt8]) {
        guard head.count >= 64, head.starts(with: ELFHeader.magic), head[4] == 1 || head[4] == 2,
            head[5] == 1 || head[5] == 2
        else { return nil }
        is64 = head[4] == 2
        isBigEndian = head[5] == 2
        let bytes = ELFBytes(head[...], self)
        guard let table = bytes.word(is64 ? 32 : 28), table < UInt64(head.count),
            let size = bytes.half(is64 ? 54 : 42), let count = bytes.half(is64 ? 56 : 44),
            Int(size) >= (is64 ? 56 : 32)
        else { return nil }
        for index in 0..<min(Int(count), ELFHeader.segmentLimit) {
            let start = Int(table) + index * Int(size)
            guard start + Int(size) <= head.count else { break }
            let entry = ELFBytes(head[start..<start + Int(size)], self)
            guard let type = entry.number(0, bytes: 4), let offset = entry.word(is64 ? 8 : 4),
                let address = entry.word(is64 ? 16 : 8), let length = entry.word(is64 ? 32 : 16),
                offset < UInt64(Int32.max) * 4, length < UInt64(Int32.max) * 4
            else { return nil }
            if type == 1 {
                segments.append(Segment(offset: Int(offset), address: address, size: Int(length)))
            } else if type == 2 {
                dynamic = (Int(offset), min(Int(length), ELFHeader.dynamicLimit))
            }
        }
    }

    /// Where in the file an address of memory comes from; nil where no segment holds it.
    func offset(of address: UInt64) -> Int? {
        for segment in segments where address >= segment.address && address - segment.address < UInt64(segment.size) {
            return segment.offset + Int(address - segment.address)
        }
        return nil
    }
}

/// Numbers of an ELF file in its own byte order and word size.
struct ELFBytes {
    private let bytes: ArraySlice<UInt8>
    private let is64: Bool
    private let isBigEndian: Bool

    init(_ bytes: ArraySlice<UInt8>, _ header: ELFHeader) {
        self.bytes = bytes
        is64 = header.is64
        isBigEndian = header.isBigEndian
    }

    func half(_ offset: Int) -> UInt64? { number(offset, bytes: 2) }

    func word(_ offset: Int) -> UInt64? { number(offset, bytes: is64 ? 8 : 4) }

    /// A number at an offset; nil where it is not all there.
    func number(_ offset: Int, bytes count: Int) -> UInt64? {
        guard offset >= 0, offset + count <= bytes.count else { return nil }
        let start = bytes.startIndex + offset
        let digits = bytes[start..<start + count]
        return isBigEndian
            ? digits.reduce(0) { $0 << 8 | UInt64($1) } : digits.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
