package import ImageReading

/// The paths that dpkg was told not to install: `path-exclude` and `path-include` of its configuration (dpkg(1)).
package struct DebianPathFilter {
    private struct Rule {
        /// As dpkg holds it against paths: by fnmatch(3) without flags.
        let pattern: GlobPattern
        let excludes: Bool
    }

    private static let file: BytePath = "etc/dpkg/dpkg.cfg"
    private static let folder: BytePath = "etc/dpkg/dpkg.cfg.d"

    private var rules: [Rule] = []

    /// Keeps dpkg's configuration.
    package static func captureMode(for path: BytePath) -> CaptureMode? {
        path == file || path.parent == folder ? .whole : nil
    }

    /// Reads the settings of a tree: those of the folder by name, then the file.
    init(_ tree: FileTree) {
        var nodes: [FileTree.NodeID] = []
        if let folder = tree.lookup(DebianPathFilter.folder), tree.kind(of: folder) == .directory {
            // dpkg passes over names such as those of backups.
            nodes = tree.children(of: folder).filter { node in
                tree.name(of: node).allSatisfy {
                    $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                }
            }
        }
        if let file = tree.lookup(DebianPathFilter.file) { nodes.append(file) }
        var reads = RepeatedReads(limit: 1 << 20)
        for case let node? in nodes.map({ tree.resolvingLinks($0) }) where reads.allows(node, of: tree) {
            let contents = tree.contents(of: node) ?? []
            for line in contents.lines { read(line.trimmingSpaces) }
        }
    }

    private mutating func read(_ line: [UInt8]) {
        for (name, excludes) in [("path-exclude", true), ("path-include", false)] where line.starts(with: name.utf8) {
            let rest = line.dropFirst(name.utf8.count)
            guard let separator = rest.first, separator.isSpace || separator == UInt8(ascii: "=") else { continue }
            var value = rest.drop { $0.isSpace }
            if value.first == UInt8(ascii: "=") { value = value.dropFirst().drop { $0.isSpace } }
            if value.count > 1, let quote = value.first, quote == value.last, quote == 0x22 || quote == 0x27 {
                value = value.dropFirst().dropLast()
            }
            rules.append(Rule(pattern: GlobPattern(bytes: value, .sets), excludes: excludes))
        }
    }

    /// Whether the last setting that fits a path excludes it.
    ///
    /// - Parameter path: the path without leading slash.
    func excludes(_ path: [UInt8]) -> Bool {
        guard !rules.isEmpty else { return false }
        let text = [UInt8(ascii: "/")] + path
        return rules.last { $0.pattern.matches(text[...]) }?.excludes ?? false
    }
}
