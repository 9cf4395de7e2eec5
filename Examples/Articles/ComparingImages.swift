import ImageKit

/// Says what a change saved: a line for the whole, then the packages and causes that changed most.
func describeChange(from old: String, to new: String, lines: Int = 10) async throws -> [String] {
    var options = ScanOptions()
    options.booksBytes = true
    // One analyzer for both: layers that the images share are read once.
    let analyzer = ImageAnalyzer(options: options)
    let before = try await analyzer.analyze(ImageArchive(path: old, options: options).image())
    let after = try await analyzer.analyze(ImageArchive(path: new, options: options).image())

    let comparison = ImageComparison(from: before, to: after)
    let rows = comparison.rows.sorted { abs($0.delta.diffSize) > abs($1.delta.diffSize) }
    // Every byte of the difference stands in exactly one row.
    assert(rows.reduce(0) { $0 + $1.delta.diffSize } == comparison.delta.diffSize)
    return ["\(comparison.totalBefore.diffSize) to \(comparison.totalAfter.diffSize) bytes"]
        + rows.prefix(lines).map { "\($0.delta.diffSize) \($0.kind.rawValue) \($0.name), \($0.change.rawValue)" }
}
