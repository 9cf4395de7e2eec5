/// A package URL: a name for a package that every tool understands.
///
/// The parts are kept decoded and in the normal form that the specification sets for their type; ``description`` is the
/// canonical text.
///
/// Specification: https://github.com/package-url/purl-spec (ECMA-427)
public struct PackageURL: Sendable, Hashable {
    /// Why a text or a set of parts is no package URL.
    public struct Violation: Error, Sendable, Hashable, CustomStringConvertible {
        /// One sentence, not escaped for display.
        public let description: String

        init(_ description: String) { self.description = description }
    }

    /// The package type in lower case, for example `deb`.
    public let type: String
    /// The namespace, for example `debian`; nil where there is none.
    ///
    /// Segments are separated by `/`.
    public let namespace: String?
    /// The name.
    public let name: String
    /// The version; nil where none is named.
    public let version: String?
    /// Qualifiers by their keys in lower case; none is empty.
    public let qualifiers: [String: String]
    /// The path inside the package; nil where none is named.
    ///
    /// Segments are separated by `/`.
    public let subpath: String?

    /// Makes a package URL of its parts, brought to the normal form of their type.
    ///
    /// Parts that cannot be a package URL are kept as they are; ``validate()`` tells.
    public init(
        type: String, namespace: String? = nil, name: String, version: String? = nil,
        qualifiers: [String: String] = [:], subpath: String? = nil
    ) {
        self.init(
            type: type, namespace: namespace, name: name, version: version,
            normalQualifiers: Dictionary(
                qualifiers.lazy.filter { !$0.value.isEmpty }.map { ($0.key.lowercased(), $0.value) },
                uniquingKeysWith: { min($0, $1) }), subpath: subpath)
    }

    /// Makes a package URL with qualifiers whose keys are in lower case and of which none is empty.
    init(
        type: String, namespace: String?, name: String, version: String?, normalQualifiers: [String: String],
        subpath: String? = nil
    ) {
        let rules = TypeRules(type: type.lowercased())
        self.type = type.lowercased()
        self.namespace = rules.normalizeNamespace(PackageURL.segments(namespace, dropping: []))
        self.name = rules.normalizeName(name)
        self.version = version.flatMap { $0.isEmpty ? nil : rules.normalizeVersion($0) }
        qualifiers = normalQualifiers
        self.subpath = PackageURL.segments(subpath, dropping: [".", ".."])
    }

    /// Checks the parts against the specification.
    ///
    /// - Throws: a violation that names the part.
    public func validate() throws(Violation) {
        guard let first = type.utf8.first else { throw Violation("the type is missing") }
        guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), type.utf8.allSatisfy(isTypeByte) else {
            throw Violation("'\(type)' cannot be a package type")
        }
        guard !name.isEmpty else { throw Violation("the name is missing") }
        for key in qualifiers.keys.sorted() where key.isEmpty || !key.utf8.allSatisfy(isQualifierKeyByte) {
            throw Violation("'\(key)' cannot be the key of a qualifier")
        }
        if namespace == nil, TypeRules(type: type).requiresNamespace {
            throw Violation("the type \(type) needs a namespace")
        }
    }

    private static func segments(_ text: String?, dropping dropped: [Substring]) -> String? {
        guard let text else { return nil }
        // By bytes, since a slash and a combining mark behind it are one character.
        let segments = text.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
            .filter { !dropped.contains($0) }
        return segments.isEmpty ? nil : segments.joined(separator: "/")
    }
}

private func isTypeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "-"): true
    default: false
    }
}

private func isQualifierKeyByte(_ byte: UInt8) -> Bool { isTypeByte(byte) || byte == UInt8(ascii: "_") }

extension PackageURL: Codable {
    /// Reads a package URL from its text.
    ///
    /// - Throws: a decoding error where the text is no package URL.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(container.decode(String.self))
        } catch let violation as Violation {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: violation.description)
        }
    }

    /// Writes the canonical text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The parts of a package URL that all packages of a database share; made once for each architecture.
struct PackageURLQualifiers {
    /// The distribution's name.
    let namespace: String
    private let distribution: Distribution?
    private var known: [String?: [String: String]] = [:]

    /// - Parameter usual: the distribution's name where the image does not say it.
    init(_ distribution: Distribution?, usual: String) {
        namespace = distribution?.id ?? usual
        self.distribution = distribution
    }

    mutating func of(_ architecture: String?) -> [String: String] {
        if let known = known[architecture] { return known }
        let qualifiers = ["arch": architecture ?? "", "distro": distribution?.purlQualifier ?? ""]
            .filter { !$0.value.isEmpty }
        known[architecture] = qualifiers
        return qualifiers
    }
}

extension Distribution {
    /// The value of a package URL's `distro` qualifier, for example `debian-12`; nil where no version is known.
    var purlQualifier: String? { (versionID ?? codename).map { "\(id)-\($0)" } }
}
