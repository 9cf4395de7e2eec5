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
    /// The folder of the database.
    let base: BytePath

    init(_ context: CatalogContext) {
        tree = context.tree
        distribution = context.distribution
        base = DebianDatabase.folder(in: context.tree)
    }

    /// Where the database is: where dpkg looks, else in /usr, where image-based systems keep it behind a link.
    private static func folder(in tree: FileTree) -> BytePath {
        let usual = DebianPaths.database
        let files = [DebianPaths.status, DebianPaths.statusFolder, DebianPaths.information]
        guard !files.contains(where: { tree.lookup(usual.appending($0.bytes), followingLast: false) != nil }) else {
            return usual
        }
        let others = tree.capturedNodes.map { tree.path(of: $0) }.filter {
            $0.bytes.starts(with: "usr/".utf8) && $0.name.elementsEqual(DebianPaths.status.bytes)
                && $0.parent.name.elementsEqual(usual.name)
        }
        return others.min()?.parent ?? usual
    }

    /// Reads all records: `status` with its journal first, then `status.d`.
    mutating func read() {
        automatic = DebianAutomaticMarks(&self)
        let status = base.appending(DebianPaths.status.bytes)
        if let node = node(status), let bytes = contents(of: node) {
            readStanzas(bytes, from: node, inFolder: false)
            if base != DebianPaths.database {
                remark(
                    .movedDatabase,
                    "dpkg's database is read from here; there is no link to it at \(DebianPaths.database), so dpkg itself "
                        + "finds no packages", at: node)
            }
        } else if tree.lookup(status, followingLast: false) == nil, hasLists, !hasStatusFolder {
            log.append(
                Diagnostic(
                    .unreadableDatabase, "there are file lists of packages but no status file that names the packages",
                    path: status.description))
        }
        readJournal()
        guard let folder = node(base.appending(DebianPaths.statusFolder.bytes)) else { return }
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

    /// Reads what dpkg has written since it last wrote `status`: files of one record each, named by numbers.
    private mutating func readJournal() {
        guard let folder = tree.lookup(base.appending(DebianPaths.journal.bytes)), tree.kind(of: folder) == .directory
        else { return }
        let files = tree.children(of: folder).filter { tree.name(of: $0).allSatisfy(\.isDigit) }
        for file in files.sorted(by: { tree.name(of: $0).lexicographicallyPrecedes(tree.name(of: $1)) }) {
            guard let node = resolved(file), let bytes = contents(of: node) else { continue }
            readStanzas(bytes, from: file, inFolder: false, isJournal: true)
        }
    }

    private var hasStatusFolder: Bool { tree.lookup(base.appending(DebianPaths.statusFolder.bytes)) != nil }

    private var hasLists: Bool {
        guard let folder = tree.lookup(base.appending(DebianPaths.information.bytes)),
            tree.kind(of: folder) == .directory
        else {
            return false
        }
        return tree.children(of: folder).contains { tree.name(of: $0).hasSuffix(".list") }
    }

    /// Whether several architectures of a package are recorded.
    func hasSeveralInstances(_ name: String) -> Bool { instances[name, default: 0] > 1 }

    private mutating func readStanzas(
        _ bytes: [UInt8], from node: FileTree.NodeID, inFolder: Bool, isJournal: Bool = false
    ) {
        let locations = [tree.path(of: node).description]
        // Where nothing names the distribution its maintainers do.
        let isUbuntu = distribution == nil && bytes.firstRange(of: "@lists.ubuntu.com".utf8) != nil
        var qualifiers = PackageURLQualifiers(distribution, usual: isUbuntu ? "ubuntu" : "debian")
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
            add(record, line: stanza.line, replaces: isJournal)
        }
    }

    private mutating func add(_ record: DebianRecord, line: Int, replaces: Bool) {
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
                remark(.tooManyPackages, "line \(line): \(record.label)", at: record.node)
                return
            }
            positions[slot] = records.count
            instances[name, default: 0] += 1
            records.append(record)
            return
        }
        if replaces {
            records[position] = record
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

    /// Whether the tree has folders that packages fill.
    private var hasFilesOfPackages: Bool {
        let names = ["bin", "lib", "opt", "sbin", "usr"]
        return names.contains { name in
            tree.child(name.utf8, of: tree.root).map { !tree.children(of: $0).isEmpty } ?? false
        }
    }

    /// Names the packages without a file list, unless no package of this database has one.
    mutating func reportMissingLists() {
        guard hasList else {
            if let position = packagesWithoutList.first, hasFilesOfPackages {
                let node = records[position].node
                let count = packagesWithoutList.count
                remark(
                    .missingFileList,
                    "no package has a file list or md5sums, so the sizes of "
                        + "\(Plural.text(count, "package")) are unknown",
                    at: node)
            }
            return
        }
        for position in packagesWithoutList where records[position].package.debian?.state != "half-installed" {
            let record = records[position]
            remark(
                .missingFileList, "\(record.label) has no file list, so no file is booked to it", at: record.node)
        }
    }
}
