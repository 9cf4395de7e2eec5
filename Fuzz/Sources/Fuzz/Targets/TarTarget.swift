@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Walks a tar.
enum TarTarget: FuzzTarget {
    private struct Item: Equatable {
        var entry: TarEntry
        var contents: [UInt8]
    }

    static func run(_ input: FuzzInput) throws {
        var input = input
        let choice = input.takeChoice()
        let tar = choice & 1 == 0 ? TarChecksums.repaired(input.bytes) : input.bytes
        let chunk = [1, 7, 511, 512, 513, 4096][Int(choice >> 1) % 6]

        let whole = try Outcome { try read(MemoryStream(tar)) }
        let trickled = try Outcome { try read(TrickleStream(tar, atATime: chunk)) }
        expect(whole == trickled, "the tar reads otherwise \(chunk) bytes at a time")
        let skimmed = try Outcome { try skim(MemoryStream(tar)) }
        switch (whole, skimmed) {
        case (.value(let items), .value(let entries)):
            expect(items.map(\.entry) == entries, "the entries differ where contents are passed over")
        case (.failure(let one), .failure(let other)): expect(one == other, "the errors differ: \(one), \(other)")
        default: expect(false, "an error depends on whether contents are read")
        }
    }

    private static func read(_ stream: any ByteStream) throws -> [Item] {
        let reader = TarReader(stream, limits: .small)
        var items: [Item] = []
        var end: Int64 = 0
        while let entry = try reader.next() {
            var item = Item(entry: entry, contents: [])
            // What stands behind something else than a file is passed over, never read.
            if entry.kind == .file { try unsafe reader.readPayload { unsafe item.contents.append(contentsOf: $0) } }
            expect(BytePath(entry.path.bytes) == entry.path, "the path is not in normal form")
            expect(entry.offset >= end, "the entry overlaps the one before")
            // GNU tar's version 1.0 stores a sparse file's map in front of its contents.
            expect(
                entry.storedSize == Int64(item.contents.count)
                    || entry.isSparse && entry.storedSize > Int64(item.contents.count),
                "the contents are not as long as they should be")
            expect(entry.storedSize == entry.size || entry.isSparse, "a file is not stored as a whole")
            expect(entry.kind == .file || entry.storedSize == 0, "something that is no file has contents")
            end = reader.position
            items.append(item)
            guard items.count <= Limits.small.entries else { break }
        }
        for diagnostic in reader.diagnostics { expectPrintable(diagnostic.message + (diagnostic.path ?? "")) }
        return items
    }

    private static func skim(_ stream: any ByteStream) throws -> [TarEntry] {
        let reader = TarReader(stream, limits: .small)
        var entries: [TarEntry] = []
        while let entry = try reader.next() {
            entries.append(entry)
            guard entries.count <= Limits.small.entries else { break }
        }
        return entries
    }
}
