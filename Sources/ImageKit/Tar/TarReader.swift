/// Walks a tar from front to back: POSIX ustar and pax, GNU and seventh edition.
///
/// libarchive reads the same formats, but it hides what has to be told here: the type of an unknown entry, global headers,
/// NUL bytes in names, bytes behind a lone zero block; and in 3.6.2 it accepts overlapping sparse maps and loses the entry
/// behind a sparse file whose map ends early. Tests hold the two against each other.
final class TarReader {
    private let buffer: TarBuffer
    private let limits: Limits
    private var block: [UInt8] = []
    /// Bytes of the current entry's contents that are not consumed yet, and the padding behind them.
    private var payloadLeft: Int64 = 0
    private var padding: Int64 = 0
    private var isAtEnd = false
    /// The path of the current entry, for errors.
    private var path: String?
    /// Remarks on what was read so far.
    var diagnostics: [Diagnostic] { log.diagnostics }
    private var log = DiagnosticLog()
    /// How many bytes of the compressed blob had been consumed where the current entry begins.
    private(set) var entrySourceOffset: Int64 = 0

    init(_ stream: any ByteStream, limits: Limits) {
        buffer = TarBuffer(stream)
        self.limits = limits
    }

    /// The offset in the tar of the next byte to be read.
    var position: Int64 { buffer.position }

    /// The next entry; nil at the end, when everything behind it has been read too.
    ///
    /// - Throws: ``ImageError`` with path and offset.
    func next() throws -> TarEntry? {
        guard !isAtEnd else { return nil }
        try skipPayload()
        let start = buffer.position
        entrySourceOffset = buffer.sourceOffset
        path = nil
        do {
            guard var entry = try readEntry() else { return nil }
            entry.offset = start
            return entry
        } catch let error as ImageError {
            throw located(error, offset: error.offset ?? start)
        }
    }

    /// Hands the contents of the current entry to `body`, part by part.
    func readPayload(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        while payloadLeft > 0 {
            let taken = try unsafe buffer.take(payloadLeft) { try unsafe body($0) }
            guard taken > 0 else { throw truncated() }
            payloadLeft -= taken
        }
    }

    /// Copies the next contents of the current entry; 0 at their end.
    func readPayload(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard payloadLeft > 0 else { return 0 }
        let taken = try unsafe buffer.take(min(payloadLeft, Int64(target.count))) {
            unsafe target.copyMemory(from: $0)
        }
        guard taken > 0 else { throw truncated() }
        payloadLeft -= taken
        return Int(taken)
    }

    /// The first bytes of the current entry's contents, not consumed.
    func payloadHead(_ count: Int) throws -> [UInt8] {
        let ready = min(Int64(try buffer.ensure(count)), payloadLeft, Int64(count))
        buffer.peek(Int(ready), into: &block)
        return block
    }

    /// Passes over what is left of the current entry's contents.
    func skipPayload() throws {
        let left = payloadLeft + padding
        guard left > 0 else { return }
        let contents = payloadLeft
        payloadLeft = 0
        padding = 0
        let skipped = try buffer.skip(left)
        // Padding that is missing at the very end loses nothing.
        if skipped < contents { throw truncated() }
    }

    private func truncated() -> ImageError {
        located(ImageError(.truncated, "the tar ends inside this entry's contents"), offset: buffer.position)
    }

    private func located(_ error: ImageError, offset: Int64) -> ImageError {
        var error = error.located(path: path)
        error.offset = error.offset ?? offset
        return error
    }

    private func note(_ code: Diagnostic.Code, _ message: String) {
        log.append(Diagnostic(code, "\(message) (offset \(buffer.position))", path: path))
    }
}

// MARK: - Headers

extension TarReader {
    /// Reads the next block; nil at the end of the stream.
    private func readBlock() throws -> TarHeader? {
        let ready = try buffer.ensure(TarHeader.blockSize)
        guard ready >= TarHeader.blockSize else {
            buffer.peek(ready, into: &block)
            buffer.consume(ready)
            guard block.allSatisfy({ $0 == 0 }) else {
                throw ImageError(.truncated, "the tar ends inside a header", offset: buffer.position)
            }
            return nil
        }
        buffer.peek(TarHeader.blockSize, into: &block)
        buffer.consume(TarHeader.blockSize)
        return TarHeader(block)
    }

