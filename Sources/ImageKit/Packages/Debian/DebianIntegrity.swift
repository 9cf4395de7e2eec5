public import ImageReading

/// Holds the files of dpkg's packages against its digests of them.
struct DebianIntegrity {
    private let catalog: DebianCatalog

    init(_ catalog: DebianCatalog) { self.catalog = catalog }

    func compare(_ comparison: inout IntegrityComparison) {
        guard !catalog.installed.isEmpty else { return }
        var database = catalog.database.readAnew
        // What is wrong with the records is said where packages are listed.
        let known = database.diagnostics.count
        let filter = DebianPathFilter(comparison.tree)
        for (index, known) in catalog.installed.enumerated() {
            let package = comparison.package(at: index)
            var record = known
            record.package = package
            let node = DebianFileLists.find(".md5sums", of: record, in: &database)
            let sums = node.flatMap { database.contents(of: $0) }
            let digests = DebianDigests(sums: sums ?? [], configurationFiles: record.configurationFiles)
            if digests.malformedCount > 0, let node {
                database.remark(
                    .malformedDigests, "\(digests.malformedCount) lines of the md5sums are no digest and path", at: node
                )
            }
            if sums == nil, package.size > 0 { comparison.addUnrecorded(package) }
            let configured = Set(digests.configurationFiles.map(\.path))
            let listed = paths(of: record, in: &database)
            var strangers = 0
            for entry in digests.files where !configured.contains(entry.path) {
                guard listed?.contains(entry.path[...]) ?? true else {
                    // A file that another package replaced is in its list, and no longer in this one.
                    let node = BytePath(entry.path).flatMap { comparison.tree.lookup($0, followingLast: false) }
                    if node.flatMap({ comparison.owner(of: $0) }) == nil { strangers += 1 }
                    continue
                }
                compare(entry, of: package, catalog.diversions, filter, &comparison)
            }
            if strangers > 0, let node {
                database.remark(
                    .malformedDigests,
                    Plural.text(strangers, "path of the md5sums is", "paths of the md5sums are")
                        + " in no package's list and not compared",
                    at: node)
            }
            for entry in digests.configurationFiles {
                compare(entry, of: package, catalog.diversions, filter, &comparison, isConfiguration: true)
            }
        }
        comparison.diagnostics += database.diagnostics.dropFirst(known)
    }

    /// The paths of a package's file list; nil where it has none.
    private func paths(of record: DebianRecord, in database: inout DebianDatabase) -> Set<ArraySlice<UInt8>>? {
        guard DebianFileLists.find(".list", of: record, in: &database) != nil else { return nil }
        let lists = DebianFileLists(record, in: &database)
        return Set(lists.paths.map { lists.text[$0] })
    }

    private func compare(
        _ entry: DebianDigests.Entry, of package: Package, _ diversions: DebianDiversions, _ filter: DebianPathFilter,
        _ comparison: inout IntegrityComparison, isConfiguration: Bool = false
    ) {
        let place = diversions.place(of: entry.path[...], package: package.name)
        // A path that would leave the root names no file of the image.
        guard let path = BytePath(place ?? entry.path[...]) else { return }
        comparison.compare(
            .init(
                package: package, path: path, digest: DebianDigest(digits: entry.digest),
                isConfiguration: isConfiguration,
                detail: place == nil ? nil : "diverted from /\(DisplayText.decoded(entry.path))"),
            isExcluded: filter.excludes(entry.path))
    }
}

extension Diagnostic.Code {
    /// A list of files' digests has lines that can't be read.
    public static let malformedDigests = Diagnostic.Code(rawValue: "malformedDigests")
}
