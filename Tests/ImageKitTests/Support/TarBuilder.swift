/// A tar written block by block, so that it can hold what no tool writes.
struct TarBuilder {
    /// The dialect of a header.
    enum Dialect: String, CaseIterable, Sendable { case posix, gnu, seventhEdition }

    private(set) var bytes: [UInt8] = []

    /// Adds a header and contents; the header says `size`, else the number of bytes of the contents.
    mutating func add(
        _ name: [UInt8], type: Character = "0", contents: [UInt8] = [], link: [UInt8] = [], size: Int64? = nil,
        mode: Int = 0o644, dialect: Dialect = .posix, edit: (inout [UInt8]) -> Void = { _ in },
        editBehindChecksum: (inout [UInt8]) -> Void = { _ in }
    ) {
        var block = [UInt8](repeating: 0, count: 512)
        TarBuilder.put(Array(name.prefix(100)), at: 0, in: &block)
        TarBuilder.put(TarBuilder.octal(Int64(mode), digits: 7), at: 100, in: &block)
        TarBuilder.put(TarBuilder.octal(7, digits: 7), at: 108, in: &block)
        TarBuilder.put(TarBuilder.octal(8, digits: 7), at: 116, in: &block)
        TarBuilder.put(TarBuilder.octal(size ?? Int64(contents.count), digits: 11), at: 124, in: &block)
        TarBuilder.put(TarBuilder.octal(1_700_000_000, digits: 11), at: 136, in: &block)
        block[156] = type == "\0" ? 0 : type.asciiValue ?? 0
        TarBuilder.put(Array(link.prefix(100)), at: 157, in: &block)
        switch dialect {
        case .posix: TarBuilder.put(Array("ustar\u{0}00".utf8), at: 257, in: &block)
        case .gnu: TarBuilder.put(Array("ustar  \u{0}".utf8), at: 257, in: &block)
        case .seventhEdition: break
        }
        edit(&block)
        TarBuilder.seal(&block)
        editBehindChecksum(&block)
        bytes += block
        append(contents)
    }

    mutating func add(
        _ name: String, type: Character = "0", contents: [UInt8] = [], link: String = "", size: Int64? = nil,
        mode: Int = 0o644, dialect: Dialect = .posix, edit: (inout [UInt8]) -> Void = { _ in },
        editBehindChecksum: (inout [UInt8]) -> Void = { _ in }
    ) {
        add(
            Array(name.utf8), type: type, contents: contents, link: Array(link.utf8), size: size, mode: mode,
            dialect: dialect, edit: edit, editBehindChecksum: editBehindChecksum)
    }

    mutating func add(_ name: String, _ text: String) { add(name, contents: Array(text.utf8)) }

    mutating func add(directory name: String) { add(name + "/", type: "5", mode: 0o755) }

    /// Adds a pax header with records; `type` is `g` for a global one.
    mutating func addPax(_ records: KeyValuePairs<String, String>, type: Character = "x") {
        addPax(records.map { (Array($0.key.utf8), Array($0.value.utf8)) }, type: type)
    }

    mutating func addPax(_ records: [([UInt8], [UInt8])], type: Character = "x") {
        add("PaxHeaders/entry", type: type, contents: records.flatMap { TarBuilder.paxRecord($0.0, $0.1) })
    }

    /// Adds a GNU long name (`L`) or long link (`K`).
    mutating func addLong(_ text: [UInt8], type: Character = "L") {
        add("././@LongLink", type: type, contents: text + [0], dialect: .gnu)
    }

    /// Adds bytes and what fills their last block.
    mutating func append(_ contents: [UInt8]) {
        bytes += contents
        bytes += [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
    }

    /// Adds bytes as they are.
    mutating func appendRaw(_ raw: [UInt8]) { bytes += raw }

    /// The tar with its two zero blocks.
    var archive: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    static func octal(_ value: Int64, digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }

    /// A number in base 256, big-endian, with the mark in its first bit.
    static func base256(_ value: Int64, count: Int) -> [UInt8] {
        var field = (0..<count).map { position -> UInt8 in
            let shift = (count - 1 - position) * 8
            return UInt8(truncatingIfNeeded: shift >= 64 ? (value < 0 ? -1 : 0) : value >> shift)
        }
        field[0] = value < 0 ? 0xFF : field[0] | 0x80
        return field
    }

    static func put(_ field: [UInt8], at offset: Int, in block: inout [UInt8]) {
        block.replaceSubrange(offset..<offset + field.count, with: field)
    }

    /// Writes the checksum.
    static func seal(_ block: inout [UInt8], signed: Bool = false) {
        put([UInt8](repeating: 0x20, count: 8), at: 148, in: &block)
        let sum = block.reduce(Int64(0)) { $0 + (signed ? Int64(Int8(bitPattern: $1)) : Int64($1)) }
        put(octal(sum, digits: 6) + [0, 0x20], at: 148, in: &block)
    }

    static func paxRecord(_ key: [UInt8], _ value: [UInt8]) -> [UInt8] {
        let rest = [0x20] + key + [UInt8(ascii: "=")] + value + [0x0A]
        var length = rest.count + 1
        while String(length).utf8.count + rest.count != length { length = String(length).utf8.count + rest.count }
        return Array(String(length).utf8) + rest
    }
}
