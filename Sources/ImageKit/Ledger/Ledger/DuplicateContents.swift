import ImagePackages
public import ImageReading

/// Identical contents that stand several times in the live tree under different paths.
public struct DuplicateContents: Sendable {
    /// Files with the same contents.
    public struct Group: Sendable {
        /// The SHA-256 of the contents.
        public let digest: Digest
        /// Bytes of one of them.
        public let size: Int64
        /// The paths, in order; names of one hard-linked file are one path.
        public let paths: [BytePath]
        /// Bytes that all but one of them take.
        public var repeatedSize: Int64 { size * Int64(paths.count - 1) }
    }

    /// The groups, the most repeated bytes first.
    public let groups: [Group]
    /// Bytes that would be saved if each contents stood once.
    public var repeatedSize: Int64 { groups.reduce(0) { $0 &+ $1.repeatedSize } }

    /// Finds them.
    ///
    /// - Parameter tree: a tree whose layers were read with ``/ImageReading/ContentIdentity/digest``; nothing is found
    ///   otherwise.
    public init(in tree: FileTree) {
        var nodes: [Digest: [(file: Int, node: FileTree.NodeID)]] = [:]
        // Several names of one file are one file.
        var seen: Set<Int> = []
        for node in tree.liveNodes where tree.kind(of: node) == .file && tree.size(of: node) > 0 {
            guard let digest = tree.contentDigest(of: node), let file = tree.fileNumber(of: node),
                seen.insert(file).inserted
            else { continue }
            nodes[digest, default: []].append((file, node))
        }
        groups = nodes.filter { $0.value.count > 1 }.map { digest, nodes in
            Group(
                digest: digest, size: tree.size(of: nodes[0].node), paths: nodes.map { tree.path(of: $0.node) }.sorted()
            )
        }.sorted { ($1.repeatedSize, $0.digest.hex) < ($0.repeatedSize, $1.digest.hex) }
    }
}
