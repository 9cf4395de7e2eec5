import ImageReading

/// Files that dpkg puts elsewhere because another package or the administrator claims their path (dpkg-divert(1)).
struct DebianDiversions {
    private struct Diversion {
        let target: ArraySlice<UInt8>
        /// The package whose file keeps the path; nil where the administrator diverted everybody's.
        let keeper: ArraySlice<UInt8>?
    }

    private var diversions: [ArraySlice<UInt8>: Diversion] = [:]
    /// The lengths of the diverted paths: few others need to be looked up.
    private var lengths: Set<Int> = []

    /// Reads the triplets of original path, new path and diverting package, `:` standing for the administrator.
    init(_ database: inout DebianDatabase) {
        guard let node = database.node(database.base.appending(DebianPaths.diversions.bytes)),
            let bytes = database.contents(of: node)
        else { return }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let count = lines.last?.isEmpty ?? true ? lines.count - 1 : lines.count
        if count % 3 != 0 {
            database.remark(
                .malformedPackageRecord, "the diversions end in the middle of one, which is left out", at: node)
        }
        for start in stride(from: 0, to: count - 2, by: 3) {
            guard lines[start].first == slash, lines[start + 1].first == slash, !lines[start + 2].isEmpty else {
                database.remark(
                    .malformedPackageRecord,
                    "line \(start + 1): the diversion is left out, its paths are not absolute "
                        + "or its package is missing", at: node)
                continue
            }
            let original = lines[start].drop { $0 == slash }
            let keeper = lines[start + 2].elementsEqual([UInt8(ascii: ":")]) ? nil : lines[start + 2]
            diversions[original] = Diversion(target: lines[start + 1].drop { $0 == slash }, keeper: keeper)
            lengths.insert(original.count)
        }
    }

    /// Where a package's file was put instead of its path; nil where it is at its path.
    ///
    /// - Parameters:
    ///   - path: the path from the file list without leading slash.
    ///   - package: the name of the package whose list it is.
    /// - Returns: the path to which it was diverted, without leading slash.
    func place(of path: ArraySlice<UInt8>, package: String) -> ArraySlice<UInt8>? {
        guard lengths.contains(path.count), let diversion = diversions[path] else { return nil }
        if let keeper = diversion.keeper, keeper.elementsEqual(package.utf8) { return nil }
        return diversion.target
    }
}

private let slash = UInt8(ascii: "/")
