import ImageReading

/// The digests that dpkg has of a package's files.
struct DebianDigests {
    struct Entry: Hashable {
        /// The path without leading slash.
        let path: [UInt8]
        /// 32 hexadecimal digits.
        let digest: String
    }

    /// Lines of `md5sums`: digest, two spaces, path (deb-md5sums(5)).
    private(set) var files: [Entry] = []
    /// Lines of the field Conffiles: path, digest and perhaps `obsolete` or `remove-on-upgrade`.
    private(set) var configurationFiles: [Entry] = []
    /// How many lines of `md5sums` are no digest and path.
    private(set) var malformedCount = 0

    init(sums: [UInt8], configurationFiles field: ArraySlice<UInt8>) {
        for line in sums.split(separator: newline) {
            let digits = line.prefix(32)
            let path = DebianDigests.relative(line.dropFirst(34))
            guard DebianDigests.isDigest(digits), line.dropFirst(32).prefix(2).elementsEqual([space, space]),
                !path.isEmpty, !path.contains(0), path.last != UInt8(ascii: "\r")
            else {
                malformedCount += 1
                continue
            }
            files.append(Entry(path: Array(path), digest: String(decoding: digits, as: UTF8.self)))
        }
        for line in field.split(separator: newline) {
            var words = line.split(separator: space)
            while let last = words.last,
                ["obsolete", "remove-on-upgrade"].contains(where: { last.elementsEqual($0.utf8) })
            {
                words.removeLast()
            }
            // A new configuration file of a package that is being unpacked has no digest yet.
            guard words.count > 1, let first = words.first, let digest = words.last, DebianDigests.isDigest(digest)
            else { continue }
            // The path may have spaces itself.
            let text = line[first.startIndex..<digest.startIndex]
            let path = text.dropLast(text.reversed().prefix { $0 == space }.count).drop { $0 == slash }
            configurationFiles.append(Entry(path: Array(path), digest: String(decoding: digest, as: UTF8.self)))
        }
    }

    /// A path without the slashes and `./` that dpkg passes over at its beginning.
    private static func relative(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var path = path
        while true {
            if path.first == slash {
                path = path.dropFirst()
            } else if path.starts(with: "./".utf8) {
                path = path.dropFirst(2)
            } else {
                return path
            }
        }
    }

    private static func isDigest(_ text: ArraySlice<UInt8>) -> Bool {
        text.count == 32 && text.allSatisfy { $0.isDigit || (0x61...0x66).contains($0.lowercased) }
    }
}

private let newline = UInt8(ascii: "\n")
private let slash = UInt8(ascii: "/")
private let space = UInt8(ascii: " ")

/// An MD5 digest as dpkg writes it.
struct DebianDigest: RecordedDigest {
    /// 32 hexadecimal digits.
    let digits: String

    var text: String { "md5:\(digits)" }

    func comparison(with node: FileTree.NodeID, of tree: FileTree) -> DigestComparison {
        guard let bytes = tree.digest(of: node, by: .md5) else { return .notComputed(.md5) }
        let found = hexadecimal(bytes)
        return found == digits.lowercased() ? .same : .other("md5:\(found)")
    }
}
