/// What kind of file a file is, according to its path: what its bytes are there for.
public struct Cause: Sendable, Hashable, RawRepresentable, Codable {
    /// The name of the cause, for example `apt lists`.
    public let rawValue: String

    /// Makes a cause from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The last row of the table: what nothing else matches.
    public static let applicationFiles = Cause(rawValue: "application files")
    /// Python modules compiled for a faster start, whose source is there too.
    public static let byteCode = Cause(rawValue: "byte code")

    /// The cause that a path tells.
    ///
    /// A ``Ledger`` knows more: it has the cause of the name that is needed most where a file has several, and a compiled
    /// module without its source is no byte code there but the module.
    ///
    /// - Parameter path: the bytes of a path from the root without a leading slash.
    public init(path: ArraySlice<UInt8>) {
        self = CauseTable.rows[Int(CauseTable.position(of: path))].cause
    }
}
