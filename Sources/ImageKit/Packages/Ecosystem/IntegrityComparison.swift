public import ImageReading

/// Collects what comes of comparing files with records of them; an ecosystem's catalog fills it in.
public struct IntegrityComparison: Sendable {
    /// The squashed tree.
    public let tree: FileTree
    private let inventory: Inventory
    /// The positions of the packages of the catalog that is asked now.
    package var positions: [Int] = []
    private(set) var findings: [FileFinding] = []
    private(set) var files = FileIntegrityCounts()
    private(set) var configurationFiles = FileIntegrityCounts()
    private(set) var excludedCount = 0
    private(set) var unrecorded: [Package] = []
    private(set) var absentHashes: Set<FileHash> = []
    /// Remarks on damaged records of digests.
    public var diagnostics: [Diagnostic] = []

    init(tree: FileTree, inventory: Inventory) {
        self.tree = tree
        self.inventory = inventory
    }

    /// One recorded file.
    public struct Item: Sendable {
        /// The package that recorded it.
        public let package: Package
        /// Where it should be.
        public let path: BytePath
        /// What is recorded of the contents; nil where nothing is.
        public let digest: (any RecordedDigest)?
        /// How many bytes it should have, which decides where the digest does not; nil where that is not recorded.
        public var size: Int64?
        /// Whether it is there to be changed.
        public var isConfiguration = false
        /// Whether a link at the path is followed.
        public var followsLinks = true
        /// What else is known of it, in words.
        public var detail: String?

        /// Makes an item.
        public init(
            package: Package, path: BytePath, digest: (any RecordedDigest)?, size: Int64? = nil,
            isConfiguration: Bool = false,
            followsLinks: Bool = true, detail: String? = nil
        ) {
            self.package = package
            self.path = path
            self.digest = digest
            self.size = size
            self.isConfiguration = isConfiguration
            self.followsLinks = followsLinks
            self.detail = detail
        }
    }

    /// One of the catalog's packages, with its sizes and its layer.
    ///
    /// - Parameter index: its place in the catalog.
    public func package(at index: Int) -> Package { inventory.packages[positions[index]] }

    /// The package that owns a file, by its position in the inventory; nil where no package does.
    public func owner(of node: FileTree.NodeID) -> Int? { inventory.owner(of: node, in: tree) }

    /// The position in the inventory of one of the catalog's packages.
    public func position(at index: Int) -> Int { positions[index] }

    /// Compares a file with what is recorded of it.
    ///
    /// - Parameters:
    ///   - item: the path and the digests recorded of it.
    ///   - others: what other packages recorded of the same path, of which one may be what is there.
    ///   - isExcluded: whether the package manager is configured to leave the path out.
    public mutating func compare(_ item: Item, others: [Item] = [], isExcluded: Bool = false) {
        guard let node = tree.lookup(item.path, followingLast: item.followsLinks) else {
            return miss(item, isExcluded: isExcluded)
        }
        // Records may name a folder, or a link to one, by its name alone.
        if item.digest == nil, tree.kind(of: node) == .directory { return count(\.intact, item) }
        let isLink = !item.followsLinks && tree.kind(of: node) == .symbolicLink
        guard tree.kind(of: node) == .file || isLink else {
            return note(
                item, .changed, node, detail: "\(IntegrityComparison.words(tree.kind(of: node))) is in its place")
        }
        let comparison = item.digest?.comparison(with: node, of: tree)
        let size = tree.size(of: node)
        switch comparison {
        case .same: count(\.intact, item)
        case .firstLine: note(item, .firstLine, node, detail: "only its first line differs")
        case .other(let found):
            if let other = others.first(where: { fits($0, node) }) {
                note(item, .replaced, node, found: found, detail: IntegrityComparison.words(replacedBy: other))
            } else {
                note(item, .changed, node, found: found)
            }
        case nil, .impossible, .notComputed:
            if case .notComputed(let hash?) = comparison { absentHashes.insert(hash) }
            if let recorded = item.size, recorded != size, let other = others.first(where: { fits($0, node) }) {
                note(item, .replaced, node, detail: IntegrityComparison.words(replacedBy: other))
            } else if let recorded = item.size, recorded != size {
                note(item, .changed, node, detail: "it has \(size) bytes, \(recorded) are recorded")
            } else if let comparison {
                note(item, .unchecked, node, detail: IntegrityComparison.words(comparison))
            } else {
                count(\.intact, item)
            }
        }
    }

    /// Whether a file is what another package recorded: by the digest, or by the size if no digest is recorded.
    private func fits(_ item: Item, _ node: FileTree.NodeID) -> Bool {
        guard let digest = item.digest else { return item.size == tree.size(of: node) }
        return digest.comparison(with: node, of: tree) == .same
    }

    private static func words(replacedBy other: Item) -> String {
        "\(other.package.name) \(other.package.version) has a file of this name, which is there"
    }

    /// Why a digest decides nothing; nil where another reading decides.
    private static func words(_ comparison: DigestComparison) -> String? {
        switch comparison {
        case .impossible: "what is recorded is no digest"
        case .notComputed(nil): "an unknown kind of digest"
        default: nil
        }
    }

    /// Notes a file that no record names.
    public mutating func addExtra(_ node: FileTree.NodeID, of package: Package) {
        note(Item(package: package, path: tree.path(of: node), digest: nil), .extra, node)
    }

    /// Notes a package whose files nothing is recorded of.
    public mutating func addUnrecorded(_ package: Package) { unrecorded.append(package) }

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
        case .firstLine, .replaced: count(\.intact, item)
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

    private mutating func count(_ counter: WritableKeyPath<FileIntegrityCounts, Int>, _ item: Item) {
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
