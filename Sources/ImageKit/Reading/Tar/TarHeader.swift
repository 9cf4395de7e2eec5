/// One 512-byte header block (POSIX.1-1988 ustar, GNU tar, seventh edition).
struct TarHeader {
    static let blockSize = 512

    private let block: [UInt8]

    /// - Parameter block: exactly 512 bytes.
    init(_ block: [UInt8]) { self.block = block }

    var isZero: Bool { block.allSatisfy { $0 == 0 } }

    /// Whether the checksum is right, taken over unsigned or, as old tars did, signed bytes.
    var hasValidChecksum: Bool {
        guard block.count == TarHeader.blockSize, let stored = try? number(148..<156, "checksum") else { return false }
        var unsigned: Int64 = 0
        var negative: Int64 = 0
        for byte in block {
            unsigned += Int64(byte)
            negative += Int64(byte >> 7)
        }
        // The field itself counts as spaces.
        for byte in block[148..<156] {
            unsigned += 0x20 - Int64(byte)
            negative -= Int64(byte >> 7)
        }
        // Old programs summed signed bytes.
        return stored == unsigned || stored == unsigned - 256 * negative
    }

    var type: UInt8 { block[156] }
    /// Whether the type is one of the three for regular files.
    var isPlainFile: Bool { type == 0 || type == UInt8(ascii: "0") || type == UInt8(ascii: "7") }
    var isPOSIX: Bool { block[257..<263].elementsEqual("ustar\0".utf8) }
    var linkName: ArraySlice<UInt8> { text(157..<257) }

    var name: [UInt8] {
        let name = text(0..<100)
        let prefix = isPOSIX ? text(345..<500) : []
        return prefix.isEmpty ? Array(name) : prefix + [UInt8(ascii: "/")] + name
    }

    func size() throws -> Int64 { try natural(124..<136, "size") }
    func mode() throws -> UInt16 { UInt16(try number(100..<108, "mode") & 0o7777) }
    func userID() throws -> Int64 { try number(108..<116, "user identifier") }
    func groupID() throws -> Int64 { try number(116..<124, "group identifier") }
    func modified() throws -> Int64 { try number(136..<148, "modification time") }

    /// Old GNU sparse files: the size with holes.
    func sparseRealSize() throws -> Int64 { try natural(483..<495, "real size") }

    /// Old GNU sparse files: regions in a header block (4) or in an extension block (21), and whether more follow.
    func sparseRegions(isExtension: Bool) throws -> (regions: [SparseRegion], hasMore: Bool) {
        let base = isExtension ? 0 : 386
        let count = isExtension ? 21 : 4
        var regions: [SparseRegion] = []
        for slot in 0..<count {
            let start = base + slot * 24
            // A slot that is not used begins with a NUL.
            guard block[start] != 0 || block[start + 12] != 0 else { break }
            regions.append(
                SparseRegion(
                    offset: try natural(start..<start + 12, "sparse offset"),
                    length: try natural(start + 12..<start + 24, "sparse length")))
        }
        return (regions, block[base + count * 24] != 0)
    }

    private func text(_ range: Range<Int>) -> ArraySlice<UInt8> { block[range].prefix { $0 != 0 } }

    private func natural(_ range: Range<Int>, _ what: String) throws -> Int64 {
        let value = try number(range, what)
        guard value >= 0 else { throw ImageError(.malformedTar, "the \(what) is negative") }
        return value
    }

    /// A number in octal digits, or in base 256 where the first bit is set.
    private func number(_ range: Range<Int>, _ what: String) throws -> Int64 {
        let field = block[range]
        if let first = field.first, first & 0x80 != 0 {
            // The second bit is the sign of a two's complement number.
            var value: Int64 = first & 0x40 != 0 ? -1 : 0
            for (position, byte) in field.enumerated() {
                let digits = position == 0 ? Int64(byte & 0x7F) | (value < 0 ? ~0x7F : 0) : Int64(byte)
                if position == 0 {
                    value = digits
                    continue
                }
                let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
                guard !overflow else { throw ImageError(.malformedTar, "the \(what) is out of range") }
                value = shifted | digits
            }
            return value
        }
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        let rest = field[digits.endIndex...]
        guard digits.allSatisfy({ (0x30...0x37).contains($0) }), rest.allSatisfy({ $0 == 0 || $0 == 0x20 }),
            digits.count <= 21
        else { throw ImageError(.malformedTar, "the \(what) is not an octal number") }
        var value: Int64 = 0
        for digit in digits { value = value << 3 | Int64(digit & 7) }
        guard value >= 0 else { throw ImageError(.malformedTar, "the \(what) is out of range") }
        return value
    }
}

extension TarHeader {
    /// What a file that is not a tar archive is, according to its first bytes; nil where they tell nothing.
    var kindOfFile: String? {
        if block.starts(with: "!<arch>\n".utf8) { return "a Debian package or another ar archive" }
        if block.starts(with: "hsqs".utf8) { return "a squashfs file system, such as snaps are" }
        if block.dropFirst(32).starts(with: "SIF_MAGIC".utf8) {
            return "an image of Apptainer or Singularity; save the image that it was made from"
        }
        if block.starts(with: "PK".utf8) { return "a zip archive" }
        if block.starts(with: [0x7F] + "ELF".utf8) { return "a program" }
        if block.starts(with: "QFI".utf8 + [0xFB]) { return "a disk of a virtual machine" }
        if block.starts(with: "7z".utf8 + [0xBC, 0xAF]) { return "a 7-Zip archive" }
        if block.starts(with: "Rar!".utf8) { return "a RAR archive" }
        if block.starts(with: [0xED, 0xAB, 0xEE, 0xDB]) { return "an RPM package" }
        switch block.first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return "a JSON document"
        case UInt8(ascii: "<"): return "an HTML or XML document"
        default: return nil
        }
    }
}
