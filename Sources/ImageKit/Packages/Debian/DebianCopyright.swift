import ImageReading

/// A Debian package's copyright file: machine-readable (copyright-format 1.0, before that DEP-5) or written for people.
///
/// The expression of a machine-readable file is that of all its `Files` stanzas together, `debian/*` included; where there
/// are none, of the header, else of the stand-alone `License` stanzas.
struct DebianCopyright: Sendable {
    private(set) var license = PackageLicense()
    /// The texts of stand-alone stanzas by their short names in lower case.
    private var texts: [String: LicenseBody] = [:]
    private var seen: Set<String> = []
    private var identifiers: Set<String> = []
    private var copyrights = CopyrightLines()

    /// How many stanzas of a file are read.
    static let stanzaLimit = 10_000

    init(_ bytes: [UInt8]) {
        if DebianCopyright.isMachineReadable(bytes) { read(ControlFile(bytes, keyField: "Files")) }
        // A file that only claims to be machine-readable is read as one that does not.
        if license.expression == nil { readFreely(bytes) }
        license.copyrights = copyrights.lines
    }

    /// Whether the first field of the file is a `Format` that names this format.
    static func isMachineReadable(_ bytes: [UInt8]) -> Bool {
        let head = bytes.prefix(4096).drop { $0.isSpace || $0 >= 0x80 }
        let first = String(decoding: head.prefix { $0 != 0x0A }, as: UTF8.self).asciiLowercased
        let isFormat = first.hasPrefix("format:") || first.hasPrefix("format-specification:")
        return isFormat && ["copyright-format", "dep5", "dep-5", "dep."].contains { first.contains($0) }
    }

    // MARK: Machine-readable

    private mutating func read(_ file: ControlFile) {
        var files: [ControlStanza] = []
        var header: ControlStanza?
        var alone: [ControlStanza] = []
        for stanza in file.lazy.prefix(DebianCopyright.stanzaLimit) {
            if let lines = stanza.bytes(of: "Copyright") { copyrights.append(field: lines) }
            if header == nil {
                header = stanza
            } else if stanza.bytes(of: "Files") != nil {
                files.append(stanza)
            } else if let field = LicenseField(stanza) {
                alone.append(stanza)
                if let body = field.body, texts[field.name.asciiLowercased] == nil {
                    texts[field.name.asciiLowercased] = body
                }
            }
        }
        let named = files.compactMap(LicenseField.init)
        let chosen = named.isEmpty ? header.flatMap(LicenseField.init).map { [$0] } ?? [] : named
        let fields = chosen.isEmpty ? alone.compactMap(LicenseField.init) : chosen
        var expressions: [LicenseExpression] = []
        for field in fields {
            guard license.references.count < PackageLicense.referenceLimit else {
                license.statements.append("more than \(PackageLicense.referenceLimit) licenses, the rest is left out")
                break
            }
            if let expression = expression(of: field) { expressions.append(expression) }
        }
        license.expression = LicenseExpression.all(of: expressions)
        license.kind = .declared
    }

    /// The field `License`: a short name or an expression on its first line, the text on those behind it.
    private struct LicenseField {
        let name: String
        let body: LicenseBody?

        init?(_ stanza: ControlStanza) {
            guard let name = stanza.firstLine(of: "License") else { return nil }
            self.name = name
            let rest = stanza.bytes(of: "License")?.drop { $0 != 0x0A }.dropFirst() ?? []
            body = rest.isEmpty ? nil : LicenseBody(LicenseField.unindented(rest))
        }

        /// The lines without the space in front of them; a full stop alone is an empty line.
        private static func unindented(_ bytes: ArraySlice<UInt8>) -> String {
            bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
                let text = line.first?.isBlank == true ? line.dropFirst() : line
                return text.elementsEqual([0x2E]) ? "" : DisplayText.decoded(text)
            }.joined(separator: "\n")
        }
    }

    /// The expression of a field; nil where the same stood in another stanza before.
    private mutating func expression(of field: LicenseField) -> LicenseExpression? {
        guard seen.insert(field.name + "\n" + (field.body?.text ?? "")).inserted else { return nil }
        let name = String(decoding: field.name.utf8.trimmingSpaces, as: UTF8.self)
        if !name.isEmpty, !license.statements.contains(name) { license.statements.append(name) }
        let joined = name.replacing("_or_", with: " or ").replacing("_and_", with: " and ")
        if name.utf8.count <= 4096, let found = parse(joined, body: field.body) { return found }
        // The text itself stands where its name should.
        let whole = [name, field.body?.text ?? ""].joined(separator: "\n")
        let recognized = LicensePhrases.licenses(in: whole.utf8)
        license.isHeuristic = license.isHeuristic || !recognized.isEmpty
        if let found = LicenseExpression.all(of: recognized) { return found }
        return LicenseExpression(note(LicenseReference(name: name, body: field.body ?? texts[name.asciiLowercased])))
    }

    private mutating func parse(_ name: String, body: LicenseBody?) -> LicenseExpression? {
        var references: [LicenseReference] = []
        let texts = texts
        let isAlone = !name.contains { $0 == " " }
        let expression = LicenseExpressionParser.debian(name) { short, exception in
            let known = DebianLicenseName(short, exception: exception)
            if let node = known.node { return node }
            let written = exception.isEmpty ? short : "\(short) with \(exception.joined(separator: " "))"
            let reference = LicenseReference(
                name: written, body: (isAlone ? body : nil) ?? texts[written.asciiLowercased] ?? body,
                base: known.base)
            references.append(reference)
            return .license(reference.term)
        }
        guard expression != nil else { return nil }
        for reference in references { _ = note(reference) }
        return expression
    }

    private mutating func note(_ reference: LicenseReference) -> LicenseTerm {
        if identifiers.insert(reference.identifier).inserted { license.references.append(reference) }
        return reference.term
    }

    // MARK: For people

    private mutating func readFreely(_ bytes: [UInt8]) {
        license.kind = .concluded
        license.isHeuristic = true
        copyrights.append(text: bytes)
        let recognized = LicensePhrases.licenses(in: bytes)
        if let found = LicenseExpression.all(of: recognized) {
            license.expression = found
        } else if !bytes.allSatisfy(\.isSpace) {
            let reference = LicenseReference(name: "copyright", text: DisplayText.decoded(bytes))
            license.expression = LicenseExpression(note(reference))
        }
    }
}
