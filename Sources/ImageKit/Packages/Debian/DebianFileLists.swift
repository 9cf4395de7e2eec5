import ImageReading

/// The paths that a package's file lists name.
struct DebianFileLists {
    let package: String
    /// The lists that were read, escaped for display.
    private(set) var locations: [String] = []
    /// The text of the lists.
    private(set) var text: [UInt8] = []
    /// Where the paths stand in the text, slashes before and behind them left out; in the order of the lists.
    private(set) var paths: [Range<Int>] = []

    /// Reads a package's `.list`, or where there is none its `.md5sums` and the configuration files that these leave out.
    init(_ record: DebianRecord, in database: inout DebianDatabase) {
        package = record.package.name
        for (suffix, hasDigests) in [(".list", false), (".md5sums", true)] {
            guard let node = DebianFileLists.find(suffix, of: record, in: &database) else { continue }
            guard let bytes = database.contents(of: node) else { continue }
            text = bytes
            let malformed = readLines(haveDigests: hasDigests)
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

    /// The file list of a package, a link followed; the name with the architecture comes first where both could be.
    static func find(
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
        }
        guard let folder = tree.lookup(database.base.appending(DebianPaths.information.bytes)),
            tree.kind(of: folder) == .directory
        else { return nil }
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

    /// Takes the paths out of the text's lines.
    ///
    /// - Parameter haveDigests: whether 32 hexadecimal digits and two spaces stand before each path.
    /// - Returns: how many lines name no path.
    private mutating func readLines(haveDigests: Bool) -> Int {
        var malformed = 0
        let text = text
        let span = text.span
        paths.reserveCapacity(span.count / 50)
        var start = 0
        while start < span.count {
            var end = start
            var hasNull = false
            while end < span.count, span[end] != newline {
                if span[end] == 0 { hasNull = true }
                end += 1
            }
            let path = haveDigests ? start + 34 : start
            if end == start {
                // An empty line means nothing.
            } else if hasNull || path >= end || (haveDigests && span[start + 32] != space) {
                malformed += 1
            } else {
                addPath(path..<end, in: span)
            }
            start = end + 1
        }
        return malformed
    }

    private mutating func addPath(_ range: Range<Int>, in span: Span<UInt8>) {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, span[start] == slash { start += 1 }
        while end > start, span[end - 1] == slash { end -= 1 }
        if start < end { paths.append(start..<end) }
    }

    /// Lines of a path, its digest and perhaps `obsolete` or `remove-on-upgrade`.
    private mutating func readConfigurationFiles(_ field: ArraySlice<UInt8>) {
        for line in field.split(separator: newline) {
            var words = line.split(separator: space)
            if let last = words.last,
                last.elementsEqual("obsolete".utf8) || last.elementsEqual("remove-on-upgrade".utf8)
            {
                words.removeLast()
            }
            guard words.count > 1, let first = words.first, let digest = words.last else { continue }
            // The path may have spaces itself.
            let path = line[first.startIndex..<digest.startIndex]
            let start = text.count
            text.append(contentsOf: path.dropLast(path.reversed().prefix { $0 == space }.count))
            let all = text
            addPath(start..<all.count, in: all.span)
        }
    }
}

private let newline = UInt8(ascii: "\n")
private let slash = UInt8(ascii: "/")
private let space = UInt8(ascii: " ")
