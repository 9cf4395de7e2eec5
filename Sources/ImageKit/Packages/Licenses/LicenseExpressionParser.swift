import ImageReading

/// Reads license expressions of SPDX and of Debian's copyright files, which differ in commas and in the names they know.
///
/// `AND` binds closer than `OR`. In Debian's form a comma ends what `or` and `and` before it join: `A or B, and C`.
struct LicenseExpressionParser {
    private enum Token: Equatable { case open, close, comma, and, or, with, word(String) }

    private let tokens: [Token]
    private var position = 0
    private var termCount = 0
    private let allowsCommas: Bool
    /// Makes the node of a name and the words of its exception.
    private let term: (String, [String]) -> LicenseExpression.Node?

    /// How many bytes of an expression are read.
    private static let lengthLimit = 64 << 10

    private init?(
        _ text: String, allowsCommas: Bool, term: @escaping (String, [String]) -> LicenseExpression.Node?
    ) {
        guard text.utf8.count <= LicenseExpressionParser.lengthLimit else { return nil }
        self.allowsCommas = allowsCommas
        self.term = term
        tokens = LicenseExpressionParser.tokens(text, allowsCommas: allowsCommas)
    }

    /// Reads an SPDX expression.
    static func spdx(_ text: String) -> LicenseExpression? {
        var parser = LicenseExpressionParser(text, allowsCommas: false) { name, exception in
            guard exception.count <= 1 else { return nil }
            return LicenseTerm(name, exception: exception.first).map { .license($0) }
        }
        return parser?.whole().map(LicenseExpression.init(root:))
    }

    /// Reads a license field of Debian's machine-readable copyright file.
    ///
    /// - Parameters:
    ///   - text: the field's first line.
    ///   - term: makes the node of a short name and of the words between `with` and `exception`.
    /// - Returns: nil where it is no expression.
    static func debian(
        _ text: String, term: @escaping (String, [String]) -> LicenseExpression.Node?
    ) -> LicenseExpression? {
        var parser = LicenseExpressionParser(text, allowsCommas: true, term: term)
        return parser?.whole().map(LicenseExpression.init(root:))
    }

    private static func tokens(_ text: String, allowsCommas: Bool) -> [Token] {
        var tokens: [Token] = []
        var scanner = ByteScanner(text.utf8)
        while true {
            scanner.skipSpaces()
            if scanner.isAtEnd { return tokens }
            if scanner.take(UInt8(ascii: "(")) {
                tokens.append(.open)
            } else if scanner.take(UInt8(ascii: ")")) {
                tokens.append(.close)
            } else if allowsCommas, scanner.take(UInt8(ascii: ",")) || scanner.take(UInt8(ascii: ";")) {
                tokens.append(.comma)
            } else {
                let word = scanner.take { byte in
                    !byte.isSpace && !"()".utf8.contains(byte) && !(allowsCommas && ",;".utf8.contains(byte))
                }
                let name = DisplayText.decoded(word)
                switch name.asciiLowercased {
                case "and": tokens.append(.and)
                case "or": tokens.append(.or)
                case "and/or" where allowsCommas: tokens.append(.or)
                case "with": tokens.append(.with)
                default: tokens.append(.word(name))
                }
            }
        }
    }

    private var next: Token? { position < tokens.count ? tokens[position] : nil }

    private mutating func take(_ token: Token) -> Bool {
        guard next == token else { return false }
        position += 1
        return true
    }

    private mutating func whole() -> LicenseExpression.Node? {
        guard let node = list(depth: 0), position == tokens.count else { return nil }
        return node.depth <= LicenseExpression.depthLimit ? node : nil
    }

    /// Parts between commas, joined by the operators that follow the commas; a comma alone joins like `and`.
    private mutating func list(depth: Int) -> LicenseExpression.Node? {
        guard let first = alternatives(depth: depth) else { return nil }
        var alternatives = [[first]]
        while take(.comma) {
            // A comma at the end of a line of names.
            guard next != nil, next != .close else { break }
            let isOr = take(.or)
            if !isOr { _ = take(.and) }
            guard let part = self.alternatives(depth: depth) else { return nil }
            if isOr { alternatives.append([part]) } else { alternatives[alternatives.count - 1].append(part) }
        }
        let parts = alternatives.compactMap { LicenseExpression.joined($0, isAll: true) }
        return LicenseExpression.joined(parts, isAll: false)
    }

    private mutating func alternatives(depth: Int) -> LicenseExpression.Node? {
        guard let first = conjunction(depth: depth) else { return nil }
        var parts = [first]
        while take(.or) {
            guard let part = conjunction(depth: depth) else { return nil }
            parts.append(part)
        }
        return LicenseExpression.joined(parts, isAll: false)
    }

    private mutating func conjunction(depth: Int) -> LicenseExpression.Node? {
        guard let first = primary(depth: depth) else { return nil }
        var parts = [first]
        // `A, or B` and `A, and B` leave the operator to the list; `A and B` is read here.
        while take(.and) {
            guard let part = primary(depth: depth) else { return nil }
            parts.append(part)
        }
        return LicenseExpression.joined(parts, isAll: true)
    }

    private mutating func primary(depth: Int) -> LicenseExpression.Node? {
        if take(.open) {
            guard depth < LicenseExpression.depthLimit, let node = list(depth: depth + 1), take(.close) else {
                return nil
            }
            return node
        }
        guard case .word(let name)? = next, termCount < LicenseExpression.termLimit else { return nil }
        position += 1
        termCount += 1
        var exception: [String] = []
        if take(.with) {
            while case .word(let word)? = next {
                exception.append(word)
                position += 1
            }
            guard !exception.isEmpty else { return nil }
        }
        return term(name, exception)
    }
}
