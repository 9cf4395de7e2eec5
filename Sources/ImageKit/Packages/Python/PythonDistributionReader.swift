import ImageReading

/// Reads the record of one distribution; damage costs no more than what it touches.
struct PythonDistributionReader {
    let tree: FileTree
    private var log = DiagnosticLog()
    var diagnostics: [Diagnostic] { log.diagnostics }
    private var reads = RepeatedReads()
    // Read once, and taken again for every name.
    private var metadataReads = RepeatedReads()
    /// What was read of files, which may have several names.
    private var records: [Int: RecordFile] = [:]
    private var metadata: [Int: PythonMetadata] = [:]
    private var archives: [FileTree.NodeID: PythonArchive?] = [:]

    /// Whether RECORD is read, which names the files.
    let readsRecords: Bool

    init(tree: FileTree, readsRecords: Bool = true) {
        self.tree = tree
        self.readsRecords = readsRecords
    }

    /// Reads the record that a file or folder of a site is.
    ///
    /// - Parameters:
    ///   - entry: the file or folder, a link followed.
    ///   - fileName: what its name says.
    /// - Returns: nil, and a diagnostic, where it records no distribution that could be named.
    mutating func read(_ entry: FileTree.NodeID, _ fileName: PythonRecordName) -> PythonDistribution? {
        guard let target = tree.resolvingLinks(entry) else {
            log.append(
                .pythonMetadataMissing, "the record is a link that leads nowhere; its package is not listed", at: entry,
                of: tree)
            return nil
        }
        if tree.kind(of: target) == .file, PythonRecordName(tree.name(of: entry)) == nil {
            return readArchived(target, fileName)
        }
        switch (fileName.format, tree.kind(of: target)) {
        case (.egg, .file): return readZippedEgg(target, entry, fileName)
        case (.egg, .directory):
            guard let folder = member("EGG-INFO", of: target), tree.kind(of: folder) == .directory else {
                log.append(.pythonMetadataMissing, "an egg without EGG-INFO is no package", at: entry, of: tree)
                return nil
            }
            return readFolder(folder, entry, fileName)
        case (.distInfo, .directory), (.eggInfo, .directory): return readFolder(target, entry, fileName)
        case (.eggInfo, .file):
            guard let metadata = metadata(of: target) else {
                return readNameOnly(entry, nil, fileName, "unreadable")
            }
            return make(metadata, entry, folder: nil, metadataNode: target, fileName)
        default:
            log.append(
                .pythonMetadataMissing, "the record is neither a folder nor a metadata file", at: entry, of: tree)
            return nil
        }
    }

    // MARK: Folders

    private mutating func readFolder(
        _ folder: FileTree.NodeID, _ entry: FileTree.NodeID, _ fileName: PythonRecordName
    ) -> PythonDistribution? {
        let names = fileName.format == .distInfo ? ["METADATA", "PKG-INFO"] : ["PKG-INFO", "METADATA"]
        // importlib passes over one that is empty.
        let metadataName =
            names.first { name in member(name, of: folder).map { tree.size(of: $0) > 0 } ?? false }
            ?? names.first { member($0, of: folder) != nil } ?? names[0]
        var distribution: PythonDistribution?
        if let node = member(metadataName, of: folder) {
            if let metadata = metadata(of: node) {
                let named = tree.child(Array(metadataName.utf8), of: folder) ?? node
                distribution = make(metadata, entry, folder: folder, metadataNode: named, fileName)
            } else {
                let isFile = tree.kind(of: node) == .file
                distribution = readNameOnly(
                    entry, folder, fileName, isFile ? "\(metadataName) was not kept" : "\(metadataName) is no file")
            }
        } else if ["RECORD", "top_level.txt", "SOURCES.txt"].contains(where: { member($0, of: folder) != nil }) {
            distribution = readNameOnly(entry, folder, fileName, "\(metadataName) is missing")
        } else {
            log.append(.pythonMetadataMissing, "a record without any file is no package", at: entry, of: tree)
        }
        guard var distribution else { return nil }
        if fileName.format == .distInfo {
            readDistInfo(folder, &distribution)
        } else {
            readEggInfo(folder, &distribution)
        }
        return distribution
    }

