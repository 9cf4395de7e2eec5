import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The squashed tree as a dictionary of paths, written plainly and slowly from the rules, to hold the real one against.
private struct TreeModel {
    struct Node: Equatable {
        var kind: FileTree.Kind
        var layer: Int
        var target = ""
        /// The file that this is a name of.
        var file: Int?
    }

    private(set) var nodes: [String: Node] = ["": Node(kind: .directory, layer: 0)]
    private(set) var sizes: [Int: Int64] = [:]
    private var nextFile = 0
    /// What hard links name in lower layers, before whiteouts behind them take it away.
    private var lower: [BytePath: Node] = [:]

    mutating func apply(_ entries: [TarEntry], layer: Int) {
        keepTargets(entries)
        for entry in entries where entry.path.name.starts(with: Array(".wh.".utf8)) {
            whiteout(entry, in: entries)
        }
        var waiting: [TarEntry] = []
        for entry in entries where !entry.path.name.starts(with: Array(".wh.".utf8)) {
            if entry.kind == .hardLink, !link(entry, layer) { waiting.append(entry) }
            if entry.kind != .hardLink { place(entry, layer) }
        }
        while true {
            let left = waiting.filter { !link($0, layer) }
            if left.count == waiting.count { break }
            waiting = left
        }
        for entry in waiting {
            var empty = entry
            empty.kind = .file
            place(empty, layer)
        }
    }

    private mutating func keepTargets(_ entries: [TarEntry]) {
        let prefix = Array(".wh.".utf8)
        lower = [:]
        var gone: Set<BytePath> = []
        guard let last = entries.lastIndex(where: { $0.path.name.starts(with: prefix) }) else { return }
        for entry in entries[..<last] {
            if entry.path.name.starts(with: prefix) {
                gone.insert(entry.path.parent.appending(Array(entry.path.name.dropFirst(4))))
            } else if entry.kind == .hardLink, let written = BytePath(entry.linkTarget), !gone.contains(written),
                let target = resolve(written.components.map { String(decoding: $0, as: UTF8.self) }, last: false),
                let node = nodes[target], node.kind == .file
            {
                lower[entry.path] = node
            }
        }
    }

    private mutating func whiteout(_ entry: TarEntry, in entries: [TarEntry]) {
        var current = ""
        var walked = ""
        for component in entry.path.parent.components.map({ String(decoding: $0, as: UTF8.self) }) {
            walked = join(walked, component)
            let next = join(current, component)
            guard let node = nodes[next] else { return }
            if node.kind == .symbolicLink {
                if let own = entries.last(where: { $0.path.string == walked }), own.kind != .symbolicLink { return }
                guard let target = follow(next), nodes[target]?.kind == .directory else { return }
                current = target
            } else if node.kind == .directory {
                current = next
            } else {
                return
            }
        }
        let name = String(decoding: entry.path.name, as: UTF8.self)
        if name == ".wh..wh..opq" {
            nodes = nodes.filter { !isBelow($0.key, current) }
        } else {
            remove(join(current, String(name.dropFirst(4))))
        }
    }

    private mutating func place(_ entry: TarEntry, _ layer: Int) {
        guard let path = claim(entry, layer, as: FileTree.Kind(entry.kind)) else { return }
        var node = Node(kind: FileTree.Kind(entry.kind), layer: layer)
        node.target = entry.kind == .symbolicLink ? String(decoding: entry.linkTarget, as: UTF8.self) : ""
        if node.kind == .file {
            node.file = nextFile
            sizes[nextFile] = entry.kind == .file ? entry.size : 0
            nextFile += 1
        }
        nodes[path] = node
    }

    private mutating func link(_ entry: TarEntry, _ layer: Int) -> Bool {
        guard let written = BytePath(entry.linkTarget) else { return false }
        let target = resolve(written.components.map { String(decoding: $0, as: UTF8.self) }, last: false)
        let found = target.flatMap { nodes[$0] }
        guard let original = found ?? lower[entry.path], original.kind != .directory else { return false }
        if found != nil, original.kind == .file, written == entry.path { return true }
        guard let path = claim(entry, layer, as: original.kind) else { return true }
        var node = original
        if original.kind == .file { node.layer = layer }
        nodes[path] = node
        return true
    }

    /// Frees the place of an entry, its parents made or followed.
    private mutating func claim(_ entry: TarEntry, _ layer: Int, as kind: FileTree.Kind) -> String? {
        guard !entry.path.bytes.isEmpty else { return nil }
        var current = ""
        for component in entry.path.parent.components.map({ String(decoding: $0, as: UTF8.self) }) {
            var next = join(current, component)
            if nodes[next]?.kind == .symbolicLink, let target = follow(next), nodes[target]?.kind == .directory {
                next = target
            }
            if nodes[next]?.kind != .directory {
                remove(next)
                nodes[next] = Node(kind: .directory, layer: layer)
            }
            current = next
        }
        let path = join(current, String(decoding: entry.path.name, as: UTF8.self))
        if !(nodes[path]?.kind == .directory && kind == .directory) { remove(path) }
        return path
    }

