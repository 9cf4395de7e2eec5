public import ImageReading

/// Finds the packages that dpkg manages.
///
/// Reads `status`, `status.d` (distroless images), the file lists, diversions and apt's record of automatic installs. The
/// rules are dpkg's, but where dpkg refuses a damaged database, only the damaged record is left out and named.
public struct DebianCataloger: Cataloger {
    /// The name by which the cataloger is chosen.
    public let name = "dpkg"

    /// Makes the cataloger.
    public init() {}

    /// Keeps dpkg's database, apt's settings and record of automatic installs, and os-release.
    ///
    /// - Parameter path: the path in the layer.
    /// - Returns: nil for every other file.
    public func captureMode(for path: BytePath) -> CaptureMode? {
        let bytes = path.bytes
        if bytes.starts(with: DebianPaths.database.bytes) {
            if path == DebianPaths.status { return .controlFile }
            if path == DebianPaths.diversions { return .whole }
            let isList = bytes.hasSuffix(".list") || bytes.hasSuffix(".md5sums")
            switch path.parent {
            case DebianPaths.information: return isList ? .whole : nil
            case DebianPaths.statusFolder: return isList ? .whole : .controlFile
            default: return nil
            }
        }
        if path == DebianPaths.extendedStates { return .controlFile }
        if path == DebianPaths.aptConfiguration || path.parent == DebianPaths.aptConfigurationFolder { return .whole }
        return Distribution.releasePaths.contains(path) ? .whole : nil
    }

    /// Keeps a status file and a file list that stand under another name because a link leads to them.
    ///
    /// - Parameter head: at most the first 32 bytes.
    /// - Returns: nil for every other file.
    public func captureMode(forHead head: [UInt8]) -> CaptureMode? {
        if head.starts(with: "/.\n".utf8) { return .whole }
        if head.starts(with: "PRETTY_NAME=".utf8) { return .whole }
        guard head.starts(with: "Package: ".utf8), let newline = head.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        // apt's package indices, which are large, go on with other fields than dpkg's database does.
        let second = head[(newline + 1)...]
        return ["Status:", "Essential:", "Protected:"].contains { field in
            zip(second, field.utf8).allSatisfy { $0 == $1 } && !second.isEmpty
        } ? .controlFile : nil
    }

    /// The packages of the tree's dpkg database; none and no diagnostic where there is no database.
    ///
    /// - Parameter context: the tree and what is known of it.
    /// - Returns: installed and removed packages in the database's order, and a diagnostic for each damaged record.
    public func catalog(_ context: CatalogContext) -> CatalogResult {
        var database = DebianDatabase(context)
        database.read()
        var result = CatalogResult()
        var ownership = DebianOwnership(tree: context.tree, diversions: DebianDiversions(&database))
        for record in database.records where !record.isInstalled { result.removed.append(record.package) }
        for record in database.records where record.isInstalled {
            var package = record.package
            let lists = DebianFileLists(record, in: &database)
            package.locations += lists.locations
            result.packages.append(CatalogedPackage(package: package, files: ownership.files(of: lists)))
        }
        database.reportMissingLists()
        ownership.addAlternatives(to: &result.packages)
        result.diagnostics = database.diagnostics
        return result
    }
}

/// Where dpkg and apt keep what they know.
enum DebianPaths {
    static let database: BytePath = "var/lib/dpkg"
    static let status: BytePath = "var/lib/dpkg/status"
    static let statusFolder: BytePath = "var/lib/dpkg/status.d"
    static let information: BytePath = "var/lib/dpkg/info"
    static let diversions: BytePath = "var/lib/dpkg/diversions"
    static let extendedStates: BytePath = "var/lib/apt/extended_states"
    static let aptConfiguration: BytePath = "etc/apt/apt.conf"
    static let aptConfigurationFolder: BytePath = "etc/apt/apt.conf.d"
    static let alternatives: BytePath = "etc/alternatives"
}
