/// How much of a file's contents a layer keeps while it streams by.
public enum CaptureMode: Int, Sendable, Comparable {
    /// Everything of a file of at most 4096 bytes, nothing of a longer one or once a layer's reach 4 MiB: neither is an error.
    case shortText
    /// Up to the first line break and four bytes behind it, at most 256: the line with which a script names its interpreter,
    /// and whether a zip archive follows it.
    case firstLine
    /// Up to and without the first empty line: the header fields of a METADATA file.
    case headerFields
    /// Everything, but nothing of a file beyond ``Limits/licenseFile`` or once a layer's reach ``Limits/licenseTotal``;
    /// that is no error.
    case licenseText
    /// Everything, but fields of a control file that are longer than ``Limits/metadataField`` are cut.
    case controlFile
    /// Everything.
    case whole

    /// Orders modes by how much they keep.
    public static func < (left: CaptureMode, right: CaptureMode) -> Bool { left.rawValue < right.rawValue }
}

/// Which files' contents somebody wants kept while a layer streams by.
public struct CaptureRule: Sendable {
    /// Who wants them, for example `dpkg`; rules of one name should keep the same files.
    public let name: String
    /// Decides by the path.
    package let byPath: @Sendable (BytePath) -> CaptureMode?
    /// Decides by the first bytes, where the path did not.
    package let byHead: @Sendable ([UInt8]) -> CaptureMode?

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - name: who wants the files. Rules of one name should keep the same files: where an archive can be read only once,
    ///     rules are first compared by name, then by the paths they keep; what they decide by first bytes is not compared.
    ///   - byPath: whether and how a file is kept, decided by its path in the layer.
    ///   - byHead: the same, decided by at most the first 32 bytes; asked for files that no rule's path decided.
    public init(
        _ name: String, byPath: @escaping @Sendable (BytePath) -> CaptureMode?,
        byHead: @escaping @Sendable ([UInt8]) -> CaptureMode? = { _ in nil }
    ) {
        self.name = name
        self.byPath = byPath
        self.byHead = byHead
    }
}

/// All the rules of a reading together: the one that keeps most of a file counts.
package struct CaptureRules: Sendable {
    private let rules: [CaptureRule]

    /// How many bytes a decision by contents gets to see.
    static let headLength = 32
    /// How much of a first line is kept.
    static let lineLength = 256
    /// Bytes of a file that is short.
    package static let shortLength: Int64 = 4096
    /// Bytes of short files that are kept of a layer.
    static let shortTotal: Int64 = 4 << 20
    /// Shorter files say nothing: the shortest list of a package is `/.` and a line break.
    static let leastSize: Int64 = 3

    init(_ rules: [CaptureRule]) { self.rules = rules }

    func byPath(_ path: BytePath) -> CaptureMode? {
        var mode: CaptureMode?
        for rule in rules {
            guard let wanted = rule.byPath(path) else { continue }
            mode = mode.map { max($0, wanted) } ?? wanted
        }
        return mode
    }

    func byHead(_ head: [UInt8]) -> CaptureMode? { rules.lazy.compactMap { $0.byHead(head) }.max() }
}
