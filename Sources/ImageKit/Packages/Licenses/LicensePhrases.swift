/// Recognises licences in text written for people.
///
/// The heuristic, all of it: the text is put in lower case, its line breaks, stars and quotes become single spaces. Then
/// 1. each mention of `/usr/share/common-licenses/NAME` counts as that licence; `or later` holds where one of the 1200
///    characters before it begins `any later version`, and a name without its version takes it from there too;
/// 2. each sentence of ``rows`` that stands in the text counts as its licence.
/// All that is found holds together. A text with neither is not recognised.
enum LicensePhrases {
    /// How many bytes of a text are read.
    static let lengthLimit = 1 << 20

    /// The licences recognised in a text, each once, in the order of this table; empty where none is.
    static func licenses(in bytes: some Collection<UInt8>) -> [LicenseExpression] {
        let text = normalized(bytes.prefix(lengthLimit))
        var found: [LicenseExpression] = []
        for expression in commonLicenses(in: text) + phrases(in: text) where !found.contains(expression) {
            found.append(expression)
        }
        return found
    }

    /// Lower case, with every run of white space, comment signs and quotes as one space.
    private static func normalized(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte <= 0x20 || "*\"'`#;|".utf8.contains(byte) {
                if result.last != 0x20 { result.append(0x20) }
            } else {
                result.append(byte.lowercased)
            }
        }
        return result
    }

    // MARK: References

    private static let folder = Array("/usr/share/common-licenses/".utf8)
    private static let window = 1200

    private static func commonLicenses(in text: [UInt8]) -> [LicenseExpression] {
        var found: [LicenseExpression] = []
        var seen: Set<[UInt8]> = []
        for start in occurrences(of: folder, in: text[...]) {
            let nameStart = start + folder.count
            var name = text[nameStart...].prefix { $0.isLetterOrDigit || "-.+".utf8.contains($0) }
            while name.last == UInt8(ascii: ".") || name.last == UInt8(ascii: "-") { name = name.dropLast() }
            let before = text[max(0, start - window)..<start]
            let isLater = contains(before, "any later version") || contains(before, "or later")
            // A file may name the same licence hundreds of times.
            guard !name.isEmpty, seen.insert(Array(name) + [isLater ? 1 : 0]).inserted else { continue }
            if let expression = license(ofCommon: String(decoding: name, as: UTF8.self), isLater: isLater, before) {
                found.append(expression)
            }
        }
        return found
    }

    /// The licence of a file of common-licenses.
    static func license(
        ofCommon name: String, isLater: Bool, _ before: ArraySlice<UInt8> = []
    ) -> LicenseExpression? {
        var name = name.asciiLowercased
        if ["gpl", "lgpl", "gfdl"].contains(name) {
            if let version = version(in: before) { name += "-" + version } else if !isLater { name += "+" }
        }
        if name.hasPrefix("gpl-") || name.hasPrefix("lgpl-") || name.hasPrefix("gfdl-"), isLater { name += "+" }
        if name == "bsd" { return LicenseExpression("BSD-3-Clause") }
        return DebianLicenseName.license(name).map(LicenseExpression.init(root:))
    }

    /// The number behind the last `version` of a text.
    private static func version(in text: ArraySlice<UInt8>) -> String? {
        let word = Array("version ".utf8)
        for start in occurrences(of: word, in: text).reversed() {
            let digits = text[(start + word.count)...].prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            let trimmed = digits.last == UInt8(ascii: ".") ? digits.dropLast() : digits
            if let first = trimmed.first, first.isDigit { return String(decoding: trimmed, as: UTF8.self) }
        }
        return nil
    }

    // MARK: Phrases

    private static func phrases(in text: [UInt8]) -> [LicenseExpression] {
        var found: [LicenseExpression] = []
        for row in rows where contains(text[...], row.phrase) {
            guard row.and.allSatisfy({ contains(text[...], $0) }),
                !row.without.contains(where: { contains(text[...], $0) })
            else { continue }
            if let expression = LicenseExpression(row.license) { found.append(expression) }
        }
        return found
    }

    private static func contains(_ text: ArraySlice<UInt8>, _ phrase: String) -> Bool {
        occurrences(of: Array(phrase.utf8), in: text, limit: 1).first != nil
    }

    private static func occurrences(of phrase: [UInt8], in text: ArraySlice<UInt8>, limit: Int = .max) -> [Int] {
        guard let first = phrase.first else { return [] }
        var found: [Int] = []
        var position = text.startIndex
        while found.count < limit, text.endIndex - position >= phrase.count,
            let next = text[position...].firstIndex(of: first)
        {
            if text[next...].starts(with: phrase) {
                found.append(next)
                position = next + phrase.count
            } else {
                position = next + 1
            }
        }
        return found
    }
}
