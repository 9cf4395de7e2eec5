import ImageReading

/// Why a policy or claims file can't be used, and where in it.
public struct PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the caller named it, or the policy's name; nil where it came from memory.
    public var file: String?
    /// The line, counted from 1; nil where none is to blame.
    public var line: Int?
    /// The column, counted from 1.
    public var column: Int?
    /// One sentence: what is wrong and what to do.
    public var reason: String

    /// Makes an error.
    public init(_ reason: String, file: String? = nil, line: Int? = nil, column: Int? = nil) {
        self.reason = reason
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column: reason`, as compilers write it; safe on a terminal.
    public var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
        return DisplayText.escaped(place.isEmpty ? reason : "\(place): \(reason)")
    }
}
