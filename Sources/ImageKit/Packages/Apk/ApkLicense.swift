import ImageReading

/// Reads the license of an apk package from its field `L:`.
///
/// Newer packages have an SPDX expression there, older ones names with spaces between them (`MIT BSD GPL2+`), which are
/// taken to hold together, a guess. A name that stands for no license, or for several, becomes a `LicenseRef`.
struct ApkLicense {
    /// The field as written.
    let text: String

    /// How many bytes of the field are read.
    private static let lengthLimit = 64 << 10

    func read() -> PackageLicense {
        var license = PackageLicense()
        let words = text.utf8.prefix(ApkLicense.lengthLimit).split(whereSeparator: \.isSpace)
        guard !words.isEmpty else { return license }
        let statement = DisplayText.decoded(Array(words.joined(separator: [0x20])))
        license.statements = [statement]
        if let expression = LicenseExpression(statement) {
            license.expression = expression
            return license
        }
        if let expression = parse(statement, &license) {
            license.expression = expression
        } else if let expression = parse(ApkLicense.joiningWords(statement), &license) {
            license.expression = expression
            license.isHeuristic = true
        } else {
            license.expression = LicenseExpression(ApkLicense.note(statement, in: &license))
        }
        return license
    }

    private func parse(_ text: String, _ license: inout PackageLicense) -> LicenseExpression? {
        var names: [String] = []
        var isGuess = false
        let expression = LicenseExpressionParser.debian(text) { name, exception in
            if exception.count <= 1, let term = LicenseTerm(name, exception: exception.first) { return .license(term) }
            if let node = DebianLicenseName(name, exception: exception).node {
                isGuess = true
                return node
            }
            let written = exception.isEmpty ? name : "\(name) with \(exception.joined(separator: " "))"
            names.append(written)
            return .license(LicenseReference(name: written).term)
        }
        guard let expression, names.count <= PackageLicense.referenceLimit else { return nil }
        for name in names { _ = ApkLicense.note(name, in: &license) }
        license.isHeuristic = isGuess
        return expression
    }

    private static func note(_ name: String, in license: inout PackageLicense) -> LicenseTerm {
        let reference = LicenseReference(name: name)
        if license.reference(of: reference.term) == nil { license.references.append(reference) }
        return reference.term
    }

    /// The text with `AND` between words that nothing joins.
    private static func joiningWords(_ text: String) -> String {
        var words: [String] = []
        var isJoined = true
        for word in text.replacing("(", with: " ( ").replacing(")", with: " ) ").split(separator: " ") {
            let isOperator = ["and", "or", "with"].contains(word.lowercased())
            if !isJoined, !isOperator, word != ")" { words.append("AND") }
            words.append(String(word))
            isJoined = isOperator || word == "("
        }
        return words.joined(separator: " ")
    }
}
