import ImageReading

/// One element of a relation field such as Depends or Provides: `a (>= 1.0) | b:any`.
///
/// Specification: Debian Policy 7.1, deb-control(5)
public struct DebianRelation: Sendable, Hashable {
    /// The packages of which one is enough, in the order written; never empty.
    public let alternatives: [Alternative]

    /// Parses one element; nil where the text is no relation.
    ///
    /// - Parameter text: what stands between two commas; spaces and line breaks around it do not matter.
    public init?(_ text: some StringProtocol) {
        var alternatives: [Alternative] = []
        for part in text.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
            var scanner = RelationScanner(part)
            guard let alternative = scanner.alternative() else { return nil }
            alternatives.append(alternative)
        }
        self.alternatives = alternatives
    }

    /// The comma-separated elements of a field as written, each on one line; empty ones are left out.
    public static func elements(of field: String) -> [String] {
        field.utf8.split(separator: UInt8(ascii: ",")).compactMap { element in
            let words = element.split(whereSeparator: \.isSpace).map { String(decoding: $0, as: UTF8.self) }
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }
}

extension DebianRelation {
    /// A package that satisfies a relation.
    public struct Alternative: Sendable, Hashable {
        /// The name of a real or virtual package.
        public var name: String
        /// What follows the name's colon: `any`, `native` or an architecture; nil where there is none.
        public var architectureQualifier: String?
        /// The versions that satisfy the relation; nil where all do.
        public var constraint: Constraint?
        /// The architectures to which the relation is restricted; empty where it holds for all.
        public var architectures: [Restriction] = []
        /// The build profiles to which the relation is restricted: one list is enough, all of its terms must hold.
        public var profiles: [[Restriction]] = []
    }

    /// A set of versions.
    public struct Constraint: Sendable, Hashable {
        /// How a version compares to the one named.
        public var comparison: Comparison
        /// The version named, as written.
        public var version: String

        /// Whether a version is in the set.
        public func contains(_ candidate: DebianVersion) -> Bool {
            contains(candidate, bound: DebianVersion(version))
        }

        func contains(_ candidate: DebianVersion, bound: DebianVersion) -> Bool {
            switch comparison {
            case .earlier: candidate < bound
            case .earlierOrEqual: candidate <= bound
            case .equal: candidate == bound
            case .laterOrEqual: candidate >= bound
            case .later: candidate > bound
            }
        }
    }

    /// How a version compares to another.
    ///
    /// The obsolete `<` and `>` mean what dpkg takes them for: `<=` and `>=`.
    public enum Comparison: String, Sendable, Hashable {
        /// Strictly earlier.
        case earlier = "<<"
        /// Earlier or equal.
        case earlierOrEqual = "<="
        /// Exactly equal.
        case equal = "="
        /// Later or equal.
        case laterOrEqual = ">="
        /// Strictly later.
        case later = ">>"
    }

    /// An architecture or build profile, perhaps negated.
    public struct Restriction: Sendable, Hashable {
        /// Whether an exclamation mark stands before the name.
        public var isNegated: Bool
        /// The architecture or profile.
        public var name: String
    }
}

private struct RelationScanner {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

    mutating func alternative() -> DebianRelation.Alternative? {
        guard let name = word(isNameByte), let first = name.utf8.first, first.isLetterOrDigit else { return nil }
        var alternative = DebianRelation.Alternative(name: name)
        // The qualifier belongs to the name: no space may part them.
        if rest.first == UInt8(ascii: ":") {
            rest.removeFirst()
            guard let byte = rest.first, isNameByte(byte), let qualifier = word(isNameByte) else { return nil }
            alternative.architectureQualifier = qualifier
        }
        if take("(") {
            guard let constraint = constraint() else { return nil }
            alternative.constraint = constraint
        }
        if take("[") {
            guard let restrictions = restrictions(until: "]") else { return nil }
            alternative.architectures = restrictions
        }
        while take("<") {
            guard let restrictions = restrictions(until: ">") else { return nil }
            alternative.profiles.append(restrictions)
        }
        skipSpace()
        return rest.isEmpty ? alternative : nil
    }

    private mutating func constraint() -> DebianRelation.Constraint? {
        // dpkg takes a version without an operator for an exact one.
        let comparison: DebianRelation.Comparison
        switch word({ [UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: ">")].contains($0) }) {
        case "<<": comparison = .earlier
        case "<", "<=": comparison = .earlierOrEqual
        case "=", nil: comparison = .equal
        case ">", ">=": comparison = .laterOrEqual
        case ">>": comparison = .later
        default: return nil
        }
        guard let version = word({ !$0.isSpace && $0 != UInt8(ascii: ")") && $0 != UInt8(ascii: "(") }), take(")")
        else { return nil }
        return DebianRelation.Constraint(comparison: comparison, version: version)
    }

    private mutating func restrictions(until end: Unicode.Scalar) -> [DebianRelation.Restriction]? {
        var restrictions: [DebianRelation.Restriction] = []
        while !take(end) {
            let isNegated = take("!")
            guard let name = word(isNameByte) else { return nil }
            restrictions.append(DebianRelation.Restriction(isNegated: isNegated, name: name))
        }
        return restrictions.isEmpty ? nil : restrictions
    }

    private mutating func skipSpace() { rest = rest.drop(while: \.isSpace) }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func word(_ belongs: (UInt8) -> Bool) -> String? {
        skipSpace()
        let word = rest.prefix(while: belongs)
        guard !word.isEmpty else { return nil }
        rest = rest[word.endIndex...]
        return DisplayText.decoded(word)
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit
            || [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "_")].contains(byte)
    }
}
