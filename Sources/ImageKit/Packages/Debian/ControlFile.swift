/// A Debian control file: stanzas of fields, as in dpkg's status file.
///
/// Iterating parses one stanza at a time; a field's value becomes text only when somebody asks for it. The rules are
/// dpkg's, and where dpkg refuses the whole file, the damaged line is a ``ControlStanza/Malformation`` and the rest is kept:
///
/// - Only an empty line ends a stanza; a line of spaces continues a field. A carriage return counts as space, but a line of
///   nothing else is empty.
/// - A last line without its newline is accepted.
///
/// Specification: deb822(5)
public struct ControlFile: Sequence, Sendable {
    /// The file's bytes.
    public let bytes: [UInt8]
    /// Whether lines that start with `#` are comments; dpkg's own database has none.
    public let allowsComments: Bool
    /// The field that every stanza has once: its second appearance starts a stanza whose separating line is lost.
    public let keyField: String?

    /// Makes a control file of its bytes.
    ///
    /// - Parameters:
    ///   - bytes: the whole file; need not be UTF-8.
    ///   - keyField: the field of which every stanza has exactly one, in any case; nil where there is no such field.
    ///   - allowsComments: whether lines that start with `#` are comments.
    public init(_ bytes: [UInt8], keyField: String? = nil, allowsComments: Bool = false) {
        self.bytes = bytes
        self.keyField = keyField
        self.allowsComments = allowsComments
    }

    /// An iterator at the first stanza.
    public func makeIterator() -> Iterator { Iterator(self) }

    /// Reads one stanza after the other.
    public struct Iterator: IteratorProtocol, Sendable {
        private let bytes: [UInt8]
        private let allowsComments: Bool
        private let keyHash: UInt32?
        private var position = 0
        private var line = 1

        init(_ file: ControlFile) {
            bytes = file.bytes
            allowsComments = file.allowsComments
            keyHash = file.keyField.map { ControlStanza.hash($0.utf8) }
        }

        /// The next stanza, or nil at the end of the file.
        public mutating func next() -> ControlStanza? {
            let bytes = bytes
            let span = bytes.span
            var stanza: ControlStanza?
            var continuation = Continuation.nothing
            while position < span.count {
                let start = position
                let end = endOfLine(from: start, in: span)
                // Trailing space belongs to no value, and a carriage return is space.
                var textEnd = end
                while textEnd > start, span[textEnd - 1].isSpace { textEnd -= 1 }

                if textEnd == start, end == start || (end == start + 1 && span[start] == carriageReturn) {
                    advance(past: end)
                    if stanza != nil { return stanza }
                } else if allowsComments, span[start] == UInt8(ascii: "#") {
                    advance(past: end)
                } else if span[start].isSpace {
                    if textEnd > start {
                        switch continuation {
                        case .value: stanza?.extendLastValue(to: textEnd)
                        case .malformation: break
                        case .nothing:
                            stanza = stanza ?? ControlStanza(bytes: bytes, line: line)
                            stanza?.report(.init(line: line, reason: "the line continues no field"))
                            continuation = .malformation
                        }
                    }
                    advance(past: end)
                } else {
                    switch field(start: start, end: textEnd, in: span) {
                    case .success(let field):
                        // The line is read again as the first one of the next stanza.
                        if field.hash == keyHash, stanza?.contains(field) ?? false {
                            stanza?.report(.init(line: line, reason: "the empty line between two stanzas is missing"))
                            return stanza
                        }
                        stanza = stanza ?? ControlStanza(bytes: bytes, line: line)
                        continuation = stanza?.append(field) ?? false ? .value : .malformation
                    case .failure(let malformation):
                        stanza = stanza ?? ControlStanza(bytes: bytes, line: line)
                        stanza?.report(malformation)
                        continuation = .malformation
                    }
                    advance(past: end)
                }
            }
            return stanza
        }

        private enum Continuation { case nothing, value, malformation }

        private mutating func advance(past end: Int) {
            position = end + 1
            line += 1
        }

        private func endOfLine(from start: Int, in span: Span<UInt8>) -> Int {
            var index = start
            while index < span.count, span[index] != newline { index += 1 }
            return index
        }

        private func field(
            start: Int, end: Int, in span: Span<UInt8>
        ) -> Result<ControlStanza.Field, ControlStanza.Malformation> {
            var nameEnd = start
            var hash = ControlStanza.initialHash
            while nameEnd < end, span[nameEnd] != colon, !span[nameEnd].isSpace {
                hash = ControlStanza.combine(hash, span[nameEnd])
                nameEnd += 1
            }
            var value = nameEnd
            while value < end, span[value].isSpace { value += 1 }
            guard value < end, span[value] == colon else {
                return .failure(.init(line: line, reason: "the line has no field name followed by a colon"))
            }
            guard nameEnd > start else { return .failure(.init(line: line, reason: "the field has no name")) }
            value += 1
            while value < end, span[value].isSpace { value += 1 }
            return .success(
                ControlStanza.Field(name: start..<nameEnd, value: value..<end, line: line, hash: hash))
        }
    }
}

private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let colon = UInt8(ascii: ":")
