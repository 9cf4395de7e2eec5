import ImageReading

/// What a package's own files say of its license.
public struct PackageLicense: Sendable, Hashable {
    /// How the expression came about.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// The package names its licenses in a form made for programs.
        case declared
        /// The licenses were recognized in text written for people.
        case concluded
    }

    /// The licenses as an SPDX expression; nil where nothing is known.
    ///
    /// What the list does not know is a `LicenseRef` of ``references``.
    public var expression: LicenseExpression?
    /// What the package says of its license, as written: short names, fields, classifiers.
    public var statements: [String] = []
    /// How the expression came about.
    public var kind = Kind.declared
    /// Whether any part of the expression was guessed: from phrases of a text, a classifier, or an ambiguous short name.
    public var isHeuristic = false
    /// The files it was read from, escaped for display.
    public var sources: [String] = []
    /// The licenses of the expression that are not on the SPDX list.
    public var references: [LicenseReference] = []
    /// The copyright lines as written, each once; at most ``copyrightLimit``.
    public var copyrights: [String] = []

    /// How many copyright lines of a package are kept.
    public static let copyrightLimit = 1000
    /// How many licenses that are on no list, or classifiers, are read; where there are more, a statement says so.
    static let referenceLimit = 1000

    /// Makes a license of which nothing is known.
    public init() {}

    /// The reference of a license of the expression; nil for one of the SPDX list.
    public func reference(of term: LicenseTerm) -> LicenseReference? {
        references.first { $0.identifier == term.identifier }
    }
}

/// A license that is not on the SPDX list.
public struct LicenseReference: Sendable, Hashable {
    /// The `LicenseRef-…` of the expression: its name, and digits of the text's digest where there is a text.
    public let identifier: String
    /// The name as the package writes it.
    public let name: String
    /// The text; nil where the package does not carry it.
    public let text: String?
    /// The listed license to which this one adds a condition or an exception, where its name says so.
    public let base: LicenseTerm?

    /// Makes a reference.
    ///
    /// - Parameters:
    ///   - name: the name as the package writes it.
    ///   - text: the text; nil where the package does not carry it.
    ///   - base: the listed license to which this one adds something.
    public init(name: String, text: String? = nil, base: LicenseTerm? = nil) {
        self.init(name: name, body: LicenseBody(text), base: base)
    }

    init(name: String, body: LicenseBody?, base: LicenseTerm? = nil) {
        let short = LicenseTerm.referenceName(name).prefix(64)
        // Packages give different texts the same name, and a document may hold several packages.
        let suffix = body.map { "-" + $0.digits } ?? ""
        identifier = LicenseTerm(reference: (short.isEmpty ? "unnamed" : String(short)) + suffix).identifier
        self.name = name
        text = body?.text
        self.base = base
    }

    /// The license as a part of an expression.
    public var term: LicenseTerm { LicenseTerm(reference: String(identifier.dropFirst("LicenseRef-".count))) }
}
