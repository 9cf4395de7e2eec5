public import ImageReading

/// Finds Python distributions: dist-info and egg-info records, eggs and egg-links on any path of any interpreter.
public struct PythonCataloger: Cataloger {
    /// `python`.
    public let name = "python"

    /// Makes a cataloger.
    public init() {}

    /// Keeps what records a distribution or adds to a path.
    public func captureMode(for path: BytePath) -> CaptureMode? {
        if path == Accounts.passwordFile { return .whole }
        let name = path.name
        switch name.last {
        case UInt8(ascii: "A") where name.elementsEqual("METADATA".utf8): return isInRecord(path) ? .headerFields : nil
        case UInt8(ascii: "O") where name.elementsEqual("PKG-INFO".utf8): return isInRecord(path) ? .headerFields : nil
        case UInt8(ascii: "g") where name.elementsEqual("pyvenv.cfg".utf8): return .whole
        case UInt8(ascii: "h") where name.hasSuffix(".pth"): return .whole
        case UInt8(ascii: "o") where name.hasSuffix(".egg-info"): return .headerFields
        case UInt8(ascii: "g") where name.hasSuffix(".egg"): return .whole
        case UInt8(ascii: "k") where name.hasSuffix(".egg-link"): return .whole
        default:
            return PythonCataloger.recordFiles.contains { name.elementsEqual($0) } && isInRecord(path) ? .whole : nil
        }
    }

    /// Keeps metadata under any name, since a record's METADATA may be a link to it.
    public func captureMode(forHead head: [UInt8]) -> CaptureMode? {
        head.starts(with: "Metadata-Version:".utf8) ? .headerFields : nil
    }

    private static let recordFiles = [
        "RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "top_level.txt", "requires.txt", "installed-files.txt",
    ].map { Array($0.utf8) }

    private func isInRecord(_ path: BytePath) -> Bool {
        let folder = path.parent.name
        return folder.hasSuffix(".dist-info") || folder.hasSuffix(".egg-info") || folder.elementsEqual("EGG-INFO".utf8)
    }

    /// The distributions of a tree, one for each site that holds it.
    public func catalog(_ context: CatalogContext) -> CatalogResult {
        var finder = PythonSiteFinder(tree: context.tree, configuration: context.configuration)
        finder.find()
        var catalog = PythonCatalog(tree: context.tree, sites: finder.sites, environments: finder.environments)
        catalog.read()
        catalog.noteSourceTrees(finder.sourceTrees)
        catalog.markShadowed()
        var result = CatalogResult()
        result.packages = catalog.packages
        result.diagnostics = finder.diagnostics + catalog.diagnostics
        return result
    }
}
