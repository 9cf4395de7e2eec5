/// A stretch of a sparse file that the archive stores.
struct SparseRegion: Hashable {
    var offset: Int64
    var length: Int64
}

/// The regions of a sparse file, checked one by one.
struct SparseMap {
    private let limits: Limits
    private(set) var regions: [SparseRegion] = []
    private var end: Int64 = 0
    /// Bytes of all regions.
    private(set) var storedSize: Int64 = 0

    init(limits: Limits) { self.limits = limits }

    /// Takes the next region; it must begin at or after the end of the one before.
    mutating func append(_ region: SparseRegion) throws {
        guard regions.count < limits.sparseRegions else {
            throw limits.exceeded(.sparseRegions, "the sparse file has more than \(limits.sparseRegions) regions")
        }
        let (regionEnd, overflow) = region.offset.addingReportingOverflow(region.length)
        guard !overflow, region.offset >= end, region.length >= 0 else {
            throw ImageError(.malformedTar, "the regions of a sparse file overlap or are not in order")
        }
        end = regionEnd
        storedSize += region.length
        regions.append(region)
    }

    /// Checks the map against the file's size with holes and against what the archive stores.
    func finish(realSize: Int64, available: Int64) throws {
        guard end <= realSize, storedSize <= available else {
            throw ImageError(.malformedTar, "the regions of a sparse file do not fit its size")
        }
    }
}
