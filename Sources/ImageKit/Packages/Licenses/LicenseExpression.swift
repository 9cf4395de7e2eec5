import ImageReading

/// An SPDX license expression (SPDX 2.3, annex D): licenses joined by `AND` and `OR`.
public struct LicenseExpression: Sendable, Hashable {
    /// A part of an expression; nests at most ``depthLimit`` deep.
    public indirect enum Node: Sendable, Hashable {
        /// One license.
        case license(LicenseTerm)
        /// All of these hold.
        case all([Node])
        /// One of these may be chosen.
        case any([Node])
    }

    /// How deep parentheses may nest.
    public static let depthLimit = 64
    /// How many licenses an expression may name.
    public static let termLimit = 4096

    /// The whole expression.
    public let root: Node

    /// Makes an expression of one license.
    public init(_ term: LicenseTerm) { root = .license(term) }

    init(root: Node) { self.root = root }

    /// Reads an expression: identifiers and operators in any case, deprecated GNU names replaced by those in use.
    ///
    /// - Returns: nil where it is no expression, names a license or exception that the SPDX list has not and that is no
    ///   `LicenseRef`, or goes beyond ``depthLimit`` or ``termLimit``.
    public init?(_ text: String) {
        guard let expression = LicenseExpressionParser.spdx(text) else { return nil }
        self = expression
    }

    /// All of several expressions, each once, in the order given.
    ///
    /// - Returns: nil where there are none, or where they nest too deep.
    public static func all(of expressions: [LicenseExpression]) -> LicenseExpression? {
        joined(expressions.map(\.root), isAll: true).map(LicenseExpression.init(root:))
    }

    /// One of several expressions, each once, in the order given.
    ///
    /// - Returns: nil where there are none, or where they nest too deep.
    public static func any(of expressions: [LicenseExpression]) -> LicenseExpression? {
        joined(expressions.map(\.root), isAll: false).map(LicenseExpression.init(root:))
    }

    /// Joins nodes, taking in those of the same operator and leaving out repeated ones.
    static func joined(_ nodes: [Node], isAll: Bool) -> Node? {
        var parts: [Node] = []
        var seen: Set<Node> = []
        for node in nodes {
            let flat: [Node] =
                switch node {
                case .all(let inner) where isAll: inner
                case .any(let inner) where !isAll: inner
                default: [node]
                }
            for part in flat where seen.insert(part).inserted { parts.append(part) }
        }
        guard let first = parts.first else { return nil }
        guard parts.count > 1 else { return first }
        let joined = isAll ? Node.all(parts) : .any(parts)
        return joined.depth <= depthLimit ? joined : nil
    }

    /// The licenses in the order written, each once.
    public var terms: [LicenseTerm] {
        var seen: Set<LicenseTerm> = []
        var terms: [LicenseTerm] = []
        root.forEachTerm { if seen.insert($0).inserted { terms.append($0) } }
        return terms
    }

    /// Whether the expression holds where a license is accepted or not: of `OR` one part has to, of `AND` all.
    public func isSatisfied(by accepts: (LicenseTerm) -> Bool) -> Bool { root.isSatisfied(by: accepts) }

    /// The expression with each license replaced.
    ///
    /// - Returns: nil where the result nests too deep.
    package func mapping(_ transform: (LicenseTerm) -> Node) -> LicenseExpression? {
        root.mapping(transform).map(LicenseExpression.init(root:))
    }
}

extension LicenseExpression: CustomStringConvertible {
    /// The expression as SPDX writes it, with no more parentheses than it needs.
    public var description: String { root.text(isInside: false) }
}

extension LicenseExpression.Node {
    var depth: Int {
        switch self {
        case .license: 0
        case .all(let parts), .any(let parts): 1 + (parts.lazy.map(\.depth).max() ?? 0)
        }
    }

    func forEachTerm(_ body: (LicenseTerm) -> Void) {
        switch self {
        case .license(let term): body(term)
        case .all(let parts), .any(let parts): for part in parts { part.forEachTerm(body) }
        }
    }

    func isSatisfied(by accepts: (LicenseTerm) -> Bool) -> Bool {
        switch self {
        case .license(let term): accepts(term)
        case .all(let parts): parts.allSatisfy { $0.isSatisfied(by: accepts) }
        case .any(let parts): parts.contains { $0.isSatisfied(by: accepts) }
        }
    }

    func mapping(_ transform: (LicenseTerm) -> Self) -> Self? {
        switch self {
        case .license(let term): transform(term)
        case .all(let parts): LicenseExpression.joined(parts.compactMap { $0.mapping(transform) }, isAll: true)
        case .any(let parts): LicenseExpression.joined(parts.compactMap { $0.mapping(transform) }, isAll: false)
        }
    }

    /// `AND` binds closer than `OR`; parentheses stand around every part that has an operator of the other kind.
    func text(isInside: Bool) -> String {
        switch self {
        case .license(let term): return term.description
        case .all(let parts):
            let text = parts.map { $0.text(isInside: true) }.joined(separator: " AND ")
            return isInside ? "(\(text))" : text
        case .any(let parts):
            let text = parts.map { $0.text(isInside: true) }.joined(separator: " OR ")
            return isInside ? "(\(text))" : text
        }
    }
}

extension LicenseExpression: Codable {
    /// Reads the expression from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let expression = LicenseExpression(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(DisplayText.escaped(text)) is no license expression")
        }
        self = expression
    }

    /// Writes the expression as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
