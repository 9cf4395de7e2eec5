import ImagePackages
package import ImageReading

/// The files behind one row of a comparison.
package struct RowFiles {
    package struct File {
        package let path: BytePath
        /// Bytes in the first image's layers; nil where it is not there.
        var before: Int64?
        /// Bytes in the second image's layers; nil where it is not there.
        var after: Int64?

        package var delta: Int64 { (after ?? 0) - (before ?? 0) }
    }

    /// The files that changed most.
    package let files: [File]
    /// How many more differ, or are of the same size in both.
    package let restCount: Int
    /// The sum of what those changed.
    package let restDelta: Int64

    init(_ files: [File], limit: Int) {
        let sorted = files.filter { $0.delta != 0 }.sorted {
            ($1.delta.magnitude, $0.path) < ($0.delta.magnitude, $1.path)
        }
        self.files = Array(sorted.prefix(limit))
        restCount = files.count - self.files.count
        restDelta = sorted.dropFirst(limit).reduce(0) { $0 + $1.delta }
    }

    /// Finds the files of the rows that stand for live files; rows of waste and overhead get none.
    ///
    /// - Parameter limit: how many files of a row are named.
    /// - Returns: for each row, in the order of ``ImageComparison/rows``, its files.
    package static func files(of comparison: ImageComparison, limit: Int) -> [RowFiles] {
        var files = Array(repeating: [BytePath: File](), count: comparison.rows.count)
        add(comparison.before, comparison.rows, \.packageBefore, to: &files, \.before)
        add(comparison.after, comparison.rows, \.packageAfter, to: &files, \.after)
        return files.map { RowFiles(Array($0.values), limit: limit) }
    }

    private static func add(
        _ analysis: ImageAnalysis, _ rows: [ComparisonRow], _ package: (ComparisonRow) -> Package?,
        to files: inout [[BytePath: File]], _ side: WritableKeyPath<File, Int64?>
    ) {
        guard let ledger = analysis.ledger else { return }
        var packages: [Package.VersionedSlot: Int] = [:]
        var causes: [String: Int] = [:]
        for (position, row) in rows.enumerated() {
            if let package = package(row) { packages[package.versionedSlot] = position }
            if row.kind == .cause { causes[row.name] = position }
        }
        let known = Set(analysis.inventory.packages.map(\.versionedSlot))
        let owners = ledger.packages.map { package in
            (row: packages[package.versionedSlot], isKnown: known.contains(package.versionedSlot))
        }
        ledger.forEach { line in
            guard line.fate == .live else { return }
            let owner = line.owner == OwnershipHistory.noOwner ? nil : owners[Int(line.owner)]
            guard let row = owner?.isKnown == true ? owner?.row : causes[line.cause.rawValue] else { return }
            let path = BytePath(normalized: Array(ledger.path(of: line)))
            files[row][path, default: File(path: path)][keyPath: side] = line.amounts.diffSize
        }
    }
}
