/// The entries of one layer in the order of its tar, kept in 48 bytes an entry beside the names, 52 with checksums.
public struct Changeset: Sendable {
    /// What whiteout an entry is, if any.
    package enum Whiteout: UInt8, Sendable { case none, plain, opaque, auxiliary }

    package private(set) var records = EntryRecords()
    /// The paths, each followed by its link target.
    private(set) var text: [UInt8] = []

    /// Makes an empty changeset.
    public init() {}

    /// Makes a changeset of what another had.
    ///
    /// - Parameters:
    ///   - records: its entries, with the places of their names in the text.
    ///   - text: its paths, each followed by its link target.
    init(records: EntryRecords, text: [UInt8]) {
        self.records = records
        self.text = text
    }

    /// The number of entries.
    public var count: Int { records.count }

    /// An entry by its position in the tar.
    public subscript(index: Int) -> TarEntry {
        let record = records[index]
        var entry = TarEntry(path: BytePath(normalized: Array(path(of: index))), kind: record.kind)
        entry.linkTarget = Array(linkTarget(of: index))
        entry.mode = record.mode
        entry.userID = record.userID
        entry.groupID = record.groupID
        entry.modified = record.modified
        entry.size = record.size
        entry.storedSize = record.storedSize
        entry.offset = record.offset
        entry.isSparse = record.size != record.storedSize && record.kind == .file
        return entry
    }

    /// Adds an entry behind the others.
    ///
    /// - Parameters:
    ///   - entry: the entry; its path and target must fit the 4 GiB that all names of a layer may take.
    ///   - downloadOffset: how many bytes of the compressed stream had been consumed where the entry begins.
    /// - Throws: ``ImageError`` with `limitExceeded` where the names of the layer take 4 GiB.
    public mutating func append(_ entry: TarEntry, downloadOffset: Int64) throws {
        let length = entry.path.bytes.count + entry.linkTarget.count
        guard text.count + length <= Int(UInt32.max), records.count < Int(UInt32.max) - 1 else {
            throw ImageError(.limitExceeded, "the names of this layer take more than 4 GiB")
        }
        guard length <= Changeset.longestName else {
            throw ImageError(.limitExceeded, "a path and its link target take more than 64 MiB")
        }
        text.append(contentsOf: entry.path.bytes)
        text.append(contentsOf: entry.linkTarget)
        records.append(
            Record(
                offset: entry.offset, size: entry.size, storedSize: entry.storedSize, modified: entry.modified,
                downloadOffset: downloadOffset, pathOffset: 0, pathLength: UInt32(entry.path.bytes.count),
                linkLength: UInt32(entry.linkTarget.count), userID: entry.userID, groupID: entry.groupID,
                mode: entry.mode, kind: entry.kind, whiteout: Whiteout(entry.path)))
    }

    /// Bytes of a path and its link target, at most; nodes of a tree keep the length of a name in 27 bits.
    static let longestName = 64 << 20

    /// Marks the last entry as one whose contents were kept.
    mutating func markLastCaptured() { records.markLastCaptured() }

    /// Notes the checksum of the last entry's contents.
    mutating func setLastChecksum(_ checksum: UInt32) { records.setLastChecksum(checksum) }

    /// Gives back what growing left over.
    mutating func trim() {
        records.trim()
        text = text.trimmed()
    }

    /// The path of an entry.
    package func path(of index: Int) -> ArraySlice<UInt8> {
        let record = records[index]
        return text[Int(record.pathOffset)..<Int(record.pathOffset) + Int(record.pathLength)]
    }

    /// The link target of an entry; empty where it is not a link.
    func linkTarget(of index: Int) -> ArraySlice<UInt8> {
        let record = records[index]
        let start = Int(record.pathOffset) + Int(record.pathLength)
        return text[start..<start + Int(record.linkLength)]
    }
}

extension Changeset.Whiteout {
    /// Whether a path is a whiteout (image specification, "Whiteouts").
    init(_ path: BytePath) {
        guard path.bytes.count >= 4, path.bytes.contains(UInt8(ascii: ".")) else {
            self = .none
            return
        }
        if path.name.starts(with: Changeset.whiteoutPrefix) {
            if path.name.elementsEqual(Changeset.opaqueName) {
                self = .opaque
            } else {
                self = path.name.starts(with: Changeset.auxiliaryPrefix) ? .auxiliary : .plain
            }
        } else if path.bytes.starts(with: Changeset.auxiliaryPrefix) {
            self = .auxiliary
        } else {
            self = .none
        }
    }
}

extension Changeset {
    static let whiteoutPrefix = Array(".wh.".utf8)
    static let opaqueName = Array(".wh..wh..opq".utf8)
    /// AUFS keeps its own files below such names; they are no part of the image.
    static let auxiliaryPrefix = Array(".wh..wh.".utf8)
}

extension Array {
    /// A copy without the room that growing left behind; `Array(self[...])` would share the storage with its room.
    func trimmed() -> [Element] {
        guard capacity > count + count / 8 else { return self }
        var copy: [Element] = []
        copy.reserveCapacity(count)
        copy.append(contentsOf: self)
        return copy
    }
}
