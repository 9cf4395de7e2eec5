import ImagePackages
import ImageReading

extension Ledger {
    /// One file of one layer, by its position in the layer's tar.
    public struct Entry: Sendable, Hashable {
        /// The layer that brought it.
        public let layer: Int
        /// Its position in the layer's tar.
        public let entry: Int

        /// Names an entry.
        public init(layer: Int, entry: Int) {
            self.layer = layer
            self.entry = entry
        }
    }

    /// The books of the image as if some files had never been put into their layers.
    ///
    /// A file goes with its header and its padding, so the uncompressed size is that of the layer without it. The compressed
    /// size is less exact by what the file helped its neighbours to be packed.
    ///
    /// - Parameter entries: what to leave out; what is booked nowhere is passed over.
    public func without(_ entries: some Sequence<Entry>) -> Ledger {
        var result = self
        for item in entries where layers.indices.contains(item.layer) {
            let records = layers[item.layer].changeset.records
            guard records.indices.contains(item.entry), Ledger.isFile(records[item.entry]),
                result.pages[item.layer].absent.insert(item.entry).inserted
            else { continue }
            let record = records[item.entry]
            let end = item.entry + 1 < records.count ? records[item.entry + 1].offset : nil
            let padded = (record.storedSize + 511) & ~511
            let extent = end.map { $0 - record.offset } ?? padded + 512
            result.pages[item.layer].overhead.diffSize -= max(0, extent - record.storedSize)
        }
        return result
    }
}
