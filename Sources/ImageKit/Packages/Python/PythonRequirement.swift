import ImageReading

/// A requirement of a Python distribution, such as `requests[socks]>=2.8; python_version < "3"`: PEP 508.
public struct PythonRequirement: Sendable, Hashable {
    /// The name as written.
    public var name: String
    /// The extras that are asked for, as written.
    public var extras: [String] = []
    /// The conditions on the version; empty where there are none or a URL is given.
    public var specifiers = PythonVersionSpecifierSet()
    /// Where the distribution is to be taken from; nil where an index decides.
    public var url: String?
    /// When the requirement applies; nil where it always does.
    public var marker: EnvironmentMarker?

    /// The name as PEP 503 normalizes it.
    public var normalizedName: String { PythonName.normalized(name) }

    /// Reads a requirement; conditions in parentheses, as older metadata writes them, are fine.
    ///
    /// Fails where the text is none.
    ///
    /// - Parameter text: the requirement.
    public init?(_ text: String) {
        var scanner = ByteScanner(text.utf8)
        guard let name = PythonRequirement.readName(from: &scanner) else { return nil }
        self.name = name
        scanner.skipSpaces()
        guard readExtras(from: &scanner) else { return nil }
        scanner.skipSpaces()
        if scanner.take(UInt8(ascii: "@")) {
            scanner.skipSpaces()
            let url = scanner.take { !$0.isSpace }
            guard !url.isEmpty else { return nil }
            self.url = DisplayText.decoded(url)
        } else {
            guard readSpecifiers(from: &scanner) else { return nil }
        }
        scanner.skipSpaces()
        if scanner.isAtEnd { return }
        guard scanner.take(UInt8(ascii: ";")), let marker = EnvironmentMarker(DisplayText.decoded(scanner.rest)) else {
            return nil
        }
        self.marker = marker
    }

    private static func readName(from scanner: inout ByteScanner) -> String? {
        scanner.skipSpaces()
        let name = scanner.take { $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
        let text = String(decoding: name, as: UTF8.self)
        return PythonName.isValid(text) ? text : nil
    }

    private mutating func readExtras(from scanner: inout ByteScanner) -> Bool {
        guard scanner.take(UInt8(ascii: "[")) else { return true }
        scanner.skipSpaces()
        if scanner.take(UInt8(ascii: "]")) { return true }
        while true {
            guard let extra = PythonRequirement.readName(from: &scanner) else { return false }
            extras.append(extra)
            scanner.skipSpaces()
            if scanner.take(UInt8(ascii: "]")) { return true }
            guard scanner.take(UInt8(ascii: ",")) else { return false }
        }
    }

    private mutating func readSpecifiers(from scanner: inout ByteScanner) -> Bool {
        let isInParentheses = scanner.take(UInt8(ascii: "("))
        let text = scanner.take { $0 != UInt8(ascii: ";") && !(isInParentheses && $0 == UInt8(ascii: ")")) }
        guard !isInParentheses || scanner.take(UInt8(ascii: ")")) else { return false }
        guard let specifiers = PythonVersionSpecifierSet(DisplayText.decoded(text)) else { return false }
        self.specifiers = specifiers
        return true
    }
}
