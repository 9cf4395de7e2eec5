/// What kind of file a file is, told by its path: what its bytes are there for.
public struct Cause: Sendable, Hashable, RawRepresentable, Codable {
    /// The name of the cause, for example `apt lists`.
    public let rawValue: String

    /// Makes a cause from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The last row of the table: what nothing else matches.
    public static let applicationFiles = Cause(rawValue: "application files")

    /// The cause of a path.
    ///
    /// - Parameter path: the bytes of a path from the root without a leading slash.
    public init(path: ArraySlice<UInt8>) {
        self = CauseTable.rows[Int(CauseTable.position(of: path))].cause
    }
}

/// A test that a path passes or not.
package enum PathPattern: Sendable {
    /// The path begins with this.
    case prefix([UInt8])
    /// The path is this.
    case path([UInt8])
    /// The path ends in this.
    case suffix([UInt8])
    /// A directory or file of this name is in the path; written `/name/` to match whole names.
    case component([UInt8])
    /// Both tests pass.
    indirect case both(PathPattern, PathPattern)

    /// Reads a pattern: `a/b/` and `a/b*` are prefixes, `*.x` is a suffix, `**/name/` a component, anything else the path.
    package init(_ text: StaticString) {
        let text = text.description
        if text.hasPrefix("**/") {
            self = .component(Array(text.dropFirst(2).utf8))
        } else if text.hasPrefix("*") {
            self = .suffix(Array(text.dropFirst().utf8))
        } else if text.hasSuffix("*") {
            self = .prefix(Array(text.dropLast().utf8))
        } else if text.hasSuffix("/") {
            self = .prefix(Array(text.utf8))
        } else {
            self = .path(Array(text.utf8))
        }
    }

    package func matches(_ path: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .prefix(let text): path.count >= text.count && path.prefix(text.count).elementsEqual(text)
        case .path(let text): path.count == text.count && path.elementsEqual(text)
        case .suffix(let text): path.count >= text.count && path.suffix(text.count).elementsEqual(text)
        case .component(let text): PathPattern.contains(path, text)
        case .both(let first, let second): first.matches(path) && second.matches(path)
        }
    }

    /// Whether a path holds `/name/`, its own beginning counting as a slash.
    private static func contains(_ path: ArraySlice<UInt8>, _ text: [UInt8]) -> Bool {
        guard path.count >= text.count - 1 else { return false }
        if path.prefix(text.count - 1).elementsEqual(text.dropFirst()) { return true }
        var start = path.startIndex
        while path.endIndex - start >= text.count {
            guard let slash = path[start...].firstIndex(of: UInt8(ascii: "/")), path.endIndex - slash >= text.count
            else {
                return false
            }
            if path[slash..<slash + text.count].elementsEqual(text) { return true }
            start = slash + 1
        }
        return false
    }
}
