import ImageReading

/// A Debian changelog: what `apt-get changelog` prints, and what packages have in /usr/share/doc (deb-changelog(5)).
package enum DebianChangelog {
    /// Bytes of a changelog that is read.
    static let byteLimit: Int64 = 16 << 20
    /// Mentions that are kept of one.
    static let mentionLimit = 20_000

    /// Whether a file is a package's changelog: Debian's own, or the only one of a package that Debian itself makes.
    static func isChangelog(_ path: BytePath) -> Bool {
        guard path.parent.parent == DebianPaths.documentation else { return false }
        let name = path.name
        return name.starts(with: "changelog.Debian".utf8) || name.elementsEqual("changelog.gz".utf8)
            || name.elementsEqual("changelog".utf8)
    }

    /// The changelog of an installed package; nil where the image has none.
    static func changelog(of package: Package, in tree: FileTree) -> PackageChangelog? {
        guard !package.name.contains("/") else { return nil }
        let folder = DebianPaths.documentation.appending(package.name)
        for name in ["changelog.Debian.gz", "changelog.gz", "changelog.Debian", "changelog"] {
            let path = folder.appending(name)
            let found = tree.lookup(path).flatMap { tree.contents(of: $0) }
            guard let bytes = found ?? tree.removedContents(at: path) else { continue }
            if let changelog = read(bytes, file: path.description + (found == nil ? " (deleted)" : "")) {
                return changelog
            }
        }
        return nil
    }

    /// Whether bytes begin as a changelog does: `name (version) suite; urgency=…`.
    package static func isOne(_ bytes: [UInt8]) -> Bool {
        let line = bytes.prefix(1024).prefix { $0 != newline }
        return line.contains(UInt8(ascii: ";")) && heading(line) != nil
    }

    /// Reads a changelog, compressed or not; nil for another kind of file, or one larger than ``byteLimit``.
    package static func read(_ bytes: [UInt8], file: String) -> PackageChangelog? {
        var limits = Limits()
        limits.document = byteLimit
        guard let stream = try? PeekedStream(MemoryStream(bytes), count: CompressionFormat.headLength),
            let decoded = try? CompressionFormat(head: stream.peeked).decode(stream, limits: limits),
            let text = try? decoded.readAll(limits: limits, what: "the changelog"), isOne(text)
        else { return nil }
        return mentions(in: text, file: file)
    }

    private static func mentions(in text: [UInt8], file: String) -> PackageChangelog? {
        var changelog: PackageChangelog?
        var version = ""
        var entry: [(ids: [String], isFix: Bool)] = []
        var item: [UInt8] = []
        var indent = 0
        // The items above one: `* Not fixed:` speaks of all below it.
        var above: [(indent: Int, deniesFix: Bool)] = []
        func finishItem() {
            while let last = above.last, last.indent >= indent { above.removeLast() }
            let text = String(decoding: item.prefix(itemLimit), as: UTF8.self).asciiLowercased
            let denies = says(denials, text) || above.contains(where: \.deniesFix)
            above.append((indent, denies))
            let ids = identifiers(in: item)
            // A patch may go because upstream has it: whether the fix goes too is not told.
            if !ids.isEmpty, !(says(removals, text) && says(patches, text)) { entry.append((ids, !denies)) }
            item = []
        }
        func finishEntry(_ date: CalendarDate?) {
            finishItem()
            for (ids, isFix) in entry {
                for id in ids where (changelog?.mentions.count ?? 0) < mentionLimit {
                    changelog?.mentions.append(.init(id: id, version: version, date: date, isFix: isFix))
                }
            }
            entry = []
            above = []
        }
        for line in text.split(separator: newline) {
            if line.starts(with: " -- ".utf8) {
                finishEntry(day(line))
            } else if line.first != UInt8(ascii: " "), let heading = heading(line) {
                finishEntry(nil)
                version = heading.version
                if changelog == nil { changelog = PackageChangelog(source: heading.name, file: file, mentions: []) }
                if (changelog?.versions.count ?? 0) < mentionLimit { changelog?.versions.insert(version) }
            } else {
                let words = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                // A new item of the list; what follows without a mark goes on with it.
                if let mark = words.first, "*-+".utf8.contains(mark) {
                    finishItem()
                    indent = line.count - words.count
                }
                item += words
                item.append(UInt8(ascii: " "))
            }
        }
        finishEntry(nil)
        return changelog
    }

    private static let newline = UInt8(ascii: "\n")

    /// `name (version) suite; urgency=medium`.
    private static func heading(_ line: ArraySlice<UInt8>) -> (name: String, version: String)? {
        guard let open = line.firstIndex(of: UInt8(ascii: "(")),
            let close = line[open...].firstIndex(of: UInt8(ascii: ")")),
            open > line.startIndex + 1, line[open - 1] == UInt8(ascii: " ")
        else { return nil }
        let name = line[..<(open - 1)]
        let version = line[(open + 1)..<close]
        guard !version.isEmpty, name.allSatisfy({ $0.isLetterOrDigit || "+-.".utf8.contains($0) }),
            !version.contains(UInt8(ascii: " "))
        else { return nil }
        return (String(decoding: name, as: UTF8.self), String(decoding: version, as: UTF8.self))
    }

    /// `CVE-2024-3094` and the like.
    private static func identifiers(in text: [UInt8]) -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        var rest = text[...]
        while let start = rest.firstRange(of: "CVE-".utf8)?.lowerBound {
            var end = start + 4
            var dashes = 0
            while end < rest.endIndex, rest[end].isDigit || (rest[end] == UInt8(ascii: "-") && dashes == 0) {
                if rest[end] == UInt8(ascii: "-") { dashes += 1 }
                end += 1
            }
            let id = String(decoding: rest[start..<end], as: UTF8.self)
            if dashes == 1, id.utf8.count >= 13, id.utf8.count <= 20, seen.insert(id).inserted { found.append(id) }
            rest = rest[end...]
        }
        return found
    }

    /// Bytes of an item that are looked at for what it says of a fix.
    private static let itemLimit = 4096
    /// Words that take a fix back, or say that the vulnerability is still there.
    private static let denials = [
        "revert", "back out", "backed out", "not fix", "n't fix", "not yet fix", "unfixed", "not address",
        "n't address",
        "incomplete fix", "without a fix", "not affect", "n't affect", "unaffected", "still vulnerable", "still affect",
        "still open",
        "not applied", "to be fixed", "postpone", "todo", "partial", "unfix", "ignore", "mention", "pending", "fails",
        "test for", "tests for", "not a fix", "n't a fix", "no fix", "not the fix", "mitigat", "workaround",
        "work around",
        "disable the fix", "disables the fix", "disabled the fix", "remove the fix", "removed the fix", "drop the fix",
        "dropped the fix", "undo the fix",
    ]
    private static let removals = ["drop ", "dropped", "remove ", "removed", "disable ", "disabled"]
    private static let patches = ["patch", ".diff", "d/p/"]

    private static func says(_ words: [String], _ text: String) -> Bool {
        words.contains { text.utf8.firstRange(of: $0.utf8) != nil }
    }

    /// The day behind ` -- name <address>  Mon, 02 Nov 2026 13:55:59 +0100`.
    private static func day(_ line: ArraySlice<UInt8>) -> CalendarDate? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count >= 5 else { return nil }
        return CalendarDate(day: words[words.count - 5], month: words[words.count - 4], year: words[words.count - 3])
    }
}
