import ImageReading

/// A distribution as its record describes it, before it is weighed against others.
struct PythonDistribution {
    var format: PythonRecordName.Format
    var name: String
    var version: String
    var metadata: PythonMetadata
    /// The file or folder in the site that is the record.
    var entry: FileTree.NodeID
    /// The folder that holds the record's files; nil where the record is a file.
    var folder: FileTree.NodeID?
    /// The metadata file; the record itself where there is none.
    var metadataNode: FileTree.NodeID
    var record: RecordFile?
    /// Whether there is a RECORD; it is kept only until files are booked.
    var hasRecord = false
    /// setuptools' `installed-files.txt`: paths relative to the record's folder.
    var installedFiles: [[UInt8]]?
    /// Names of modules and packages, from `top_level.txt`.
    var topLevel: [String]?
    /// Requirements and extras of a `requires.txt`.
    var eggRequirements = EggRequirements([])
    var installer: String?
    var isRequested: Bool?
    var origin: DirectURLFile?
    /// The egg-link that leads to this record.
    var eggLink: FileTree.NodeID?

    var normalizedName: String { PythonName.normalized(name) }

    /// Lets go of what packages are made of once they are made: most of the memory.
    mutating func forgetFiles() {
        record = nil
        installedFiles = nil
        topLevel = nil
        eggRequirements = EggRequirements([])
        metadata = PythonMetadata([])
    }
}

/// The requirements of an egg: sections are named by an extra, a marker behind `:`, or both.
struct EggRequirements {
    /// Requirements as PEP 508 writes them.
    private(set) var requirements: [String] = []
    private(set) var extras: [String] = []
    /// Whether the requirements are more than are kept, each with the condition of its section.
    private(set) var isCut = false
    private var knownExtras: Set<String> = []
    /// Bytes of requirements; a long condition stands behind each requirement of its section.
    static let limit = 8 << 20

    init(_ bytes: [UInt8]) {
        var condition = ""
        var size = 0
        for line in bytes.lines.map(\.trimmingSpaces) where !line.isEmpty && line.first != UInt8(ascii: "#") {
            if line.first == UInt8(ascii: "["), line.last == UInt8(ascii: "]") {
                condition = section(DisplayText.decoded(line.dropFirst().dropLast()))
            } else {
                size += line.count + condition.utf8.count + MemoryLayout<String>.size
                guard size <= EggRequirements.limit else {
                    isCut = true
                    return
                }
                requirements.append(DisplayText.decoded(line) + condition)
            }
        }
    }

    private mutating func section(_ name: String) -> String {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let extra = parts[0]
        let marker = parts.count > 1 ? parts[1] : ""
        if !extra.isEmpty, knownExtras.insert(extra).inserted { extras.append(extra) }
        switch (extra.isEmpty, marker.isEmpty) {
        case (true, true): return ""
        case (true, false): return "; \(marker)"
        case (false, true): return "; extra == \"\(extra)\""
        case (false, false): return "; (\(marker)) and extra == \"\(extra)\""
        }
    }
}
