import CZstd
import FoundationEssentials

/// A layer as a file of a cache: a mark, the version that wrote it, the SHA-256 of what follows, and a zstd frame of a JSON
/// document and columns of numbers.
///
/// The large parts, entries and contents, are columns, since decoders take a microsecond for each number of a document and a
/// layer has a million of them.
enum LayerFile {
    /// Why a file can't be used.
    struct Failure: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// Changes whenever what is read of a layer, or how it is written, does.
    static let version = 6
    private static let mark = Array("imagescan layer\n".utf8)
    private static let level: Int32 = 1
    /// Bytes that a file may have, and that its frame may expand to; a layer of ten million entries has less.
    static let sizeLimit = 2 << 30

    /// The file of a layer; nil where it can't be made.
    static func bytes(of layer: Layer, for key: LayerKey) -> [UInt8]? {
        guard let contents = contents(of: layer, for: key), let frame = compressed(contents) else { return nil }
        let writer = Array("\(ImageKitVersion.number) \(version) \(contents.count) \(key.layer)\n".utf8)
        return mark + SHA256.hash(writer + frame) + writer + frame
    }

    /// Reads a file.
    ///
    /// - Throws: ``Failure`` where it is damaged, another version wrote it, or it is another layer's.
    static func layer(from bytes: [UInt8], for key: LayerKey) throws -> Layer {
        guard bytes.starts(with: mark) else { throw Failure("it is no layer of a cache") }
        let digest = bytes.dropFirst(mark.count).prefix(SHA256.byteCount)
        let rest = Array(bytes.dropFirst(mark.count + SHA256.byteCount))
        guard digest.elementsEqual(SHA256.hash(rest)) else { throw Failure("it is damaged") }
        guard let end = rest.prefix(lineLimit).firstIndex(of: UInt8(ascii: "\n")) else {
            throw Failure("it is damaged")
        }
        let words = words(of: rest[..<end])
        guard words.count == 4, let count = Int(words[2]), (0...sizeLimit).contains(count) else {
            throw Failure("it is damaged")
        }
        guard words[0] == ImageKitVersion.number, words[1] == "\(version)" else {
            throw Failure("version \(DisplayText.escaped(String(words[0]))) wrote it")
        }
        return try layer(contents: expanded(rest[(end + 1)...], count: count), for: key)
    }

    /// Which layer a file is, according to its beginning; nil where it does not say.
    static func layer(of beginning: [UInt8]) -> String? {
        guard beginning.starts(with: mark) else { return nil }
        let line = beginning.dropFirst(mark.count + SHA256.byteCount).prefix { $0 != UInt8(ascii: "\n") }
        let words = words(of: line)
        return words.count == 4 ? DisplayText.escaped(String(words[3])) : nil
    }

    /// How much of a file ``layer(of:)`` wants.
    static let beginningLength = mark.count + SHA256.byteCount + lineLimit
    private static let lineLimit = 1024