    private mutating func readDistInfo(_ folder: FileTree.NodeID, _ distribution: inout PythonDistribution) {
        if readsRecords, let record = record(of: folder) {
            note(record.remarks, folder)
            distribution.record = record
            distribution.hasRecord = true
        }
        if let contents = contents("INSTALLER", of: folder) {
            distribution.installer = contents.lines.first.map { DisplayText.decoded($0.trimmingSpaces) }
            // Other installers mark all that they install.
            if distribution.installer?.asciiLowercased == "pip" {
                distribution.isRequested = member("REQUESTED", of: folder) != nil
            }
        }
        if let contents = contents("direct_url.json", of: folder) {
            distribution.origin = DirectURLFile(contents)
            if distribution.origin == nil { note(["direct_url.json is malformed"], folder) }
        }
        distribution.topLevel = contents("top_level.txt", of: folder).map(modules)
    }

    private mutating func readEggInfo(_ folder: FileTree.NodeID, _ distribution: inout PythonDistribution) {
        distribution.installedFiles = contents("installed-files.txt", of: folder)
            .map { $0.lines.map(\.trimmingSpaces).filter { !$0.isEmpty } }
        distribution.topLevel = contents("top_level.txt", of: folder).map(modules)
        distribution.eggRequirements = requirements(contents("requires.txt", of: folder), folder)
    }

    /// Names of modules; a path is none, so nothing outside the site can be claimed.
    private mutating func requirements(_ bytes: [UInt8]?, _ node: FileTree.NodeID) -> EggRequirements {
        let requirements = EggRequirements(bytes ?? [])
        if requirements.isCut {
            note(["requires.txt asks for more than \(EggRequirements.limit) bytes of requirements"], node)
        }
        return requirements
    }

