import ImageReading

/// apk's database in one tree: its records and remarks on what is wrong with them.
struct ApkDatabase {
    let tree: FileTree
    let distribution: Distribution?
    private(set) var records: [ApkRecord] = []
    private var log = DiagnosticLog()
    private var reads = RepeatedReads()
    /// The remarks so far.
    var diagnostics: [Diagnostic] { log.diagnostics }
    private var positions: [Identity: Int] = [:]
    private var elementsLeft = ApkDatabase.elementLimit

    private struct Identity: Hashable {
        let name: String
        let architecture: String?
    }

    /// How many elements of relations are kept of all records: a hundred times what the largest real images have.
    static let elementLimit = 1_000_000

    init(tree: FileTree, distribution: Distribution?) {
        self.tree = tree
        self.distribution = distribution
    }

    /// Reads all records of the databases, in the order of the files.
    mutating func read() {
        var nodes: [FileTree.NodeID] = []
        for path in ApkPaths.databases {
            // On a merged /usr both lead to one file.
            guard let node = node(path), !nodes.contains(node) else { continue }
            nodes.append(node)
            if let bytes = contents(of: node) { readRecords(bytes, from: node) }
        }
        if elementsLeft < 0, let node = nodes.last {
            remark(
                .malformedPackageRecord,
                "the packages have more than \(ApkDatabase.elementLimit) relations; the rest is left out",
                at: node)
        }
    }

    private mutating func readRecords(_ bytes: [UInt8], from node: FileTree.NodeID) {
        var qualifiers = PackageURLQualifiers(distribution, usual: "alpine")
        var draft: ApkRecordDraft?
        var last = 1
        for line in ApkLines(bytes) {
            last = line.number
            if line.endsRecord {
                if !line.value.isEmpty { report(line, "has no letter and no colon", at: node) }
                if let draft { finish(draft, bytes, end: line.start, node: node, &qualifiers) }
                draft = nil
                continue
            }
            guard let field = line.field else {
                report(line, "has no letter followed by a colon", at: node)
                continue
            }
            if field == UInt8(ascii: "P"), draft?.hasName == true, let (next, end) = draft?.split(at: line) {
                report(line, "names another package; the empty line before its record is missing", at: node)
                if let draft { finish(draft, bytes, end: end, node: node, &qualifiers) }
                draft = next
            }
            if draft == nil { draft = ApkRecordDraft(line) }
            if let problem = draft?.add(field, line, in: bytes) {
                let letter = DisplayText.decoded([field])
                report(line, "the field \(letter) \(problem)", at: node)
            }
        }
        if let byte = bytes.last, byte != UInt8(ascii: "\n") {
            remark(.malformedPackageRecord, "line \(last): the file ends in the middle of a line", at: node)
        }
        if let draft { finish(draft, bytes, end: bytes.count, node: node, &qualifiers) }
    }

    private mutating func report(_ line: ApkLines.Line, _ message: @autoclosure () -> String, at node: FileTree.NodeID)
    {
        remark(.malformedPackageRecord, "line \(line.number): \(message())", at: node)
    }

    private mutating func finish(
        _ draft: ApkRecordDraft, _ bytes: [UInt8], end: Int, node: FileTree.NodeID,
        _ qualifiers: inout PackageURLQualifiers
    ) {
        let limit = tree.limits.metadataField
        guard let name = draft.text("P", in: bytes, limit: limit) else {
            remark(.skippedPackageRecord, "line \(draft.line): the record names no package", at: node)
            return
        }
        guard name.unicodeScalars.allSatisfy({ $0.value > 0x20 && !(0x7F...0xA0).contains($0.value) }) else {
            remark(
                .skippedPackageRecord, "line \(draft.line): the name '\(name)' has control characters or spaces",
                at: node)
            return
        }
        // A file of megabytes may name one package a million times, so what is left out is not read any further.
        let identity = Identity(name: name, architecture: draft.text("A", in: bytes, limit: limit))
        if let position = positions[identity] {
            let known = records[position].package
            remark(
                .duplicatePackage,
                "line \(draft.line): \(name) is recorded twice, here with version "
                    + "'\(draft.text("V", in: bytes, limit: limit) ?? "")' and before with '\(known.version)'", at: node
            )
            return
        }
        let limits = tree.limits
        guard records.count < limits.packages else {
            remark(.tooManyPackages, "line \(draft.line): \(name)", at: node)
            return
        }
        var record = draft.record(
            named: name, bytes, end: end, node: node, &qualifiers, elementsLeft: &elementsLeft, fieldLimit: limit)
        for problem in record.problems { remark(problem.code, "line \(draft.line): \(problem.message)", at: node) }
        record.package.locations = [tree.path(of: node).description]
        positions[identity] = records.count
        records.append(record)
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

    /// The contents of a file of the database; that they are not there is a remark.
    mutating func contents(of node: FileTree.NodeID) -> [UInt8]? {
        guard tree.kind(of: node) == .file else {
            remark(.unreadableDatabase, "a file of apk's database is no regular file", at: node)
            return nil
        }
        guard reads.allows(node, of: tree) else {
            remark(.unreadableDatabase, RepeatedReads.remark, at: node)
            return nil
        }
        if let bytes = tree.contents(of: node) { return bytes }
        if tree.size(of: node) == 0 { return [] }
        remark(.unreadableDatabase, "the contents of a file of apk's database were not kept", at: node)
        return nil
    }

    mutating func remark(
        _ code: Diagnostic.Code, _ message: @autoclosure () -> String, at node: FileTree.NodeID
    ) {
        let tree = tree
        log.append(code) {
            Diagnostic(code, message(), layer: tree.layer(of: node), path: tree.path(of: node).description)
        }
    }
}
