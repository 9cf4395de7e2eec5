public import ImageReading

/// The files of an image held against the digests that dpkg and pip recorded of them.
///
/// dpkg's `md5sums` leave out configuration files, which its status file has digests of; both are compared, like debsums
/// does. pip's RECORD names every file of a distribution, so that a file beside them is told too. Distributions that a dpkg
/// package brought are left to dpkg's own sums.
///
/// Sources: deb-md5sums(5), dpkg(1) on `--path-exclude`, dpkg-divert(1); "Recording installed projects".
public struct FileIntegrity: Sendable {
    /// How many files were looked at, and with which result.
    public typealias Counts = FileIntegrityCounts

    /// What is not as recorded, ordered by package and path.
    public let findings: [FileFinding]
    /// Recorded files but configuration files.
    public let files: Counts
    /// dpkg's configuration files.
    public let configurationFiles: Counts
    /// Files that dpkg was told to leave out (`path-exclude`) and that no layer ever had.
    public let excludedCount: Int
    /// Packages with files of which no digests are recorded.
    public let unrecorded: [Package]
    /// Hash functions that records name and that were not computed; reading with them decides what is unchecked.
    public let absentHashes: Set<FileHash>
    /// Remarks on damaged records of digests.
    public let diagnostics: [Diagnostic]

    /// Files that no record names in folders of Python packages.
    public var extraCount: Int { findings.count { $0.problem == .extra } }

    /// Whether every recorded file but configuration files is there and has its contents; extra files do not count.
    public var isIntact: Bool { files.changed == 0 && files.missing == 0 }

    package init(of tree: FileTree, inventory: Inventory) {
        var comparison = IntegrityComparison(tree: tree, inventory: inventory)
        for findings in inventory.catalogs {
            comparison.positions = findings.positions
            findings.catalog.compareFiles(&comparison)
        }
        self.findings = comparison.findings.sorted()
        files = comparison.files
        configurationFiles = comparison.configurationFiles
        excludedCount = comparison.excludedCount
        unrecorded = comparison.unrecorded
        absentHashes = comparison.absentHashes
        diagnostics = comparison.diagnostics
    }
}
