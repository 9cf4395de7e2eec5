import ImageKit

/// Findings that somebody decided to live with: identifiers, packages, the reason and the last day.
///
/// A list of entries, or a mapping with the list as `ignore`.
struct IgnoreFile {
    private struct Entry {
        let id: String
        let package: GlobText?
        let reason: String
        let expires: CalendarDate?
        let place: String
    }

    /// A glob over package URLs, and over names where it is none.
    private struct GlobText {
        let text: String

        /// Whether the glob is about all packages that have the vulnerability, or about their source.
        func matches(_ finding: VulnerabilityFinding) -> Bool {
            let isURL = text.hasPrefix("pkg:")
            return finding.packages.allSatisfy { package in
                isURL ? package.purl.description.fits(glob: text) : package.name.fits(glob: text)
            } || !isURL && finding.name.fits(glob: text)
        }
    }

    private var entries: [Entry] = []
    private let file: String

    /// Reads a file.
    ///
    /// - Throws: ``SettingsError`` with the line where something in it is not understood.
    init(_ file: String) throws {
        self.file = file
        let text = try TextFile.contents(of: file)
        guard let root = try Settings.document(text, of: file) else { return }
        guard let list = root.list ?? root["ignore"]?.list else {
            throw SettingsError("\(file): expected a list of entries, or ignore: with one")
        }
        for node in list {
            let place = "\(file):\(node.mark.line)"
            guard let fields = node.fields else {
                throw SettingsError("\(place): an entry has id, reason, package and expires")
            }
            for field in fields where !["id", "reason", "package", "expires"].contains(field.name) {
                throw SettingsError(
                    "\(place): an entry has no \(field.name); it has id, reason, package and expires")
            }
            guard let id = node["id"]?.text, let reason = node["reason"]?.text,
                !reason.isEmpty
            else {
                throw SettingsError("\(place): an entry needs id and reason")
            }
            var expires: CalendarDate?
            if let text = node["expires"]?.text {
                guard let day = CalendarDate(text) else {
                    throw SettingsError("\(place): expires is a day such as 2027-01-31")
                }
                expires = day
            }
            entries.append(
                Entry(
                    id: id, package: node["package"]?.text.map(GlobText.init), reason: reason,
                    expires: expires,
                    place: place))
        }
    }

    /// The findings with those suppressed that an entry names, and remarks on entries that have ended or name nothing.
    func applied(
        to found: VulnerabilityFindings, today: CalendarDate
    ) -> (findings: VulnerabilityFindings, remarks: [String]) {
        var used: Set<Int> = []
        let valid = entries.indices.filter { entries[$0].expires.map { $0 >= today } ?? true }
        let findings = found.suppressing { finding in
            let ids = [finding.id] + finding.aliases
            guard
                let index = valid.first(where: { index in
                    ids.contains(entries[index].id) && (entries[index].package?.matches(finding) ?? true)
                })
            else { return nil }
            used.insert(index)
            let entry = entries[index]
            return VulnerabilityFinding.Suppression(
                status: "ignored", justification: entry.reason, date: entry.expires?.description, source: file)
        }
        let remarks = entries.indices.compactMap { index -> String? in
            let entry = entries[index]
            if !valid.contains(index) {
                return "\(entry.place): \(entry.id) is no longer ignored since \(entry.expires?.description ?? "")"
            }
            if used.contains(index) { return nil }
            let isThere = found.findings.contains { ([$0.id] + $0.aliases).contains(entry.id) }
            return isThere
                ? "\(entry.place): \(entry.id) is not ignored: other packages than \(entry.package?.text ?? "these") have it"
                : "\(entry.place): \(entry.id) is ignored and not in the image"
        }
        return (findings, remarks)
    }
}

extension String {
    /// Whether the text fits a pattern in which * stands for anything and ? for one character.
    fileprivate func fits(glob: String) -> Bool {
        let (text, pattern) = (Array(unicodeScalars), Array(glob.unicodeScalars))
        var (position, place) = (0, 0)
        var retry: (position: Int, place: Int)?
        while position < text.count {
            if place < pattern.count, pattern[place] == "*" {
                retry = (position, place)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[position] {
                position += 1
                place += 1
            } else if let last = retry {
                retry = (last.position + 1, last.place)
                position = last.position + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
