public import ImageReading

/// How much of what the layers hold is there for the first and only time, as dive counts it.
///
/// At each path the smallest size that any layer has there counts as needed, the sum of all as taken; a whiteout of a file has
/// none, one of a folder the size of what it takes away. The efficiency is what is needed of what is taken.
public struct Efficiency: Sendable, Hashable {
    /// Bytes that are needed.
    public let neededSize: Int64
    /// Bytes that are taken.
    public let takenSize: Int64

    /// The share that is needed, between 0 and 1.
    public var share: Double { takenSize == 0 ? 1 : Double(neededSize) / Double(takenSize) }

    /// Counts a tree with all its layers.
    public init(of tree: FileTree) {
        var taken = Array(repeating: Int64(0), count: tree.nodes.count)
        var least = Array(repeating: Int64(-1), count: tree.nodes.count)
        func add(_ size: Int64, at node: Int) {
            taken[node] &+= size
            if least[node] < 0 || size < least[node] { least[node] = size }
        }
        for (number, layer) in tree.layers.enumerated() {
            let records = layer.changeset.records
            var folders: [Int: Int64] = [:]
            for index in records.indices {
                let record = records[index]
                switch record.whiteout {
                case .none where record.kind != .directory:
                    let size = record.kind == .file ? record.size : 0
                    // Of a path that stands twice in a tar the last entry counts.
                    guard
                        record.kind != .file
                            || FileTree.contentsSize(record, tree.fates[number][index], layer: number) == size,
                        let node = tree.place(of: layer.changeset.path(of: index))
                    else { continue }
                    add(size, at: node)
                case .plain:
                    let path = layer.changeset.path(of: index)
                    let name = path.lastIndex(of: UInt8(ascii: "/")).map { path.index(after: $0) } ?? path.startIndex
                    let target = Array(path[..<name]) + Array(path[name...].dropFirst(".wh.".utf8.count))
                    guard let node = tree.place(of: target[...]) else { continue }
                    folders[node] = 0
                case .none, .opaque, .auxiliary: continue
                }
            }
            guard !folders.isEmpty else { continue }
            for (lower, fates) in tree.fates[..<number].enumerated() {
                let changeset = tree.layers[lower].changeset
                for index in fates.indices where fates[index].kind == .deleted && Int(fates[index].layer) == number {
                    guard var node = tree.place(of: changeset.path(of: index)) else { continue }
                    // The size of a folder is that of what lies below it; a file's own whiteout has none.
                    while let parent = tree.parentPlace(of: node) {
                        node = parent
                        if let known = folders[node] { folders[node] = known &+ changeset.records[index].size }
                    }
                }
            }
            for (node, size) in folders { add(size, at: node) }
        }
        takenSize = taken.reduce(0, &+)
        neededSize = least.reduce(0) { $0 &+ Swift.max(0, $1) }
    }
}
