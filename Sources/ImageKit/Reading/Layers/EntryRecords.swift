extension Changeset {
    /// What is kept of one entry, as it is asked for.
    package struct Record: Sendable {
        package var offset: Int64
        package var size: Int64
        package var storedSize: Int64
        package var modified: Int64
        package var downloadOffset: Int64
        package var pathOffset: UInt32
        package var pathLength: UInt32
        package var linkLength: UInt32
        package var userID: UInt32
        package var groupID: UInt32
        package var mode: UInt16
        package var kind: TarEntry.Kind
        package var whiteout: Whiteout
        package var isCaptured = false
        /// CRC-32 of the contents; nil where it was not computed.
        package var checksum: UInt32?
    }
}

/// The records of a layer's entries, packed: an image may have millions of them.
///
/// What nearly all entries have alike is kept only of those that differ: a sparse file stores fewer bytes than it has, and few
/// files have another group than their user's. A path ends where the next one begins.
package struct EntryRecords: Sendable, RandomAccessCollection {
    private struct Packed: Sendable {
        var offset: Int64
        var size: Int64
        var modified: Int64
        var downloadOffset: Int64
        var pathOffset: UInt32
        var linkLength: UInt32
        var userID: UInt32
        var mode: UInt16
        var kind: TarEntry.Kind
        var flags: Flags
    }

    private struct Flags: OptionSet {
        var rawValue: UInt8

        static let captured = Flags(rawValue: 1)
        static let hasChecksum = Flags(rawValue: 2)
        static let isSparse = Flags(rawValue: 4)
        static let hasOtherGroup = Flags(rawValue: 8)
        private static let whiteoutShift: UInt8 = 4

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ whiteout: Changeset.Whiteout) { rawValue = whiteout.rawValue << Flags.whiteoutShift }

        var whiteout: Changeset.Whiteout { Changeset.Whiteout(rawValue: rawValue >> Flags.whiteoutShift) ?? .none }
    }

    private var packed: [Packed] = []
    private var storedSizes = RareValues<Int64>()
    private var groups = RareValues<UInt32>()
    /// Of every entry up to the last that has one; empty where nobody asked for them.
    private var checksums: [UInt32] = []
    /// Bytes of all names.
    private var namesEnd: UInt32 = 0

    package var startIndex: Int { 0 }
    package var endIndex: Int { packed.count }

    package subscript(position: Int) -> Changeset.Record {
        let entry = packed[position]
        let end = position + 1 < packed.count ? packed[position + 1].pathOffset : namesEnd
        return Changeset.Record(
            offset: entry.offset, size: entry.size,
            storedSize: entry.flags.contains(.isSparse) ? storedSizes[position] ?? entry.size : entry.size,
            modified: entry.modified, downloadOffset: entry.downloadOffset, pathOffset: entry.pathOffset,
            pathLength: end - entry.pathOffset - entry.linkLength, linkLength: entry.linkLength, userID: entry.userID,
            groupID: entry.flags.contains(.hasOtherGroup) ? groups[position] ?? entry.userID : entry.userID,
            mode: entry.mode, kind: entry.kind, whiteout: entry.flags.whiteout,
            isCaptured: entry.flags.contains(.captured),
            checksum: entry.flags.contains(.hasChecksum) ? checksums[position] : nil)
    }

    mutating func reserveCapacity(_ count: Int) { packed.reserveCapacity(count) }

    /// Adds a record whose name lies behind those of the others, whatever its `pathOffset`; all lengths together fit 32 bits.
    mutating func append(_ record: Changeset.Record) {
        var flags = Flags(record.whiteout)
        let position = packed.count
        if record.isCaptured { flags.insert(.captured) }
        if record.storedSize != record.size {
            flags.insert(.isSparse)
            storedSizes.append(record.storedSize, at: position)
        }
        if record.groupID != record.userID {
            flags.insert(.hasOtherGroup)
            groups.append(record.groupID, at: position)
        }
        packed.append(
            Packed(
                offset: record.offset, size: record.size, modified: record.modified,
                downloadOffset: record.downloadOffset, pathOffset: namesEnd, linkLength: record.linkLength,
                userID: record.userID, mode: record.mode, kind: record.kind, flags: flags))
        namesEnd += record.pathLength + record.linkLength
        if let checksum = record.checksum { setLastChecksum(checksum) }
    }

    mutating func markLastCaptured() {
        guard !packed.isEmpty else { return }
        packed[packed.count - 1].flags.insert(.captured)
    }

    mutating func setLastChecksum(_ checksum: UInt32) {
        guard !packed.isEmpty else { return }
        packed[packed.count - 1].flags.insert(.hasChecksum)
        while checksums.count < packed.count - 1 { checksums.append(0) }
        checksums.append(checksum)
    }

    /// Gives back what growing left over.
    mutating func trim() {
        packed = packed.trimmed()
        checksums = checksums.trimmed()
    }
}

/// Values of those positions that have one, added in the order of the positions.
private struct RareValues<Value: Sendable>: Sendable {
    private var positions: [UInt32] = []
    private var values: [Value] = []

    mutating func append(_ value: Value, at position: Int) {
        positions.append(UInt32(position))
        values.append(value)
    }

    subscript(position: Int) -> Value? {
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] < position { low = middle + 1 } else { high = middle }
        }
        return low < positions.count && positions[low] == position ? values[low] : nil
    }
}
