/// The paths that a package's file lists name.
struct DebianFileLists {
    let package: String
    /// The lists that were read, escaped for display.
    private(set) var locations: [String] = []
    /// The paths as written, in the order of the lists.
    private(set) var paths: [ArraySlice<UInt8>] = []

    /// Reads a package's `.list`, or where there is none its `.md5sums` and the configuration files that these leave out.
    init(_ record: DebianRecord, in database: inout DebianDatabase) {
        package = record.package.name
        for (suffix, hasDigests) in [(".list", false), (".md5sums", true)] {
            guard let node = DebianFileLists.find(suffix, of: record, in: &database) else { continue }
            guard let bytes = database.contents(of: node) else { continue }
            let malformed = hasDigests ? readDigests(bytes) : readList(bytes)
            if malformed > 0 {
                database.remark(.missingFileList, "\(malformed) lines of the file list name no path", at: node)
            }
            // dpkg itself leaves lists of md5sums empty for packages without files.
            if hasDigests { readConfigurationFiles(record.configurationFiles) }
            locations.append(database.tree.path(of: node).description)
            break
        }
        database.noteList(record, isThere: !locations.isEmpty)
    }

    private static func find(
        _ suffix: String, of record: DebianRecord, in database: inout DebianDatabase
    ) -> FileTree.NodeID? {
        let tree = database.tree
        let name = record.package.name
        if record.isFromFolder {
            guard let folder = tree.parent(of: record.node) else { return nil }
            let stems = [tree.name(of: record.node), Array(name.utf8)]
            for stem in stems {
                if let child = tree.child(stem + Array(suffix.utf8), of: folder) { return database.resolved(child) }
            }
            return nil
        }
        guard let folder = tree.lookup(DebianPaths.information), tree.kind(of: folder) == .directory else { return nil }
        let plain = name + suffix
        var names = [plain]
        if let architecture = record.package.architecture {
            let qualified = "\(name):\(architecture)\(suffix)"
            if record.package.debian?.multiArch != "same" {
                names = [plain, qualified]
            } else {
                // With two architectures a list without one could be either's.
                names = database.hasSeveralInstances(name) ? [qualified] : [qualified, plain]
            }
        }
        for name in names {
            if let child = tree.child(name.utf8, of: folder) { return database.resolved(child) }
        }
        return nil
    }

    private mutating func readList(_ bytes: [UInt8]) -> Int {
        var malformed = 0
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if line.contains(0) { malformed += 1 } else { paths.append(line) }
        }
        return malformed
    }

    /// Lines of 32 hexadecimal digits, two spaces and a path; returns how many are something else.
    private mutating func readDigests(_ bytes: [UInt8]) -> Int {
        var malformed = 0
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let path = line.dropFirst(34)
            if path.isEmpty || line.contains(0) || line[line.startIndex + 32] != UInt8(ascii: " ") {
                malformed += 1
            } else {
                paths.append(path)
            }
        }
        return malformed
    }

    /// Lines of a path, its digest and perhaps `obsolete` or `remove-on-upgrade`.
    private mutating func readConfigurationFiles(_ field: ArraySlice<UInt8>) {
        for line in field.split(separator: UInt8(ascii: "\n")) {
            var words = line.split(separator: UInt8(ascii: " "))
            if let last = words.last,
                last.elementsEqual("obsolete".utf8) || last.elementsEqual("remove-on-upgrade".utf8)
            {
                words.removeLast()
            }
            guard words.count > 1, let first = words.first, let digest = words.last else { continue }
            // The path may have spaces itself.
            let path = line[first.startIndex..<digest.startIndex]
            paths.append(path.dropLast(path.reversed().prefix { $0 == UInt8(ascii: " ") }.count))
        }
    }
}
