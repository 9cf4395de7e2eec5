import ImageReading

/// Which packages apt installed only because others needed them (`extended_states`).
struct DebianAutomaticMarks {
    private var marks: [String: [String: Bool]] = [:]

    /// Reads apt's record; nil where there is none.
    init?(_ database: inout DebianDatabase) {
        guard let node = database.node(DebianPaths.extendedStates), let bytes = database.contents(of: node) else {
            return nil
        }
        for stanza in ControlFile(bytes, keyField: "Package", allowsComments: true) {
            for malformation in stanza.malformations {
                database.remark(
                    .malformedPackageRecord, "line \(malformation.line): \(malformation.reason)", at: node)
            }
            guard let name = stanza.text(of: "Package"), let mark = stanza.text(of: "Auto-Installed") else { continue }
            marks[name, default: [:]][stanza.text(of: "Architecture") ?? ""] = mark == "1"
        }
    }

    func isAutomatic(_ name: String, _ architecture: String?) -> Bool {
        guard let marks = marks[name] else { return false }
        // apt files a package for all architectures under the machine's own.
        guard let architecture, architecture != "all" else { return marks.values.contains(true) }
        return marks[architecture] ?? marks[""] ?? false
    }
}
