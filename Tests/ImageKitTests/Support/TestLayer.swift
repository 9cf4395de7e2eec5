@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// A layer made in memory, its files' contents kept as if every ecosystem had asked for them.
struct TestLayer {
    private(set) var layer = Layer()

    mutating func add(file path: String, _ text: String = "") throws { try add(file: path, bytes: Array(text.utf8)) }

    mutating func add(file path: String, bytes: [UInt8], isKept: Bool = true) throws {
        var entry = TarEntry(path: try normalized(path), kind: .file)
        entry.size = Int64(bytes.count)
        entry.storedSize = entry.size
        try layer.changeset.append(entry, downloadOffset: 0)
        guard isKept else { return }
        layer.changeset.markLastCaptured()
        layer.captured[layer.changeset.count - 1] = bytes
    }

    mutating func add(directory path: String) throws {
        try layer.changeset.append(TarEntry(path: normalized(path), kind: .directory), downloadOffset: 0)
    }

    mutating func add(link path: String, to target: String) throws {
        var entry = TarEntry(path: try normalized(path), kind: .symbolicLink)
        entry.linkTarget = Array(target.utf8)
        try layer.changeset.append(entry, downloadOffset: 0)
    }

    mutating func add(hardLink path: String, to target: String) throws {
        var entry = TarEntry(path: try normalized(path), kind: .hardLink)
        entry.linkTarget = Array(target.utf8)
        try layer.changeset.append(entry, downloadOffset: 0)
    }

    mutating func add(_ entry: TarEntry) throws { try layer.changeset.append(entry, downloadOffset: 0) }

    private func normalized(_ path: String) throws -> BytePath {
        struct OutsideRoot: Error {}
        guard let path = BytePath(Array(path.utf8)) else { throw OutsideRoot() }
        return path
    }

    /// The tree of layers, the lowest first.
    static func tree(_ layers: TestLayer...) -> FileTree {
        var tree = FileTree()
        for layer in layers { tree.apply(layer.layer) }
        return tree
    }
}
