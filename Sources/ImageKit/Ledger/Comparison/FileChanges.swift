import ImagePackages
public import ImageReading

/// Files that differ between the squashed trees of two images.
public struct FileChanges: Sendable {
    /// A file that only one image has, or that both have with other contents.
    public struct Change: Sendable {
        /// The path.
        public let path: BytePath
        /// Bytes in the first image; nil where it is not there.
        public let sizeBefore: Int64?
        /// Bytes in the second image; nil where it is not there.
        public let sizeAfter: Int64?
        /// The digest of the contents in the first image.
        public let digestBefore: Digest?
        /// The digest of the contents in the second image.
        public let digestAfter: Digest?
    }

    /// Files only in the second image, the largest first.
    public let added: [Change]
    /// Files only in the first image, the largest first.
    public let removed: [Change]
    /// Files of other contents or another type, the largest change first.
    public let changed: [Change]

    /// Compares trees whose layers were read with ``/ImageReading/ContentIdentity/digest``.
    public init(from before: FileTree, to after: FileTree) {
        let old = FileChanges.files(of: before)
        let new = FileChanges.files(of: after)
        added = new.filter { old[$0.key] == nil }.map { Change($0.key, nil, $0.value) }.sorted(by: FileChanges.isLarger)
        removed = old.filter { new[$0.key] == nil }.map { Change($0.key, $0.value, nil) }.sorted(
            by: FileChanges.isLarger)
        changed = old.compactMap { path, file in
            guard let other = new[path], other != file else { return nil }
            return Change(path, file, other)
        }.sorted(by: FileChanges.isLarger)
    }

    private static func isLarger(_ left: Change, _ right: Change) -> Bool {
        let (one, other) = (left.difference.magnitude, right.difference.magnitude)
        return one == other ? left.path < right.path : one > other
    }

    struct File: Hashable {
        let kind: FileTree.Kind
        let size: Int64
        let digest: Digest?
        let linkTarget: [UInt8]?
    }

    static func files(of tree: FileTree) -> [BytePath: File] {
        var files: [BytePath: File] = [:]
        for node in tree.liveNodes where tree.kind(of: node) != .directory {
            files[tree.path(of: node)] = File(
                kind: tree.kind(of: node), size: tree.size(of: node), digest: tree.contentDigest(of: node),
                linkTarget: tree.linkTarget(of: node))
        }
        return files
    }
}

extension FileChanges.Change {
    /// By how many bytes the file grew.
    public var difference: Int64 { (sizeAfter ?? 0) - (sizeBefore ?? 0) }

    init(_ path: BytePath, _ before: FileChanges.File?, _ after: FileChanges.File?) {
        self.init(
            path: path, sizeBefore: before?.size, sizeAfter: after?.size, digestBefore: before?.digest,
            digestAfter: after?.digest)
    }
}