    private func follow(_ path: String) -> String? {
        resolve(path.split(separator: "/").map(String.init), last: true)
    }

    private func resolve(_ components: [String], last: Bool) -> String? {
        var current: [String] = []
        var rest = components
        var links = 0
        while !rest.isEmpty {
            let component = rest.removeFirst()
            if component == "." { continue }
            if component == ".." {
                current = current.dropLast()
                continue
            }
            guard nodes[current.joined(separator: "/")]?.kind == .directory,
                let node = nodes[(current + [component]).joined(separator: "/")]
            else { return nil }
            guard node.kind == .symbolicLink, last || !rest.isEmpty else {
                current.append(component)
                continue
            }
            links += 1
            if links > 255 || node.target.isEmpty { return nil }
            if node.target.hasPrefix("/") { current = [] }
            rest = node.target.split(separator: "/").map(String.init) + rest
        }
        return current.joined(separator: "/")
    }

    private mutating func remove(_ path: String) {
        nodes[path] = nil
        nodes = nodes.filter { !isBelow($0.key, path) }
    }

    private func isBelow(_ path: String, _ directory: String) -> Bool {
        !path.isEmpty && (directory.isEmpty || path.hasPrefix(directory + "/"))
    }

    private func join(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : directory + "/" + name
    }

    /// One line a node: path, kind, layer, size, target, all names of its file.
    var lines: [String] {
        let names = Dictionary(grouping: nodes.filter { $0.value.file != nil }.keys) { nodes[$0]?.file ?? -1 }
        return nodes.filter { !$0.key.isEmpty }.map { path, node in
            let group = node.file.map { names[$0, default: []].sorted().joined(separator: "=") } ?? ""
            return "\(path) \(node.kind) \(node.layer) \(node.file.flatMap { sizes[$0] } ?? 0) \(node.target) \(group)"
        }.sorted()
    }

    var liveSize: Int64 { Set(nodes.values.compactMap(\.file)).reduce(0) { $0 + sizes[$1, default: 0] } }
}

@Suite struct FileTreeModelTests {
    private func lines(_ tree: FileTree) -> [String] {
        var names: [Int: [String]] = [:]
        for node in tree.liveNodes {
            if let number = tree.fileNumber(of: node) { names[number, default: []].append(tree.path(of: node).string) }
        }
        return tree.liveNodes.map { node in
            let group = tree.fileNumber(of: node).map { names[$0, default: []].sorted().joined(separator: "=") } ?? ""
            let target = tree.linkTarget(of: node).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return "\(tree.path(of: node).string) \(tree.kind(of: node)) \(tree.layer(of: node)) "
                + "\(tree.size(of: node)) \(target) \(group)"
        }.sorted()
    }

    private func randomLayer(_ generator: inout SeededGenerator, hasLinks: Bool) throws -> [TarEntry] {
        let names = ["a", "b", "c", "d"]
        func random(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
        func randomPath() -> String { (0...random(3)).map { _ in names[random(4)] }.joined(separator: "/") }
        return try (0..<random(12) + 1).map { _ in
            let path = randomPath()
            var entry = TarEntry(path: try #require(BytePath(Array(path.utf8))), kind: .file)
            switch random(hasLinks ? 12 : 10) {
            case 0...3: entry.size = Int64(random(1000))
            case 4, 5: entry.kind = .directory
            case 6, 7:
                entry.kind = .hardLink
                entry.linkTarget = Array(randomPath().utf8)
            case 8: entry.path = entry.path.parent.appending(".wh." + String(decoding: entry.path.name, as: UTF8.self))
            case 9: entry.path = entry.path.parent.appending(random(2) == 0 ? ".wh..wh..opq" : ".wh.a")
            default:
                entry.kind = .symbolicLink
                entry.linkTarget = Array(((random(2) == 0 ? "/" : "../") + randomPath()).utf8)
            }
            return entry
        }
    }

    @Test(arguments: [false, true])
    func equalsTheModelForRandomLayers(hasLinks: Bool) throws {
        for seed in 0..<1500 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var tree = FileTree()
            var model = TreeModel()
            var described = ""
            for layer in 0..<4 {
                let entries = try randomLayer(&generator, hasLinks: hasLinks)
                described +=
                    "layer \(layer)\n"
                    + entries.map {
                        "  \($0.kind) \($0.path.string) \(String(decoding: $0.linkTarget, as: UTF8.self))\n"
                    }.joined()
                var built = TestLayer()
                for entry in entries { try built.add(entry) }
                tree.apply(built.layer)
                model.apply(entries, layer: layer)
                guard lines(tree) == model.lines else {
                    let differences = Set(lines(tree)).symmetricDifference(model.lines).sorted()
                    Issue.record("seed \(seed): \(differences)\n\(described)")
                    return
                }
                #expect(try tree.liveSize() == model.liveSize)
                for node in tree.liveNodes {
                    #expect(tree.lookup(tree.path(of: node), followingLast: false) == node)
                }
            }
        }
    }
}
