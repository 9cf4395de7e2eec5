/// Fills the holes of sparse files with zeros, so that contents are what a reader of the file sees.
enum SparseContents {
    /// Hands the contents of the reader's current entry to `body`, holes as zeros.
    ///
    /// - Returns: false, and no zeros, where the holes are larger than what is left of them for the image.
    static func read(
        _ entry: TarEntry, from reader: TarReader, budget: ExpansionBudget, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws -> Bool {
        let regions = reader.sparseRegions
        guard budget.spend(hole: entry.size - regions.reduce(0) { $0 + $1.length }) else {
            try unsafe reader.readPayload { unsafe body($0) }
            return false
        }
        var position: Int64 = 0
        var region = 0
        // Unsafe: parts are shown to `body` only while they are there.
        try unsafe reader.readPayload { part in
            var rest = unsafe part[...]
            while unsafe !rest.isEmpty, region < regions.count {
                let current = regions[region]
                if position < current.offset {
                    unsafe SparseContents.zeros(current.offset - position, body)
                    position = current.offset
                }
                let count = unsafe min(Int64(rest.count), current.offset + current.length - position)
                unsafe body(UnsafeRawBufferPointer(rebasing: rest.prefix(Int(count))))
                unsafe rest = rest.dropFirst(Int(count))
                position += count
                if position == current.offset + current.length { region += 1 }
            }
        }
        unsafe SparseContents.zeros(entry.size - position, body)
        return true
    }

    private static let block = [UInt8](repeating: 0, count: 64 << 10)

    private static func zeros(_ count: Int64, _ body: (UnsafeRawBufferPointer) -> Void) {
        var left = count
        unsafe block.withUnsafeBytes { block in
            while left > 0 {
                let step = Int(min(left, Int64(block.count)))
                unsafe body(UnsafeRawBufferPointer(rebasing: block.prefix(step)))
                left -= Int64(step)
            }
        }
    }
}