    /// Reads headers up to one that stands for a file, and applies those before it.
    private func readEntry() throws -> TarEntry? {
        var extensions = HeaderExtensions()
        while true {
            let offset = buffer.position
            guard let header = try readBlock() else {
                guard extensions.isEmpty else {
                    throw ImageError(.truncated, "the tar ends behind an extended header", offset: offset)
                }
                isAtEnd = true
                return nil
            }
            if header.isZero {
                guard extensions.isEmpty else {
                    throw ImageError(.malformedTar, "the tar ends behind an extended header", offset: offset)
                }
                try readEnd()
                return nil
            }
            guard header.hasValidChecksum else {
                let reason = offset == 0 ? "this is no tar archive: its first header" : "the header"
                throw ImageError(.malformedTar, "\(reason) has a wrong checksum", offset: offset)
            }
            switch header.type {
            case UInt8(ascii: "x"), UInt8(ascii: "X"):
                if extensions.hasPax { note(.repeatedHeader, "two pax headers stand before one entry") }
                if extensions.hasGlobal {
                    note(.repeatedHeader, "a pax header belongs to the entry behind a global header")
                }
                extensions.hasPax = true
                try extensions.pax.parse(readExtension(header, limit: limits.extendedHeader))
            case UInt8(ascii: "g"):
                extensions.hasGlobal = true
                if extensions.hasPax { note(.repeatedHeader, "a global pax header stands behind a pax header") }
                try readGlobal(header)
            case UInt8(ascii: "L"):
                try extensions.checkOrder()
                if extensions.longName != nil { note(.repeatedHeader, "two long names stand before one entry") }
                extensions.longName = try readLongName(header)
            case UInt8(ascii: "K"):
                try extensions.checkOrder()
                if extensions.longLink != nil { note(.repeatedHeader, "two long links stand before one entry") }
                extensions.longLink = try readLongName(header)
            case UInt8(ascii: "V"):
                note(.unknownType, "a volume label is no file")
                payloadLeft = try header.size()
                padding = (512 - payloadLeft % 512) % 512
                try skipPayload()
            default:
                guard let entry = try makeEntry(header, extensions) else {
                    extensions = HeaderExtensions()
                    try skipPayload()
                    continue
                }
                return entry
            }
            extensions.count += 1
            guard extensions.count <= 64 else {
                throw ImageError(.limitExceeded, "more than 64 extended headers stand before one entry")
            }
        }
    }

    private func readExtension(_ header: TarHeader, limit: Int64) throws -> [UInt8] {
        let size = try header.size()
        guard size <= limit else {
            throw ImageError(.limitExceeded, "an extended header of \(size) bytes exceeds the limit of \(limit)")
        }
        payloadLeft = size
        padding = (512 - size % 512) % 512
        var bytes: [UInt8] = []
        try unsafe readPayload { unsafe bytes.append(contentsOf: $0) }
        try skipPayload()
        return bytes
    }

    private func readLongName(_ header: TarHeader) throws -> [UInt8] {
        Array(try readExtension(header, limit: Int64(limits.path) + 1).prefix { $0 != 0 })
    }

    /// A global header would change every entry behind it; engines do not apply it, so neither do we.
    private func readGlobal(_ header: TarHeader) throws {
        var records = PaxRecords()
        try records.parse(readExtension(header, limit: limits.extendedHeader))
        let keys = records.values.keys.map { DisplayText.decoded($0) }.filter { $0 != "comment" }.sorted()
        if !keys.isEmpty {
            note(
                .globalHeader, "a global pax header is not applied, as engines do not: \(keys.joined(separator: ", "))")
        }
    }

    /// Reads the end: a second zero block, then whatever fills the last record.
    private func readEnd() throws {
        isAtEnd = true
        path = nil
        let offset = buffer.position
        guard let second = try readBlock() else { return }
        guard second.isZero else {
            throw ImageError(
                .malformedTar,
                "a lone zero block stands before more data; readers disagree on whether the tar ends there",
                offset: offset)
        }
        var trailing: Int64?
        var position = buffer.position
        while try unsafe buffer.take(
            .max,
            { part in
                if trailing == nil, let index = unsafe part.firstIndex(where: { $0 != 0 }) {
                    trailing = position + Int64(index)
                }
                position += Int64(part.count)
            }) > 0
        {}
        if let trailing {
            log.append(
                Diagnostic(.trailingData, "data behind the end of the tar is ignored (offset \(trailing))"))
        }
    }
}

// MARK: - Entries

/// What extended headers say of the entry behind them.
private struct HeaderExtensions {
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
                .malformedTar, "a pax size stands before a GNU long name; readers disagree on what it belongs to")
        }
    }
}