    private func modules(_ bytes: [UInt8]) -> [String] {
        bytes.lines.map(\.trimmingSpaces)
            .filter { !$0.isEmpty && !$0.contains(UInt8(ascii: "/")) && $0.first != UInt8(ascii: ".") }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private func member(_ name: String, of folder: FileTree.NodeID) -> FileTree.NodeID? {
        tree.child(Array(name.utf8), of: folder).flatMap { tree.resolvingLinks($0) }
    }

    private mutating func contents(_ name: String, of folder: FileTree.NodeID) -> [UInt8]? {
        member(name, of: folder).flatMap { contents(of: $0) }
    }

    private mutating func contents(of node: FileTree.NodeID) -> [UInt8]? {
        guard let contents = tree.contents(of: node) else { return nil }
        guard reads.allows(node, of: tree) else {
            note([RepeatedReads.remark], node)
            return nil
        }
        return contents
    }

    private mutating func metadata(of node: FileTree.NodeID) -> PythonMetadata? {
        guard let contents = tree.contents(of: node) else { return nil }
        guard metadataReads.allows(node, of: tree) else {
            note([RepeatedReads.remark], node)
            return nil
        }
        guard let file = tree.fileNumber(of: node) else { return PythonMetadata(contents) }
        let read = metadata[file] ?? PythonMetadata(contents)
        metadata[file] = read
        return read
    }

    mutating func record(of folder: FileTree.NodeID) -> RecordFile? {
        guard let node = member("RECORD", of: folder), let contents = contents(of: node) else { return nil }
        guard let file = tree.fileNumber(of: node) else { return RecordFile(contents) }
        let read = records[file] ?? RecordFile(contents)
        records[file] = read
        return read
    }

    // MARK: Eggs

    private mutating func readZippedEgg(
        _ egg: FileTree.NodeID, _ entry: FileTree.NodeID, _ fileName: PythonRecordName
    ) -> PythonDistribution? {
        let names = ["PKG-INFO", "requires.txt", "top_level.txt"].map { "EGG-INFO/" + $0 }
        guard let archive = tree.contents(of: egg), let members = try? ZipMembers.read(names, from: archive),
            let metadata = members["EGG-INFO/PKG-INFO"]
        else { return readNameOnly(entry, nil, fileName, "the zipped egg has no readable EGG-INFO/PKG-INFO") }
        var distribution = make(PythonMetadata(metadata), entry, folder: nil, metadataNode: egg, fileName)
        distribution?.eggRequirements = requirements(members["EGG-INFO/requires.txt"], egg)
        distribution?.topLevel = members["EGG-INFO/top_level.txt"].map(modules)
        return distribution
    }

    // MARK: Archives

    /// An archive on Python's path; nil, and a diagnostic, where it can't be read.
    mutating func archive(_ node: FileTree.NodeID) -> PythonArchive? {
        if let archive = archives[node] { return archive }
        let archive = tree.contents(of: node).flatMap(PythonArchive.init)
        if archive == nil {
            log.append(
                .pythonArchive, "this archive on Python's path can't be read; packages in it are not listed", at: node,
                of: tree)
        }
        archives[node] = archive
        return archive
    }

    private mutating func readArchived(
        _ node: FileTree.NodeID, _ fileName: PythonRecordName
    ) -> PythonDistribution? {
        guard let archive = archive(node) else { return nil }
        guard let metadata = archive.member("METADATA", of: fileName) ?? archive.member("PKG-INFO", of: fileName) else {
            return readNameOnly(node, nil, fileName, "\(fileName.name) in the archive has no readable metadata")
        }
        var distribution = make(PythonMetadata(metadata), node, folder: nil, metadataNode: node, fileName)
        if let list = archive.member("requires.txt", of: fileName) {
            distribution?.eggRequirements = requirements(list, node)
        }
        distribution?.topLevel = []
        return distribution
    }

    // MARK: Names

    /// Makes a distribution of what its file name says.
    private mutating func readNameOnly(
        _ entry: FileTree.NodeID, _ folder: FileTree.NodeID?, _ fileName: PythonRecordName, _ reason: String
    ) -> PythonDistribution? {
        log.append(
            .pythonMetadataMissing, "\(reason); name and version are those of the file name", at: entry, of: tree)
        return PythonDistribution(
            format: fileName.format, name: fileName.name, version: fileName.version ?? "",
            metadata: PythonMetadata([]), entry: entry, folder: folder, metadataNode: folder ?? entry)
    }

    private mutating func make(
        _ metadata: PythonMetadata, _ entry: FileTree.NodeID, folder: FileTree.NodeID?, metadataNode: FileTree.NodeID,
        _ fileName: PythonRecordName
    ) -> PythonDistribution? {
        note(metadata.remarks, metadataNode)
        let name = firstLine(metadata.value("name"))
        let version = firstLine(metadata.value("version"))
        if name == nil {
            log.append(
                .pythonMetadataMissing, "the metadata has no name; it is that of the file name", at: metadataNode,
                of: tree)
        }
        if version == nil {
            log.append(
                .pythonMetadataMissing, "the metadata has no version; it is that of the file name", at: metadataNode,
                of: tree)
        }
        if let name, !PythonName.isValid(name) { note(["\(name) is no valid name"], metadataNode) }
        if let name, PythonName.normalized(name) != PythonName.normalized(fileName.name) {
            log.append(
                .pythonNameMismatch, "the metadata names \(name), its file name \(fileName.name)", at: metadataNode,
                of: tree)
        }
        if let version, let other = fileName.version, !isSame(version, other) {
            log.append(
                .pythonNameMismatch, "the metadata has version \(version), its file name \(other)", at: metadataNode,
                of: tree)
        }
        return PythonDistribution(
            format: fileName.format, name: name ?? fileName.name, version: version ?? fileName.version ?? "",
            metadata: metadata, entry: entry, folder: folder, metadataNode: metadataNode)
    }

    private func firstLine(_ value: String?) -> String? {
        let line = value?.split(separator: "\n").first.map(String.init)
        return line?.isEmpty == true ? nil : line
    }

    /// File names keep `-` of a version as `_`, and may write it in another spelling.
    private func isSame(_ version: String, _ other: String) -> Bool {
        if let one = PythonVersion(version), let two = PythonVersion(other) { return one == two }
        return PythonName.normalized(version) == PythonName.normalized(other)
    }

    // MARK: Remarks

    private mutating func note(_ remarks: [String], _ node: FileTree.NodeID) {
        for remark in remarks { log.append(.pythonMetadataMalformed, remark, at: node, of: tree) }
    }
}
