import ImagePackages
import ImageReading

/// What an image uses though no package needs it: files that something leads to, and packages whose programs it starts.
///
/// uv, PDM and others link the modules of an environment to a cache, Poetry keeps whole environments in one, and what an
/// image runs may lie in /tmp. Whoever deletes that breaks it.
package struct ImageUses {
    private var entries: Set<Ledger.Entry> = []
    private var named: Set<Ledger.Entry> = []
    /// Packages whose programs the image's commands start, or links of nobody's lead to, by their positions in the inventory.
    package private(set) var packages: Set<Int> = []

    /// Nothing.
    init() {}

    /// Finds what links, the folders of package managers, and the image's configuration lead to.
    ///
    /// The texts of scripts and of /etc are searched where ``ScanOptions/readsUses`` was set.
    package init(_ analysis: ImageAnalysis) {
        let rules = AdviceRules.all.compactMap { $0 as? CauseAdvice }
        let causes = Set(rules.flatMap(\.causes)).union([.byteCode])
        let folders = Set(rules.lazy.filter(\.deletesFolders).flatMap(\.causes))
        var search = UseSearch(analysis, causes: causes, wholeFolders: folders)
        search.addLinks()
        for findings in analysis.inventory.catalogs {
            for node in findings.catalog.searchedFolders { search.add(node, ifIn: folders) }
            for node in findings.catalog.interpreters { search.addOwner(of: node) }
        }
        search.addWords(of: analysis.image.configuration.config ?? ImageConfiguration.Execution())
        search.addSettings()
        search.addInterpreters()
        search.addTestHelpers()
        search.addLinksOfFound()
        entries = search.entries
        named = search.named
        packages = search.packages
    }

    /// Whether something leads to a live file, or to a folder that it is in.
    ///
    /// Byte code is made again wherever it lies, unless something leads to the very file.
    func contain(_ line: Ledger.Line) -> Bool {
        let found = line.cause == .byteCode ? named : entries
        return line.fate == .live && found.contains(Ledger.Entry(layer: line.layer, entry: line.entry))
    }
}
