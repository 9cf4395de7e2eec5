import ImageReading

/// How much may be read again of files that were read before under another name.
///
/// A file of megabytes may have a hundred thousand names, hard and symbolic links, and each would cost as much as the first.
struct RepeatedReads {
    private var seen: Set<Int> = []
    private var left: Int
    /// What a reader says of a file that it does not read again.
    static let remark = "the file has too many names to be read again under this one"

    /// Starts to count.
    ///
    /// - Parameter limit: bytes that may be read more than once, in all.
    init(limit: Int = 64 << 20) { left = limit }

    /// Whether a file may be read: for the first time always, and again while there is room.
    mutating func allows(_ node: FileTree.NodeID, of tree: FileTree) -> Bool {
        guard let file = tree.fileNumber(of: node), !seen.insert(file).inserted else { return true }
        left -= Int(clamping: tree.size(of: node))
        return left >= 0
    }
}
