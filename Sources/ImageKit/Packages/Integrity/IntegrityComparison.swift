import ImageReading

/// Collects what comes of comparing files with records of them.
struct IntegrityComparison {
    let tree: FileTree
    let inventory: Inventory
    private(set) var findings: [FileFinding] = []
    private(set) var files = FileIntegrity.Counts()
    private(set) var configurationFiles = FileIntegrity.Counts()
    private(set) var excludedCount = 0
    private(set) var unrecorded: [Package] = []
    private(set) var absentHashes: Set<FileHash> = []
    var diagnostics: [Diagnostic] = []

    init(tree: FileTree, inventory: Inventory) {
        self.tree = tree
        self.inventory = inventory
    }

    /// One recorded file.
    struct Item {
        let package: Package
        let path: BytePath
        /// What is recorded of the contents; nil where nothing is.
        let digest: RecordedDigest?
        var isConfiguration = false
        var detail: String?
    }

    /// Compares a file, links to it followed.
    ///
    /// - Parameter isExcluded: whether dpkg was told to leave the path out.
    mutating func compare(_ item: Item, isExcluded: Bool = false) {
        guard let node = tree.lookup(item.path) else { return miss(item, isExcluded: isExcluded) }
        guard tree.kind(of: node) == .file else {
            return note(
                item, .changed, node, detail: "\(IntegrityComparison.words(tree.kind(of: node))) is in its place")
        }
        guard let digest = item.digest else { return count(\.intact, item) }
        switch digest.comparison(with: node, of: tree) {
        case .same: count(\.intact, item)
        case .other(let found): note(item, .changed, node, found: found)
        case .notComputed(let hash):
            if let hash { absentHashes.insert(hash) }
            note(item, .unchecked, node, detail: hash == nil ? "an unknown kind of digest" : nil)
        }
    }

    /// Notes a file that no record names.
    mutating func addExtra(_ node: FileTree.NodeID, of package: Package) {
        note(Item(package: package, path: tree.path(of: node), digest: nil), .extra, node)
    }

    /// Notes a package whose files nothing is recorded of.
    mutating func addUnrecorded(_ package: Package) { unrecorded.append(package) }

    private mutating func miss(_ item: Item, isExcluded: Bool) {
        let removal = tree.removal(of: item.path)
        if isExcluded, !removal.wasThere {
            excludedCount += 1
            return
        }
        count(\.missing, item)
        let isDangling = tree.lookup(item.path, followingLast: false) != nil
        append(
            item, .missing, layer: removal.layer, found: nil,
            detail: isDangling ? "a link that leads nowhere is in its place" : nil)
    }

    private mutating func note(
        _ item: Item, _ problem: FileFinding.Problem, _ node: FileTree.NodeID, found: String? = nil,
        detail: String? = nil
    ) {
        switch problem {
        case .changed: count(\.changed, item)
        case .unchecked: count(\.unchecked, item)
        case .missing, .extra: break
        }
        append(item, problem, layer: tree.contentLayer(of: node), found: found, detail: detail)
    }

    private mutating func append(
        _ item: Item, _ problem: FileFinding.Problem, layer: Int?, found: String?, detail: String?
    ) {
        let details = [item.detail, detail].compactMap(\.self).joined(separator: "; ")
        findings.append(
            FileFinding(
                package: item.package, path: item.path, problem: problem, isConfiguration: item.isConfiguration,
                layer: layer, isLater: layer.map { $0 > item.package.layer } ?? false,
                expected: item.digest?.text, found: found, detail: details.isEmpty ? nil : details))
    }

    private mutating func count(_ counter: WritableKeyPath<FileIntegrity.Counts, Int>, _ item: Item) {
        if item.isConfiguration {
            configurationFiles[keyPath: counter] += 1
        } else {
            files[keyPath: counter] += 1
        }
    }

    private static func words(_ kind: FileTree.Kind) -> String {
        switch kind {
        case .file: "a file"
        case .directory: "a directory"
        case .symbolicLink: "a symbolic link"
        case .characterDevice: "a character device"
        case .blockDevice: "a block device"
        case .fifo: "a named pipe"
        }
    }
}