extension TarReader {
    /// The entry of a header; nil where it is left out with a remark.
    private func makeEntry(_ header: TarHeader, _ extensions: HeaderExtensions) throws -> TarEntry? {
        let pax = extensions.pax
        var name = pax.bytes("GNU.sparse.name") ?? pax.bytes("path") ?? extensions.longName ?? header.name
        let size = try pax.integer("size") ?? header.size()
        path = DisplayText.escaped(DisplayText.decoded(name.prefix(512)))
        guard !name.isEmpty else {
            note(.emptyName, "an entry without a name is left out")
            payloadLeft = size
            padding = (512 - size % 512) % 512
            return nil
        }
        guard name.count <= limits.path else {
            throw ImageError(.limitExceeded, "a path of \(name.count) bytes exceeds the limit of \(limits.path)")
        }
        let isDirectoryName = name.last == UInt8(ascii: "/") && header.isPlainFile
        guard !isDirectoryName || size == 0 else {
            throw ImageError(
                .malformedTar, "a file with contents is named like a directory; readers disagree on what follows it")
        }
        guard let normal = BytePath(name) else {
            throw ImageError(.malformedTar, "the path leaves the image's root")
        }
        if name.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual([0x2E, 0x2E]) }) {
            note(.parentInPath, "a path with .. is taken as \(normal)")
        }
        name = normal.bytes
        guard name.lazy.filter({ $0 == UInt8(ascii: "/") }).count < limits.pathDepth else {
            throw ImageError(.limitExceeded, "the path has more than \(limits.pathDepth) components")
        }
        var entry = TarEntry(path: normal, kind: isDirectoryName ? .directory : kind(of: header))
        entry.mode = try header.mode()
        entry.userID = try identifier(pax, "uid") ?? header.userID()
        entry.groupID = try identifier(pax, "gid") ?? header.groupID()
        entry.modified = try pax.seconds("mtime") ?? header.modified()
        if entry.kind == .hardLink || entry.kind == .symbolicLink {
            entry.linkTarget = pax.bytes("linkpath") ?? extensions.longLink ?? Array(header.linkName)
            guard entry.linkTarget.count <= limits.path else {
                throw ImageError(.limitExceeded, "a link target exceeds the limit of \(limits.path) bytes")
            }
        }
        if normal.bytes.isEmpty, entry.kind != .directory {
            throw ImageError(.malformedTar, "the image's root is no directory")
        }
        try beginPayload(of: &entry, size: size, header: header, pax: pax)
        return entry
    }

    private func identifier(_ pax: PaxRecords, _ key: String) throws -> UInt32? {
        guard let value = try pax.integer(key) else { return nil }
        guard let identifier = UInt32(exactly: value) else {
            throw ImageError(.malformedTar, "the pax record \(key) is out of range")
        }
        return identifier
    }

    private func kind(of header: TarHeader) -> TarEntry.Kind {
        switch header.type {
        case _ where header.isPlainFile: return .file
        case UInt8(ascii: "S"): return .file
        case UInt8(ascii: "1"): return .hardLink
        case UInt8(ascii: "2"): return .symbolicLink
        case UInt8(ascii: "3"): return .characterDevice
        case UInt8(ascii: "4"): return .blockDevice
        case UInt8(ascii: "5"), UInt8(ascii: "D"): return .directory
        case UInt8(ascii: "6"): return .fifo
        default:
            note(.unknownType, "an entry of unknown type \(header.type) is taken for a regular file")
            return .file
        }
    }

    /// Finds out how many bytes of contents follow the header.
    private func beginPayload(of entry: inout TarEntry, size: Int64, header: TarHeader, pax: PaxRecords) throws {
        var contents: Int64 = 0
        switch entry.kind {
        case .file:
            contents = size
            entry.size = size
            entry.storedSize = size
        case .hardLink where size > 0:
            contents = try hardLinkContents(size)
        case .directory where header.type == UInt8(ascii: "D"):
            contents = size
        default: break
        }
        let (end, overflow) = buffer.position.addingReportingOverflow(contents)
        guard !overflow, end <= limits.layerSize else {
            throw ImageError(
                .limitExceeded, "the entry's size of \(contents) bytes exceeds the limit of \(limits.layerSize)")
        }
        payloadLeft = contents
        padding = (512 - contents % 512) % 512
        guard entry.kind == .file else { return }
        if header.type == UInt8(ascii: "S") {
            try readOldSparseMap(header, of: &entry)
        } else if let realSize = try pax.integer("GNU.sparse.realsize") ?? pax.integer("GNU.sparse.size") {
            try readPaxSparseMap(pax, realSize: realSize, of: &entry)
        }
    }

    /// Some tars give a hard link its file's size without contents, others repeat the contents.
    private func hardLinkContents(_ size: Int64) throws -> Int64 {
        let ready = try buffer.ensure(TarHeader.blockSize)
        guard ready >= TarHeader.blockSize else { return 0 }
        buffer.peek(TarHeader.blockSize, into: &block)
        let next = TarHeader(block)
        let hasNone = next.isZero || next.hasValidChecksum
        note(
            .hardLinkSize,
            hasNone
                ? "a hard link has a size but no contents" : "the contents of a hard link are passed over")
        return hasNone ? 0 : size
    }

    private func readOldSparseMap(_ header: TarHeader, of entry: inout TarEntry) throws {
        var map = SparseMap(limits: limits)
        var (regions, hasMore) = try header.sparseRegions(isExtension: false)
        for region in regions { try map.append(region) }
        while hasMore {
            guard let more = try readBlock() else {
                throw ImageError(.truncated, "the tar ends inside a sparse map")
            }
            (regions, hasMore) = try more.sparseRegions(isExtension: true)
            for region in regions { try map.append(region) }
        }
        entry.size = try header.sparseRealSize()
        entry.isSparse = true
        try map.finish(realSize: entry.size, available: entry.storedSize)
    }

    private func readPaxSparseMap(_ pax: PaxRecords, realSize: Int64, of entry: inout TarEntry) throws {
        var map = SparseMap(limits: limits)
        let stored = payloadLeft
        if try pax.integer("GNU.sparse.major") == 1 {
            try readSparseMapContents(into: &map)
        } else if let text = pax.bytes("GNU.sparse.map") {
            let numbers = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard numbers.count % 2 == 0 else { throw ImageError(.malformedTar, "the sparse map is incomplete") }
            for index in stride(from: 0, to: numbers.count, by: 2) {
                try map.append(
                    SparseRegion(
                        offset: try sparseNumber(numbers[index]), length: try sparseNumber(numbers[index + 1])))
            }
        } else {
            for region in pax.sparseRegions { try map.append(region) }
        }
        entry.size = realSize
        entry.storedSize = stored
        entry.isSparse = true
        try map.finish(realSize: realSize, available: payloadLeft)
    }

    private func sparseNumber(_ digits: some Collection<UInt8>) throws -> Int64 {
        guard let first = digits.first, (0x30...0x39).contains(first),
            let number = Int64(String(decoding: digits, as: UTF8.self))
        else { throw ImageError(.malformedTar, "the sparse map holds something that is no number") }
        return number
    }

    /// GNU tar's version 1.0: the map stands in front of the contents, decimal lines padded to whole blocks.
    private func readSparseMapContents(into map: inout SparseMap) throws {
        var line: [UInt8] = []
        var count: Int64?
        var offset: Int64?
        var taken = 0
        while count != 0 {
            guard payloadLeft >= Int64(TarHeader.blockSize),
                try buffer.ensure(TarHeader.blockSize) >= TarHeader.blockSize
            else { throw ImageError(.malformedTar, "the sparse map does not fit the entry") }
            buffer.peek(TarHeader.blockSize, into: &block)
            buffer.consume(TarHeader.blockSize)
            payloadLeft -= Int64(TarHeader.blockSize)
            taken += 1
            for byte in block {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    guard line.count <= 20 else {
                        throw ImageError(.malformedTar, "the sparse map holds something that is no number")
                    }
                    continue
                }
                let number = try sparseNumber(line)
                line.removeAll(keepingCapacity: true)
                if let left = count {
                    if let start = offset {
                        try map.append(SparseRegion(offset: start, length: number))
                        offset = nil
                        count = left - 1
                    } else {
                        offset = number
                    }
                } else {
                    guard number <= Int64(limits.sparseRegions) else {
                        throw ImageError(
                            .limitExceeded, "the sparse file has \(number) regions, more than \(limits.sparseRegions)")
                    }
                    count = number
                }
                // What follows the last number in its block is padding.
                if count == 0 { break }
            }
        }
    }
}

extension Diagnostic.Code {
    /// Data stands behind the end of the tar.
    public static let trailingData = Diagnostic.Code(rawValue: "trailingData")
    /// A global pax header is not applied.
    public static let globalHeader = Diagnostic.Code(rawValue: "globalHeader")
    /// Several extended headers stand before one entry in an order that readers take differently.
    public static let repeatedHeader = Diagnostic.Code(rawValue: "repeatedHeader")
    /// An entry's type is not known.
    public static let unknownType = Diagnostic.Code(rawValue: "unknownType")
    /// An entry has no name.
    public static let emptyName = Diagnostic.Code(rawValue: "emptyName")
    /// An entry's path holds `..`.
    public static let parentInPath = Diagnostic.Code(rawValue: "parentInPath")
    /// A hard link has a size.
    public static let hardLinkSize = Diagnostic.Code(rawValue: "hardLinkSize")
}
