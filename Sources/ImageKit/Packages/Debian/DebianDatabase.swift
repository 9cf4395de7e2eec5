import ImageReading

/// dpkg's database in one tree: its records and remarks on what is wrong with them.
struct DebianDatabase: Sendable {
    let tree: FileTree
    let distribution: Distribution?
    private(set) var records: [DebianRecord] = []
    private var log = DiagnosticLog()
    private var reads = RepeatedReads()
    /// The same database, its files not counted as read before.
    var readAnew: DebianDatabase {
        var database = self
        database.reads = RepeatedReads()
        return database
    }
    /// The remarks so far.
    var diagnostics: [Diagnostic] { log.diagnostics }
    /// Lets go of the records; how many instances a package has stays known.
    mutating func forgetRecords() {
        records = []
        positions = [:]
        packagesWithoutList = []
        automatic = nil
    }

    private var automatic: DebianAutomaticMarks?
    private var positions: [Package.Slot: Int] = [:]
    private var instances: [String: Int] = [:]
    private var packagesWithoutList: [Int] = []
    private var hasList = false

    init(_ context: CatalogContext) {
        tree = context.tree
        distribution = context.distribution
    }

    /// Reads all records: `status` first, then `status.d`.
    mutating func read() {
        automatic = DebianAutomaticMarks(&self)
        if let node = node(DebianPaths.status), let bytes = contents(of: node) {
            readStanzas(bytes, from: node, inFolder: false)
        } else if tree.lookup(DebianPaths.status, followingLast: false) == nil, hasLists {
            log.append(
                Diagnostic(
                    .unreadableDatabase, "there are file lists of packages but no status file that names the packages",
                    path: DebianPaths.status.description))
        }
        guard let folder = node(DebianPaths.statusFolder) else { return }
        guard tree.kind(of: folder) == .directory else {
            remark(.unreadableDatabase, "the folder of status files is not a directory", at: folder)
            return
        }
        for child in tree.children(of: folder) {
            let name = tree.name(of: child)
            if name.hasSuffix(".md5sums") || name.hasSuffix(".list") { continue }
            guard let node = resolved(child), let bytes = contents(of: node) else { continue }
            readStanzas(bytes, from: child, inFolder: true)
        }
    }

    private var hasLists: Bool {
        guard let folder = tree.lookup(DebianPaths.information), tree.kind(of: folder) == .directory else {
            return false
        }
        return tree.children(of: folder).contains { tree.name(of: $0).hasSuffix(".list") }
    }

    /// Whether several architectures of a package are recorded.
    func hasSeveralInstances(_ name: String) -> Bool { instances[name, default: 0] > 1 }

    private mutating func readStanzas(_ bytes: [UInt8], from node: FileTree.NodeID, inFolder: Bool) {
        let locations = [tree.path(of: node).description]
        var qualifiers = PackageURLQualifiers(distribution, usual: "debian")
        for stanza in ControlFile(bytes, keyField: "Package") {
            for malformation in stanza.malformations {
                remark(.malformedPackageRecord, "line \(malformation.line): \(malformation.reason)", at: node)
            }
            guard let name = stanza.text(of: "Package"), !name.isEmpty else {
                remark(.skippedPackageRecord, "line \(stanza.line): the stanza names no package", at: node)
                continue
            }
            guard name.unicodeScalars.allSatisfy({ $0.value > 0x20 && !(0x7F...0xA0).contains($0.value) }) else {
                remark(
                    .skippedPackageRecord, "line \(stanza.line): the name '\(name)' has control characters or spaces",
                    at: node)
                continue
            }
            var record = DebianRecord(name: name, stanza, node: node, isFromFolder: inFolder, &qualifiers)
            for problem in record.problems(stanza) {
                remark(problem.code, "line \(stanza.line): \(problem.message)", at: node)
            }
            record.package.locations = locations
            add(record, line: stanza.line)
        }
    }

    private mutating func add(_ record: DebianRecord, line: Int) {
        var record = record
        let name = record.package.name
        if record.isInstalled {
            let architecture = record.package.architecture
            record.package.debian?.isAutomatic = automatic?.isAutomatic(name, architecture)
        }
        let slot = record.package.slot
        guard let position = positions[slot] else {
            let limits = tree.limits
            guard records.count < limits.packages else {
                remark(
                    .skippedPackageRecord,
                    "line \(line): \(record.label) is left out, there are more packages than are listed "
                        + "(\(limits.named(.packages)))", at: record.node)
                return
            }
            positions[slot] = records.count
            instances[name, default: 0] += 1
            records.append(record)
            return
        }
        // What is on the disk counts for more than what the other record remembers of a removal.
        let known = records[position]
        if record.isInstalled, !known.isInstalled { records[position] = record }
        remark(
            .duplicatePackage,
            "line \(line): \(record.label) is recorded twice, here with version '\(record.package.version)' and before "
                + "with '\(known.package.version)'", at: record.node)
    }

    // MARK: Files of the database

    /// The node at a path, links followed; a link that leads nowhere is a remark.
    mutating func node(_ path: BytePath) -> FileTree.NodeID? {
        if let node = tree.lookup(path) { return node }
        if let link = tree.lookup(path, followingLast: false) {
            remark(.unreadableDatabase, "the link leads nowhere", at: link)
        }
        return nil
    }

    /// What a link leads to; a link that leads nowhere is a remark.
    mutating func resolved(_ node: FileTree.NodeID) -> FileTree.NodeID? {
        let target = tree.resolvingLinks(node)
        if target == nil { remark(.unreadableDatabase, "the link leads nowhere", at: node) }
        return target
    }

    /// The contents of a file of the database; that they are not there is a remark.
    mutating func contents(of node: FileTree.NodeID) -> [UInt8]? {
        guard tree.kind(of: node) == .file else {
            remark(.unreadableDatabase, "a file of dpkg's database is no regular file", at: node)
            return nil
        }
        guard reads.allows(node, of: tree) else {
            remark(.unreadableDatabase, RepeatedReads.remark, at: node)
            return nil
        }
        if let bytes = tree.contents(of: node) { return bytes }
        if tree.size(of: node) == 0 { return [] }
        remark(.unreadableDatabase, "the contents of a file of dpkg's database were not kept", at: node)
        return nil
    }

    mutating func remark(
        _ code: Diagnostic.Code, _ message: @autoclosure () -> String, at node: FileTree.NodeID
    ) {
        log.append(code, message(), at: node, of: tree)
    }

    // MARK: Lists

    mutating func noteList(_ record: DebianRecord, isThere: Bool) {
        if isThere {
            hasList = true
        } else if let position = positions[record.package.slot] {
            packagesWithoutList.append(position)
        }
    }

    /// Names the packages without a file list, unless no package of this database has one.
    mutating func reportMissingLists() {
        guard hasList else { return }
        for position in packagesWithoutList where records[position].package.debian?.state != "half-installed" {
            let record = records[position]
            remark(
                .missingFileList, "\(record.label) has no file list, so no file is booked to it", at: record.node)
        }
    }
}