    private static func words(of line: ArraySlice<UInt8>) -> [Substring] {
        String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 3)
    }

    // MARK: - Contents

    private struct Head: Codable {
        let key: String
        let digest: Digest?
        let diffID: Digest?
        let downloadSize: Int64
        let entriesEnd: Int64
        let diffSize: Int64
        let compression: CompressionFormat
        let entryCount: Int
        let nameBytes: Int
        let capturedCount: Int
        let hasDigests: Bool
        let hashes: [FileHash]
        let linkage: [Int: ELFDynamic]
        let secrets: [Int: [SecretMatch]]
        let diagnostics: [Diagnostic]
    }

    static func contents(of layer: Layer, for key: LayerKey) -> [UInt8]? {
        let captured = layer.captured.sorted { $0.key < $1.key }
        let hashes = layer.fileHashes.sorted { $0.key.rawValue < $1.key.rawValue }
        let head = Head(
            key: key.description, digest: layer.digest, diffID: layer.diffID, downloadSize: layer.downloadSize,
            entriesEnd: layer.entriesEnd, diffSize: layer.diffSize, compression: layer.compression,
            entryCount: layer.changeset.count,
            nameBytes: layer.changeset.nameBytes, capturedCount: captured.count,
            hasDigests: !layer.contentDigests.isEmpty, hashes: hashes.map(\.key), linkage: layer.linkage,
            secrets: layer.secrets, diagnostics: layer.diagnostics)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let document = try? encoder.encode(head) else { return nil }
        var columns = Columns()
        columns.append([Int64(document.count)])
        columns.append(Array(document))
        layer.changeset.write(to: &columns)
        columns.append(captured.map { UInt32($0.key) })
        columns.append(captured.map { UInt32($0.value.count) })
        for (_, contents) in captured { columns.append(contents) }
        columns.append(layer.contentDigests)
        for (_, digests) in hashes { columns.append(digests) }
        return columns.bytes
    }

    static func layer(contents bytes: [UInt8], for key: LayerKey) throws -> Layer {
        var columns = ColumnReader(bytes)
        let length = try columns.next(Int64.self, count: 1)[0]
        let document = try columns.next(UInt8.self, count: Int(clamping: length))
        guard let head = try? JSONDecoder().decode(Head.self, from: Data(document)) else {
            throw Failure("it is damaged")
        }
        guard head.key == key.description else { throw Failure("it is another layer's") }
        var layer = Layer()
        layer.digest = head.digest
        layer.diffID = head.diffID
        layer.downloadSize = head.downloadSize
        layer.entriesEnd = head.entriesEnd
        layer.diffSize = head.diffSize
        layer.compression = head.compression
        layer.changeset = try Changeset(from: &columns, count: head.entryCount, nameBytes: head.nameBytes)
        let places = try columns.next(UInt32.self, count: head.capturedCount)
        let sizes = try columns.next(UInt32.self, count: head.capturedCount)
        for (place, size) in zip(places, sizes) {
            layer.captured[Int(place)] = try columns.next(UInt8.self, count: Int(size))
        }
        layer.contentDigests = try columns.next(
            UInt8.self, count: head.hasDigests ? head.entryCount * SHA256.byteCount : 0)
        for hash in head.hashes {
            layer.fileHashes[hash] = try columns.next(UInt8.self, count: head.entryCount * hash.byteCount)
        }
        layer.linkage = head.linkage
        layer.secrets = head.secrets
        layer.diagnostics = head.diagnostics
        let entries = 0..<head.entryCount
        let isInBounds =
            layer.captured.keys.allSatisfy(entries.contains) && layer.linkage.keys.allSatisfy(entries.contains)
            && layer.secrets.keys.allSatisfy(entries.contains)
        guard columns.isAtEnd, isInBounds, head.downloadSize >= 0, head.diffSize >= 0 else {
            throw Failure("it is damaged")
        }
        return layer
    }

    // MARK: - Compression

    // Unsafe, here and below: the library writes no more than the buffer has room for, and only during the call.
    private static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, count in
            let written = unsafe ZSTD_compress(buffer.baseAddress, buffer.count, bytes, bytes.count, level)
            count = ZSTD_isError(written) == 0 ? written : 0
        }
        return frame.isEmpty ? nil : frame
    }

    private static func expanded(_ frame: ArraySlice<UInt8>, count: Int) throws -> [UInt8] {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let written = unsafe frame.withUnsafeBytes {
                unsafe ZSTD_decompress(buffer.baseAddress, count, $0.baseAddress, $0.count)
            }
            filled = ZSTD_isError(written) == 0 ? written : 0
        }
        guard bytes.count == count else { throw Failure("it is damaged") }
        return bytes
    }
}

/// Arrays of numbers one behind the other, in little-endian byte order.
struct Columns {
    private(set) var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ numbers: [Number]) {
        // Unsafe: the bytes are copied during the call.
        let ordered = Number.bitWidth == 8 ? numbers : numbers.map(\.littleEndian)
        unsafe ordered.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
}

