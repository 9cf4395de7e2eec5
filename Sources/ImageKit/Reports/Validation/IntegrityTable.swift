import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The files of an image that are not as recorded, for people.
struct IntegrityTable {
    /// How many files of a package stand one by one where the same is to be said of all.
    private static let shownFiles = 3

    private let files: ImageValidation.Files

    init(_ files: ImageValidation.Files) { self.files = files }

    func text(_ style: TableStyle) -> String {
        let integrity = files.integrity
        var table = TextTable([
            .init(title: "RESULT"), .init(title: "PACKAGE", shrinks: true),
            .init(title: "FILES", alignment: .right), .init(title: "FILE OR FOLDER", shrinks: true, keepsEnd: true),
            .init(title: "LAYER", alignment: .right), .init(title: "NOTE", shrinks: true),
        ])
        var isGrouped = false
        for group in groups {
            guard let first = group.first else { continue }
            let paths = group.count > IntegrityTable.shownFiles ? [folder(of: group)] : group.map(\.path)
            isGrouped = isGrouped || paths.count < group.count
            for path in paths {
                table.append([
                    first.problem == .firstLine ? "first line" : first.problem.rawValue, first.package.name,
                    paths.count < group.count ? String(group.count) : "1", "/" + path.string,
                    first.layer.map { String($0) } ?? "", note(first),
                ])
            }
        }
        let heading = "Files of \(DisplayText.escaped(files.image))\n"
        let hint = isGrouped ? Words.wrapped("The JSON (-o json) names each file.", style) + "\n" : ""
        return heading + (integrity.findings.isEmpty ? "" : table.render(style) + "\n") + hint + totals(integrity)
    }

    /// Findings of which the same is to be said, in the order of the first of each.
    private var groups: [[FileFinding]] {
        struct Key: Hashable {
            let problem: FileFinding.Problem
            let package: String
            let layer: Int?
            let note: String
        }
        var places: [Key: Int] = [:]
        var groups: [[FileFinding]] = []
        for finding in files.integrity.findings {
            let key = Key(
                problem: finding.problem, package: finding.package.purl.description, layer: finding.layer,
                note: note(finding))
            if let place = places[key] {
                groups[place].append(finding)
            } else {
                places[key] = groups.count
                groups.append([finding])
            }
        }
        return groups
    }

    /// The folder that holds all files of a group.
    private func folder(of group: [FileFinding]) -> BytePath {
        var common = group.first?.path.parent ?? ""
        for finding in group {
            while !common.bytes.isEmpty, !finding.path.bytes.starts(with: common.bytes + [UInt8(ascii: "/")]) {
                common = common.parent
            }
        }
        return common
    }

    private func note(_ finding: FileFinding) -> String {
        var notes: [String] = finding.isConfiguration ? ["configuration file"] : []
        switch (finding.problem, finding.layer) {
        case (.changed, _): notes.append(finding.isLater ? "later" : "in its own layer")
        case (.missing, nil): notes.append("in no layer")
        case (.missing, .some): notes.append(finding.isLater ? "deleted later" : "deleted")
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
