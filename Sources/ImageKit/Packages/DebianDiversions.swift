/// Files that dpkg puts elsewhere because another package or the administrator claims their path (dpkg-divert(1)).
struct DebianDiversions {
    private struct Diversion {
        let target: ArraySlice<UInt8>
        /// The package whose file keeps the path; nil where the administrator diverted everybody's.
        let keeper: ArraySlice<UInt8>?
    }

    private var diversions: [ArraySlice<UInt8>: Diversion] = [:]
    /// The directories, without leading slash, that have a diverted file.
    private(set) var directories: Set<ArraySlice<UInt8>> = []

    /// Reads the triplets of original path, new path and diverting package, `:` standing for the administrator.
    init(_ database: inout DebianDatabase) {
        guard let node = database.node(DebianPaths.diversions), let bytes = database.contents(of: node) else { return }
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
            directories.insert(original.lastIndex(of: slash).map { original[..<$0] } ?? [])
        }
    }

    /// Where a package's file is: at its path or where that is diverted to.
    ///
    /// - Parameters:
    ///   - path: the path from the file list without leading slash.
    ///   - package: the name of the package whose list it is.
    func place(of path: ArraySlice<UInt8>, package: String) -> ArraySlice<UInt8> {
        guard let diversion = diversions[path] else { return path }
        if let keeper = diversion.keeper, keeper.elementsEqual(package.utf8) { return path }
        return diversion.target
    }
}

private let slash = UInt8(ascii: "/")
