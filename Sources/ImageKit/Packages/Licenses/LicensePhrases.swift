import ImageReading

/// Recognizes licenses in text written for people.
///
/// The heuristic, all of it: the text is put in lower case, its line breaks, stars and quotes become single spaces. Then
/// 1. each mention of `/usr/share/common-licenses/NAME` counts as that license; `or later` holds where one of the 1200
///    characters before it begins `any later version`, and a name without its version takes it from there too;
/// 2. each sentence of ``rows`` that stands in the text counts as its license.
/// All that is found holds together. A text with neither is not recognized.
enum LicensePhrases {
    /// How many bytes of a text are read.
    static let lengthLimit = 1 << 20

    /// The licenses recognized in a text, each once, in the order of this table; empty where none is.
    static func licenses(in bytes: some Collection<UInt8>) -> [LicenseExpression] {
        let text = LicenseText(bytes.prefix(lengthLimit))
        var found: [LicenseExpression] = []
        for expression in commonLicenses(in: text) + phrases(in: text) where !found.contains(expression) {
            found.append(expression)
        }
        return found
    }

    // MARK: References

    private static let folder = "/usr/share/common-licenses/"
    private static let window = 1200

    private static func commonLicenses(in text: LicenseText) -> [LicenseExpression] {
        var found: [LicenseExpression] = []
        var seen: Set<[UInt8]> = []
        for start in text.places(of: folder) {
            var name = text.bytes[(start + folder.utf8.count)...].prefix {
                $0.isLetterOrDigit || "-.+".utf8.contains($0)
            }
            while name.last == UInt8(ascii: ".") || name.last == UInt8(ascii: "-") { name = name.dropLast() }
            let before = max(0, start - window)..<start
            let isLater = text.contains("any later version", in: before) || text.contains("or later", in: before)
            // A file may name the same license hundreds of times.
            guard !name.isEmpty, seen.insert(Array(name) + [isLater ? 1 : 0]).inserted else { continue }
            let stated = version(in: text, before)
            if let expression = license(ofCommon: DisplayText.decoded(name), isLater: isLater, version: stated) {
                found.append(expression)
            }
        }
        return found
    }

    /// The license of a file of common-licenses.
    ///
    /// - Parameters:
    ///   - name: the file's name in any case.
    ///   - isLater: whether the text before it allows later versions.
    ///   - version: the version that the text before it states, for a name without one.
    static func license(ofCommon name: String, isLater: Bool, version: String? = nil) -> LicenseExpression? {
        var name = name.asciiLowercased
        if ["gpl", "lgpl", "gfdl"].contains(name) {
            if let version { name += "-" + version } else if !isLater { name += "+" }
        }
        if name.hasPrefix("gpl-") || name.hasPrefix("lgpl-") || name.hasPrefix("gfdl-"), isLater { name += "+" }
        if name == "bsd" { return LicenseExpression("BSD-3-Clause") }
        return DebianLicenseName.license(name).map(LicenseExpression.init(root:))
    }

    /// The number behind the last `version` of a part of a text.
    private static func version(in text: LicenseText, _ range: Range<Int>) -> String? {
        let word = "version "
        for start in text.places(of: word, in: range).reversed() {
            let digits = text.bytes[(start + word.utf8.count)...].prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            let trimmed = digits.last == UInt8(ascii: ".") ? digits.dropLast() : digits
            if let first = trimmed.first, first.isDigit { return String(decoding: trimmed, as: UTF8.self) }
        }
        return nil
    }

    // MARK: Phrases

    private static func phrases(in text: LicenseText) -> [LicenseExpression] {
        rows.filter { row in
            text.contains(row.phrase) && row.and.allSatisfy { text.contains($0) }
                && !row.without.contains { text.contains($0) }
        }.compactMap { LicenseExpression($0.license) }
    }
}