/// Reads ``Columns`` from front to back.
struct ColumnReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// The next column.
    ///
    /// - Throws: ``LayerFile/Failure`` where there is not as much left.
    mutating func next<Number: FixedWidthInteger>(_ type: Number.Type, count: Int) throws -> [Number] {
        let width = Number.bitWidth / 8
        guard count >= 0, count <= (bytes.count - position) / width else { throw LayerFile.Failure("it is damaged") }
        let part = bytes[position..<position + count * width]
        position += count * width
        // Unsafe: as many bytes as the numbers take are copied, and their number was compared.
        let numbers = unsafe [Number](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: part)
            filled = count
        }
        return Number.bitWidth == 8 ? numbers : numbers.map { Number(littleEndian: $0) }
    }
}

extension Changeset {
    /// Bytes of all paths and link targets.
    fileprivate var nameBytes: Int { text.count }

    fileprivate func write(to columns: inout Columns) {
        columns.append(records.map(\.offset))
        columns.append(records.map(\.size))
        columns.append(records.map(\.storedSize))
        columns.append(records.map(\.modified))
        columns.append(records.map(\.downloadOffset))
        columns.append(records.map(\.pathLength))
        columns.append(records.map(\.linkLength))
        columns.append(records.map(\.userID))
        columns.append(records.map(\.groupID))
        columns.append(records.map(\.mode))
        columns.append(records.map(\.kind.rawValue))
        columns.append(records.map { ($0.isCaptured ? 1 : 0) | ($0.checksum == nil ? 0 : 2) as UInt8 })
        columns.append(records.map { $0.checksum ?? 0 })
        columns.append(records.map(\.whiteout.rawValue))
        columns.append(text)
    }

    fileprivate init(from columns: inout ColumnReader, count: Int, nameBytes: Int) throws {
        let offsets = try columns.next(Int64.self, count: count)
        let sizes = try columns.next(Int64.self, count: count)
        let storedSizes = try columns.next(Int64.self, count: count)
        let modified = try columns.next(Int64.self, count: count)
        let downloadOffsets = try columns.next(Int64.self, count: count)
        let pathLengths = try columns.next(UInt32.self, count: count)
        let linkLengths = try columns.next(UInt32.self, count: count)
        let users = try columns.next(UInt32.self, count: count)
        let groups = try columns.next(UInt32.self, count: count)
        let modes = try columns.next(UInt16.self, count: count)
        let kinds = try columns.next(UInt8.self, count: count)
        let flags = try columns.next(UInt8.self, count: count)
        let checksums = try columns.next(UInt32.self, count: count)
        let whiteouts = try columns.next(UInt8.self, count: count)
        let text = try columns.next(UInt8.self, count: nameBytes)
        var records = EntryRecords()
        records.reserveCapacity(count)
        var position = 0
        // Places and sizes are added to each other.
        let largest: Int64 = 1 << 60
        for index in 0..<count {
            let length = Int(pathLengths[index]) + Int(linkLengths[index])
            guard let kind = TarEntry.Kind(rawValue: kinds[index]), let whiteout = Whiteout(rawValue: whiteouts[index]),
                sizes[index] >= 0, (0...largest).contains(storedSizes[index]), (0...largest).contains(offsets[index]),
                (0...largest).contains(downloadOffsets[index]), length <= Changeset.longestName,
                position + length <= min(text.count, Int(UInt32.max))
            else { throw LayerFile.Failure("it is damaged") }
            records.append(
                Record(
                    offset: offsets[index], size: sizes[index], storedSize: storedSizes[index],
                    modified: modified[index],
                    downloadOffset: downloadOffsets[index], pathOffset: 0,
                    pathLength: pathLengths[index], linkLength: linkLengths[index], userID: users[index],
                    groupID: groups[index], mode: modes[index], kind: kind, whiteout: whiteout,
                    isCaptured: flags[index] & 1 != 0, checksum: flags[index] & 2 != 0 ? checksums[index] : nil))
            position += length
        }
        guard position == text.count else { throw LayerFile.Failure("it is damaged") }
        self.init(records: records, text: text)
    }
}
