import ImageLedger
import ImagePackages
import ImageReading

/// The files of an image that are not as recorded, for people.
struct IntegrityTable {
    private let files: ImageValidation.Files

    init(_ files: ImageValidation.Files) { self.files = files }

    func text(_ style: TableStyle) -> String {
        let integrity = files.integrity
        var table = TextTable([
            .init(title: "RESULT"), .init(title: "PACKAGE", shrinks: true), .init(title: "FILE", shrinks: true),
            .init(title: "LAYER", alignment: .right), .init(title: "NOTE", shrinks: true),
        ])
        for finding in integrity.findings {
            table.append([
                finding.problem == .firstLine ? "first line" : finding.problem.rawValue,
                "\(finding.package.name) \(finding.package.version)",
                "/" + finding.path.string, finding.layer.map { String($0) } ?? "", note(finding),
            ])
        }
        let heading = "Files of \(DisplayText.escaped(files.image))\n"
        return heading + (integrity.findings.isEmpty ? "" : table.render(style) + "\n") + totals(integrity)
    }

    private func note(_ finding: FileFinding) -> String {
        var notes: [String] = finding.isConfiguration ? ["configuration file"] : []
        switch (finding.problem, finding.layer) {
        case (.changed, _): notes.append(finding.isLater ? "by a later layer" : "in the package's own layer")
        case (.missing, nil): notes.append("in no layer")
        case (.missing, .some): notes.append(finding.isLater ? "deleted by a later layer" : "deleted")
        default: break
        }
        if let detail = finding.detail { notes.append(detail) }
        return notes.joined(separator: ", ")
    }

    private func totals(_ integrity: FileIntegrity) -> String {
        var text = Plural.text(integrity.files.all, "file") + " of packages: " + words(integrity.files)
        if integrity.extraCount > 0 { text += ", \(integrity.extraCount) extra" }
        text += "\n"
        if integrity.configurationFiles.all > 0 {
            text +=
                Plural.text(integrity.configurationFiles.all, "configuration file") + ": "
                + words(integrity.configurationFiles) + "\n"
        }
        if integrity.excludedCount > 0 {
            text += Plural.text(integrity.excludedCount, "file") + " excluded by path-exclude\n"
        }
        if !integrity.unrecorded.isEmpty {
            let names = integrity.unrecorded.prefix(10).map(\.name).joined(separator: ", ")
            let packages = Plural.text(integrity.unrecorded.count, "package")
            text += "\(packages) without recorded digests: \(DisplayText.escaped(names))"
            text += integrity.unrecorded.count > 10 ? ", ...\n" : "\n"
        }
        return text
    }

    private func words(_ counts: FileIntegrity.Counts) -> String {
        var parts = ["\(counts.intact) as recorded", "\(counts.changed) changed", "\(counts.missing) missing"]
        if counts.unchecked > 0 { parts.append("\(counts.unchecked) unchecked") }
        return parts.joined(separator: ", ")
    }
}
