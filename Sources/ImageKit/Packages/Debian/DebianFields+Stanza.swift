import ImageReading

extension DebianFields {
    /// Reads the fields of a record but for its Status.
    ///
    /// - Parameters:
    ///   - stanza: the record.
    ///   - package: the binary package's name.
    ///   - version: the binary package's version.
    init(_ stanza: ControlStanza, package: String, version: String) {
        self.init()
        (sourceName, sourceVersion) = DebianFields.source(stanza.text(of: "Source"), package: package, version: version)
        section = stanza.text(of: "Section")
        priority = stanza.text(of: "Priority")
        isEssential = stanza.text(of: "Essential") == "yes"
        multiArch = stanza.text(of: "Multi-Arch")
        declaredSize = stanza.text(of: "Installed-Size").flatMap { text in
            guard let kibibytes = Int64(text), kibibytes >= 0 else { return nil }
            let (bytes, isTooLarge) = kibibytes.multipliedReportingOverflow(by: 1024)
            return isTooLarge ? nil : bytes
        }
        depends = stanza.text(of: "Depends").map(DebianRelation.elements) ?? []
        preDepends = stanza.text(of: "Pre-Depends").map(DebianRelation.elements) ?? []
        provides = stanza.text(of: "Provides").map(DebianRelation.elements) ?? []
        recommends = stanza.text(of: "Recommends").map(DebianRelation.elements) ?? []
        suggests = stanza.text(of: "Suggests").map(DebianRelation.elements) ?? []
        isProtected = stanza.text(of: "Protected") == "yes" || stanza.text(of: "Important") == "yes"
    }

    /// Source is `name` or `name (version)`, and left out where it is the binary package's own.
    private static func source(_ field: String?, package: String, version: String) -> (name: String, version: String) {
        guard let field, !field.isEmpty else { return (package, version) }
        let words = field.split(maxSplits: 1) { $0.isWhitespace }
        guard let name = words.first else { return (package, version) }
        guard words.count == 2, words[1].hasPrefix("("), words[1].hasSuffix(")") else { return (String(name), version) }
        let written = words[1].dropFirst().dropLast().filter { !$0.isWhitespace }
        return (String(name), written.isEmpty ? version : String(written))
    }
}
