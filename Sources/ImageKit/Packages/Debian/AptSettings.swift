public import ImageReading

/// What an image's apt settings say about packages that nobody asked for.
struct AptSettings: Sendable {
    /// Whether a package is kept because another one recommends it.
    private(set) var keepsRecommended = true
    /// Whether a package is kept because another one suggests it.
    private(set) var keepsSuggested = true
    /// Names that are always kept.
    private(set) var neverRemoved: [AptNamePattern] = []
    private(set) var diagnostics: [Diagnostic] = []

    init() {}

    /// Reads `apt.conf.d` in the order of its names and then `apt.conf`; what comes later counts.
    init(of tree: FileTree) {
        var reads = RepeatedReads(limit: 1 << 20)
        if let folder = tree.lookup(DebianPaths.aptConfigurationFolder), tree.kind(of: folder) == .directory {
            for child in tree.children(of: folder) where AptSettings.isRead(tree.name(of: child)) {
                read(child, of: tree, &reads)
            }
        }
        if let file = tree.lookup(DebianPaths.aptConfiguration, followingLast: false) { read(file, of: tree, &reads) }
    }

    /// apt passes over names with other endings than `.conf` and with other characters than these.
    private static func isRead(_ name: [UInt8]) -> Bool {
        guard name.allSatisfy({ $0.isLetterOrDigit || "_-.".utf8.contains($0) }), name.first != UInt8(ascii: ".") else {
            return false
        }
        return !name.contains(UInt8(ascii: ".")) || name.hasSuffix(".conf")
    }

    private mutating func read(_ link: FileTree.NodeID, of tree: FileTree, _ reads: inout RepeatedReads) {
        guard let node = tree.resolvingLinks(link), let bytes = tree.contents(of: node) else { return }
        for problem in reads.allows(node, of: tree) ? read(bytes) : [RepeatedReads.remark] {
            diagnostics.append(
                Diagnostic(
                    .malformedAptSetting, problem, layer: tree.layer(of: node), path: tree.path(of: link).description))
        }
    }

    /// Takes the settings of one file; returns what can't be read.
    mutating func read(_ bytes: [UInt8]) -> [String] {
        var problems: [String] = []
        for (name, value) in AptSettings.assignments(in: bytes) {
            switch name.asciiLowercased {
            case "apt::autoremove::recommendsimportant": keepsRecommended = isTrue(value, keepsRecommended)
            case "apt::autoremove::suggestsimportant": keepsSuggested = isTrue(value, keepsSuggested)
            case "apt::neverautoremove", "apt::neverautoremove::":
                if let pattern = AptNamePattern(value) {
                    neverRemoved.append(pattern)
                } else {
                    problems.append(
                        "the pattern '\(value)' of APT::NeverAutoRemove is too involved; it keeps nothing here")
                }
            default: break
            }
        }
        return problems
    }

    private func isTrue(_ value: String, _ known: Bool) -> Bool {
        switch value.asciiLowercased {
        case "yes", "true", "on", "enable", "with", "1": true
        case "no", "false", "off", "disable", "without", "0": false
        default: known
        }
    }

    /// The bytes of the names of blocks, one in the other, in which settings are looked for.
    private static let nameLimit = 1024
    /// How deep blocks nest in which settings are looked for.
    private static let depthLimit = 16

    /// The settings of a file as full names and values, blocks opened up (apt.conf(5), "Syntax").
    static func assignments(in bytes: [UInt8]) -> [(name: String, value: String)] {
        var scanner = ByteScanner(bytes)
        var scopes: [String] = []
        // Of deeper blocks and longer names only the number is kept; no setting that is asked for lies there.
        var tooDeep = 0
        var scopeLength = 0
        var words: [String] = []
        var result: [(name: String, value: String)] = []
        func finish() {
            defer { words = [] }
            guard let first = words.first, tooDeep == 0 else { return }
            // A lone value inside a block is one more element of the block's list.
            let isElement = words.count == 1 && !scopes.isEmpty
            let path = scopes + (isElement ? [] : [first])
            result.append((path.joined(separator: "::"), words[words.count - 1]))
        }
        while let next = scanner.next {
            if next.isSpace {
                scanner.skipSpaces()
            } else if scanner.take("//") || scanner.take(UInt8(ascii: "#")) {
                _ = scanner.take { !$0.isLineBreak }
            } else if scanner.take("/*") {
                while !scanner.isAtEnd, !scanner.take("*/") { scanner.move(to: scanner.position + 1) }
            } else if scanner.take(UInt8(ascii: "{")) {
                let scope = words.last ?? ""
                if tooDeep > 0 || scopeLength + scope.utf8.count > nameLimit || scopes.count == depthLimit {
                    tooDeep += 1
                } else {
                    scopes.append(scope)
                    scopeLength += scope.utf8.count
                }
                words = []
            } else if scanner.take(UInt8(ascii: "}")) {
                finish()
                if tooDeep > 0 { tooDeep -= 1 } else { scopeLength -= scopes.popLast()?.utf8.count ?? 0 }
            } else if scanner.take(UInt8(ascii: ";")) {
                finish()
            } else if scanner.take(UInt8(ascii: "\"")) {
                words.append(DisplayText.decoded(scanner.take { $0 != UInt8(ascii: "\"") }))
                _ = scanner.take(UInt8(ascii: "\""))
            } else {
                words.append(DisplayText.decoded(scanner.take { !$0.isSpace && !"{};\"".utf8.contains($0) }))
            }
        }
        finish()
        return result
    }
}

extension Diagnostic.Code {
    /// A setting of apt can't be read.
    public static let malformedAptSetting = Diagnostic.Code(rawValue: "malformedAptSetting")
}
