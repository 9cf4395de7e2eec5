/// The records of one pax extended header (POSIX.1-2001, "pax Extended Header").
struct PaxRecords {
    /// The values by key; a later record of the same key wins, as POSIX says.
    private(set) var values: [[UInt8]: [UInt8]] = [:]
    /// Regions of a sparse file as GNU tar's version 0.0 writes them, one record a number.
    private(set) var sparseRegions: [SparseRegion] = []

    /// Parses `length key=value\n` records.
    ///
    /// - Throws: ``ImageError`` with `malformedTar`.
    mutating func parse(_ bytes: [UInt8]) throws {
        var position = 0
        var pendingOffset: Int64?
        while position < bytes.count {
            guard let space = bytes[position...].firstIndex(of: 0x20), space - position <= 10,
                let length = Int(String(decoding: bytes[position..<space], as: UTF8.self)),
                bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-"),
                length > space - position + 2, length <= bytes.count - position,
                bytes[position + length - 1] == UInt8(ascii: "\n")
            else { throw ImageError(.malformedTar, "a pax record has a wrong length") }
            let record = bytes[(space + 1)..<(position + length - 1)]
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")), equals > record.startIndex else {
                throw ImageError(.malformedTar, "a pax record has no key")
            }
            let key = Array(record[..<equals])
            let value = Array(record[(equals + 1)...])
            switch String(decoding: key, as: UTF8.self) {
            case "path", "linkpath", "GNU.sparse.name":
                guard !value.contains(0) else { throw ImageError(.malformedTar, "a pax path holds a NUL byte") }
                values[key] = value
            case "GNU.sparse.offset": pendingOffset = try PaxRecords.integer(value, "GNU.sparse.offset")
            case "GNU.sparse.numbytes":
                let length = try PaxRecords.integer(value, "GNU.sparse.numbytes")
                guard let offset = pendingOffset else {
                    throw ImageError(.malformedTar, "a sparse region has no offset")
                }
                sparseRegions.append(SparseRegion(offset: offset, length: length))
                pendingOffset = nil
            default: values[key] = value
            }
            position += length
        }
    }

    /// The bytes of a record; nil where it is missing or, as POSIX says, empty.
    func bytes(_ key: String) -> [UInt8]? {
        guard let value = values[Array(key.utf8)], !value.isEmpty else { return nil }
        return value
    }

    /// A record as a decimal number.
    func integer(_ key: String) throws -> Int64? { try bytes(key).map { try PaxRecords.integer($0, key) } }

    /// A number that may be negative, as some tools write owners; one that is too large is the largest there is.
    func signed(_ key: String) throws -> Int64? {
        guard let value = bytes(key) else { return nil }
        let isNegative = value.first == UInt8(ascii: "-")
        let digits = isNegative ? Array(value.dropFirst()) : value
        let isNumber = !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
        if isNumber, Int64(String(decoding: digits, as: UTF8.self)) == nil { return isNegative ? -Int64.max : .max }
        let number = try PaxRecords.integer(digits, key)
        return isNegative ? -number : number
    }

    /// A time in seconds; its fraction is dropped.
    func seconds(_ key: String) throws -> Int64? {
        guard let value = bytes(key) else { return nil }
        let whole = value.prefix { $0 != UInt8(ascii: ".") }
        guard let seconds = Int64(String(decoding: whole, as: UTF8.self)) else {
            throw ImageError(.malformedTar, "the pax record \(key) is no time")
        }
        return seconds
    }

    private static func integer(_ value: [UInt8], _ key: String) throws -> Int64 {
        guard let first = value.first, (0x30...0x39).contains(first),
            let number = Int64(String(decoding: value, as: UTF8.self))
        else { throw ImageError(.malformedTar, "the pax record \(key) is no number") }
        return number
    }
}

/// What extended headers say of the entry behind them.
struct HeaderExtensions {
    var pax = PaxRecords()
    var hasPax = false
    var hasGlobal = false
    var longName: [UInt8]?
    var longLink: [UInt8]?
    var count = 0

    var isEmpty: Bool { !hasPax && longName == nil && longLink == nil }

    /// A pax size before a GNU long name could belong to either; readers were tricked with that.
    func checkOrder() throws {
        if pax.bytes("size") != nil {
            throw ImageError(
                .malformedTar, "a pax size comes before a GNU long name; readers disagree on what it belongs to")
        }
    }
}
