public import ImageReading

/// A digest of a file's contents as a package manager recorded it.
public protocol RecordedDigest: Sendable {
    /// The digest as it was recorded, with its algorithm.
    var text: String { get }

    /// Compares it with what is at a node.
    func comparison(with node: FileTree.NodeID, of tree: FileTree) -> DigestComparison
}

/// What came of comparing a recorded digest with a file.
public enum DigestComparison: Sendable, Equatable {
    /// The contents are those that were recorded.
    case same
    /// Only the first line is another one, which names an interpreter.
    case firstLine
    /// The contents have this digest instead, in the form of the recorded one.
    case other(String)
    /// The digest can't be decided; nil where no hash function of this library has the name.
    case notComputed(FileHash?)
    /// What is recorded can't be a digest of the kind that it is said to be.
    case impossible
}

/// Bytes as hexadecimal digits.
package func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
