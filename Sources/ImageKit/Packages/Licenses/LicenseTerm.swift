/// One license of a ``LicenseExpression``: an identifier of the SPDX list or a `LicenseRef`, with an exception or without.
public struct LicenseTerm: Sendable, Hashable {
    /// The identifier: `MIT`, `GPL-2.0-or-later`, `LicenseRef-…` or `DocumentRef-…:LicenseRef-…`.
    public let identifier: String
    /// Whether later versions may be chosen by a `+` behind the identifier; `-or-later` is part of the identifier.
    public let allowsLaterByPlus: Bool
    /// The exception behind `WITH`; nil where there is none.
    public let exception: String?

    /// Whether the identifier is one of the SPDX list, not a reference to a text of its own.
    public var isListed: Bool { !LicenseTerm.isReference(identifier) }

    /// Whether later versions of the license may be chosen.
    public var allowsLater: Bool { allowsLaterByPlus || identifier.hasSuffix("-or-later") }

    /// The license without `-only`, `-or-later` and `+`: `GPL-2.0` for `GPL-2.0-or-later`.
    public var family: String {
        for suffix in ["-only", "-or-later"] where identifier.hasSuffix(suffix) {
            return String(identifier.dropLast(suffix.count))
        }
        return identifier
    }

    /// Makes a term of a reference of one's own; other characters than letters, digits, `-` and `.` become `-`.
    ///
    /// - Parameter reference: what stands behind `LicenseRef-`.
    public init(reference: String) {
        let name = LicenseTerm.referenceName(reference)
        self.init(checked: "LicenseRef-" + (name.isEmpty ? "unnamed" : name))
    }

    /// Reads an identifier with an optional `+` and an exception, both in any case.
    ///
    /// Deprecated names of the GNU licenses become those in use: `GPL-2.0+` is `GPL-2.0-or-later`, `GPL-2.0` is
    /// `GPL-2.0-only` and `GPL-2.0-with-classpath-exception` is `GPL-2.0-only WITH Classpath-exception-2.0`.
    ///
    /// - Returns: nil where the list has neither and it is no `LicenseRef`.
    public init?(_ text: some StringProtocol, exception: String? = nil) {
        var listedException: String?
        if let exception {
            guard let known = SPDXLicenseList.exception(exception) ?? LicenseTerm.addition(exception) else {
                return nil
            }
            listedException = known
        }
        if LicenseTerm.isReference(text) {
            guard LicenseTerm.isValidReference(text) else { return nil }
            self.init(checked: String(text), exception: listedException)
            return
        }
        let hasPlus = text.hasSuffix("+")
        let name = hasPlus ? String(text.dropLast()) : String(text)
        if !hasPlus, listedException == nil, let replaced = LicenseTerm.withException[name.asciiLowercased] {
            self.init(checked: replaced.license, exception: replaced.exception)
            return
        }
        if let gnu = SPDXLicenseList.license(name + (hasPlus ? "-or-later" : "-only")), !gnu.isDeprecated {
            self.init(checked: gnu.identifier, exception: listedException)
            return
        }
        guard let entry = SPDXLicenseList.license(name) else { return nil }
        self.init(checked: entry.identifier, plus: hasPlus, exception: listedException)
    }

    private init(checked identifier: String, plus: Bool = false, exception: String? = nil) {
        self.identifier = identifier
        self.exception = exception
        // A `+` behind what says so itself, or behind a text of one's own, means nothing.
        let canHavePlus = !identifier.hasSuffix("-or-later") && !LicenseTerm.isReference(identifier)
        allowsLaterByPlus = plus && canHavePlus
    }

    private static func isReference(_ text: some StringProtocol) -> Bool {
        text.hasPrefix("LicenseRef-") || text.hasPrefix("DocumentRef-")
    }

    /// `[DocumentRef-NAME:]LicenseRef-NAME`, names of letters, digits, `-` and `.` (SPDX 2.3 annex D).
    package static func isValidReference(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let last = parts.last, isName(last, behind: "LicenseRef-") else { return false }
        return parts.count == 1 || isName(parts[0], behind: "DocumentRef-")
    }

    private static func isName(_ text: some StringProtocol, behind prefix: String) -> Bool {
        guard text.hasPrefix(prefix) else { return false }
        let name = text.dropFirst(prefix.count)
        return !name.isEmpty && name.utf8.allSatisfy(isNameByte)
    }

    private static func addition(_ text: String) -> String? { isName(text, behind: "AdditionRef-") ? text : nil }

    private static func isNameByte(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || byte == 0x2D || byte == 0x2E }

    /// A name as it may stand behind `LicenseRef-`: runs of other characters become one `-`, at most 80 characters.
    package static func referenceName(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8.prefix(1024) {
            if isNameByte(byte) { bytes.append(byte) } else if bytes.last != 0x2D { bytes.append(0x2D) }
        }
        let name = bytes.drop { $0 == 0x2D }.prefix(80)
        return String(decoding: name.prefix(name.count - name.reversed().prefix { $0 == 0x2D }.count), as: UTF8.self)
    }

    /// The deprecated identifiers that stand for a license with an exception.
    private static let withException: [String: (license: String, exception: String)] = [
        "gpl-2.0-with-autoconf-exception": ("GPL-2.0-only", "Autoconf-exception-2.0"),
        "gpl-2.0-with-bison-exception": ("GPL-2.0-only", "Bison-exception-2.2"),
        "gpl-2.0-with-classpath-exception": ("GPL-2.0-only", "Classpath-exception-2.0"),
        "gpl-2.0-with-font-exception": ("GPL-2.0-only", "Font-exception-2.0"),
        "gpl-2.0-with-gcc-exception": ("GPL-2.0-only", "GCC-exception-2.0"),
        "gpl-3.0-with-autoconf-exception": ("GPL-3.0-only", "Autoconf-exception-3.0"),
        "gpl-3.0-with-gcc-exception": ("GPL-3.0-only", "GCC-exception-3.1"),
        "ecos-2.0": ("GPL-2.0-or-later", "eCos-exception-2.0"),
        "wxwindows": ("LGPL-2.0-or-later", "WxWindows-exception-3.1"),
    ]
}

extension LicenseTerm: CustomStringConvertible {
    /// The term as an SPDX expression writes it.
    public var description: String {
        identifier + (allowsLaterByPlus ? "+" : "") + (exception.map { " WITH \($0)" } ?? "")
    }
}
