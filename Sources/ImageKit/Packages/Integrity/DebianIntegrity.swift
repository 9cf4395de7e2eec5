public import ImageReading

/// Holds the files of dpkg's packages against its digests of them.
struct DebianIntegrity {
    private let context: CatalogContext

    init(_ context: CatalogContext) { self.context = context }

    func compare(_ comparison: inout IntegrityComparison) {
        let packages = Dictionary(
            comparison.inventory.packages.lazy.filter { $0.kind == .deb }.map { ($0.slot, $0) },
            uniquingKeysWith: { $1 })
        guard !packages.isEmpty else { return }
        var database = DebianDatabase(context)
        database.read()
        let diversions = DebianDiversions(&database)
        // What is wrong with the records is said where packages are listed.
        let known = database.diagnostics.count
        let filter = DebianPathFilter(context.tree)
        for record in database.records where record.isInstalled {
            guard let package = packages[record.package.slot] else { continue }
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
            for entry in digests.files where !configured.contains(entry.path) {
                compare(entry, of: package, diversions, filter, &comparison)
            }
            for entry in digests.configurationFiles {
                compare(entry, of: package, diversions, filter, &comparison, isConfiguration: true)
            }
        }
        comparison.diagnostics += database.diagnostics.dropFirst(known)
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
                package: package, path: path, digest: .debian(entry.digest), isConfiguration: isConfiguration,
                detail: place == nil ? nil : "diverted from /\(DisplayText.decoded(entry.path))"),
            isExcluded: filter.excludes(entry.path))
    }
}

extension Diagnostic.Code {
    /// A list of files' digests has lines that can't be read.
    public static let malformedDigests = Diagnostic.Code(rawValue: "malformedDigests")
}
