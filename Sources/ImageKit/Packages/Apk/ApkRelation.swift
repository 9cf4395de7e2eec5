import ImageReading

/// One element of a field such as `D:` or of `world`.
///
/// It has the form `name`, `name>=1.2`, `name~1.2` or `!name`; the name may be that of something that packages provide,
/// such as `so:libz.so.1`, and have the tag of a repository behind it, `name@tag`.
///
/// Specification: apk-world(5), apk-package(5)
public struct ApkRelation: Sendable, Hashable {
    /// Whether the packages that fit must not be there (`!name`).
    public let isConflict: Bool
    /// The name of a package, or of what packages provide.
    public let name: String
    /// The tag of the repositories that the package is taken from, in `world` only; nil where there is none.
    public let tag: String?
    /// The versions that satisfy the relation; nil where all do.
    public let constraint: Constraint?

    /// Parses one element; nil where the text is no relation.
    ///
    /// - Parameter text: one word.
    public init?(_ text: some StringProtocol) {
        var rest = text.utf8[...]
        isConflict = rest.first == UInt8(ascii: "!")
        if isConflict { rest = rest.dropFirst() }
        let named = rest.prefix { !ApkRelation.isOperator($0) }
        rest = rest[named.endIndex...]
        if rest.isEmpty {
            constraint = nil
        } else {
            let operators = rest.prefix(while: ApkRelation.isOperator)
            let version = rest[operators.endIndex...]
            guard !version.isEmpty else { return nil }
            constraint = Constraint(operators: operators, version: DisplayText.decoded(version))
        }
        let at = named.firstIndex(of: UInt8(ascii: "@"))
        tag = at.map { DisplayText.decoded(named[named.index(after: $0)...]) }
        let name = named[..<(at ?? named.endIndex)]
        guard !name.isEmpty, !name.contains(where: \.isSpace) else { return nil }
        self.name = DisplayText.decoded(name)
    }

    /// The elements of a field as written.
    public static func elements(of field: String) -> [String] {
        field.utf8.split(whereSeparator: \.isSpace).map { DisplayText.decoded($0) }
    }

    private static func isOperator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "~"): true
        default: false
        }
    }
}

extension ApkRelation {
    /// A set of versions, or one checksum.
    public struct Constraint: Sendable, Hashable {
        /// Whether earlier versions satisfy it (`<`).
        public let allowsEarlier: Bool
        /// Whether the version itself does (`=` and `~`).
        public let allowsEqual: Bool
        /// Whether later versions do (`>`).
        public let allowsLater: Bool
        /// Whether a version that goes on where the one named ends counts as equal (`~`).
        public let isFuzzy: Bool
        /// The version named, as written; for ``isChecksum`` the checksum of the package.
        public let version: String

        init(operators: some Collection<UInt8>, version: String) {
            allowsEarlier = operators.contains(UInt8(ascii: "<"))
            isFuzzy = operators.contains(UInt8(ascii: "~"))
            allowsEqual = isFuzzy || operators.contains(UInt8(ascii: "="))
            allowsLater = operators.contains(UInt8(ascii: ">"))
            self.version = version
        }

        /// Whether a package is named by its checksum (`><`), as apk does for one that was installed from a file.
        public var isChecksum: Bool { allowsEarlier && allowsLater && !allowsEqual }

        /// Whether a version is in the set; never for a checksum.
        public func contains(_ candidate: ApkVersion) -> Bool {
            guard !isChecksum else { return false }
            let order = ApkVersion.order(candidate, ApkVersion(version), isFuzzy: isFuzzy)
            return order < 0 ? allowsEarlier : order > 0 ? allowsLater : allowsEqual
        }
    }

    /// Whether a package that is or provides this name has the version or checksum asked for.
    ///
    /// A conflict asks the same as the relation without its `!`.
    ///
    /// - Parameters:
    ///   - version: the version of the package or of what it provides; nil for a name that it provides without one,
    ///     which satisfies no constraint.
    ///   - checksum: the checksum of the package, as ``ApkFields/checksum``.
    func fits(version: String?, checksum: String?) -> Bool {
        guard let constraint else { return true }
        guard !constraint.isChecksum else {
            guard let wanted = ApkDigest(constraint.version.utf8) else { return false }
            return wanted == checksum.flatMap { ApkDigest($0.utf8) }
        }
        return version.map { constraint.contains(ApkVersion($0)) } ?? false
    }
}

extension ApkRelation: CustomStringConvertible {
    /// The relation as apk writes it.
    public var description: String {
        var text = (isConflict ? "!" : "") + name + (tag.map { "@\($0)" } ?? "")
        guard let constraint else { return text }
        if constraint.isChecksum { return "\(text)><\(constraint.version)" }
        if constraint.allowsEarlier { text += "<" }
        if constraint.allowsLater { text += ">" }
        if constraint.allowsEqual { text += constraint.isFuzzy ? "~" : "=" }
        return text + constraint.version
    }
}
