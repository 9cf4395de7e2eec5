import ImageReading

/// Reads the grammar of PEP 508's markers: `or` binds weaker than `and`, parentheses bind strongest.
struct EnvironmentMarkerParser {
    private var scanner: ByteScanner
    private var depth = 0

    init(_ text: String) { scanner = ByteScanner(text.utf8) }

    /// Reads the whole text; nil where it is no marker.
    mutating func parse() -> EnvironmentMarker.Expression? {
        guard let expression = readAny() else { return nil }
        scanner.skipSpaces()
        return scanner.isAtEnd ? expression : nil
    }

    private mutating func readAny() -> EnvironmentMarker.Expression? {
        guard let first = readAll() else { return nil }
        var parts = [first]
        while takeWord("or") {
            guard let part = readAll() else { return nil }
            parts.append(part)
        }
        return parts.count == 1 ? first : .any(parts)
    }

    private mutating func readAll() -> EnvironmentMarker.Expression? {
        guard let first = readTerm() else { return nil }
        var parts = [first]
        while takeWord("and") {
            guard let part = readTerm() else { return nil }
            parts.append(part)
        }
        return parts.count == 1 ? first : .all(parts)
    }

    private mutating func readTerm() -> EnvironmentMarker.Expression? {
        scanner.skipSpaces()
        if scanner.take(UInt8(ascii: "(")) {
            guard depth < EnvironmentMarker.maximumDepth else { return nil }
            depth += 1
            defer { depth -= 1 }
            guard let inner = readAny() else { return nil }
            scanner.skipSpaces()
            return scanner.take(UInt8(ascii: ")")) ? inner : nil
        }
        guard let left = readOperand(), let comparison = readComparison(), let right = readOperand() else { return nil }
        return .comparison(left, comparison, right)
    }

    private mutating func readOperand() -> EnvironmentMarker.Operand? {
        scanner.skipSpaces()
        for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] where scanner.take(quote) {
            let text = scanner.take { $0 != quote }
            return scanner.take(quote) ? .literal(DisplayText.decoded(text)) : nil
        }
        let word = scanner.take { $0.isLetter || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
        return EnvironmentMarker.Environment.variables[String(decoding: word, as: UTF8.self)].map { .variable($0) }
    }

    private mutating func readComparison() -> EnvironmentMarker.Comparison? {
        scanner.skipSpaces()
        if takeWord("not") { return takeWord("in") ? .notContained : nil }
        if takeWord("in") { return .contained }
        return EnvironmentMarker.Comparison.allCases.first { scanner.take($0.rawValue) }
    }

    /// Takes a word that ends where letters end, white space before it included.
    private mutating func takeWord(_ word: String) -> Bool {
        let start = scanner.position
        scanner.skipSpaces()
        if scanner.take(word), scanner.next.map({ !$0.isLetterOrDigit && $0 != 0x5F }) ?? true { return true }
        scanner.move(to: start)
        return false
    }
}
