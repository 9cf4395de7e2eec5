public import ImageLedger
import ImagePackages
public import ImageReading
public import ImageWriting

/// Shows what the attestations of an image say, and how their SBOMs differ from what is in it.
public struct AttestationsReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<AttestationsReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.json) { try AttestationsDocument($0).text() },
        ReportWriter(.jsonLines, note: "one attestation a line") { try AttestationsDocument($0).lines() },
        ReportWriter(.csv, note: "one attestation a line") { $0.commaSeparated() },
        ReportWriter(.markdown) { $0.markdown() },
    ]

    struct Entry: Sendable {
        let attestation: Attestation
        let comparison: BillComparison?
    }

    let analysis: ImageAnalysis
    let entries: [Entry]
    let diagnostics: [Diagnostic]

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - attestations: what the archive has about it.
    public init(_ analysis: ImageAnalysis, _ attestations: ImageAttestations) {
        self.analysis = analysis
        entries = attestations.attestations.map { attestation in
            Entry(
                attestation: attestation,
                comparison: attestation.scope == .image
                    ? attestation.bill.map { BillComparison($0, with: analysis.inventory.packages) } : nil)
        }
        diagnostics = analysis.diagnostics + attestations.diagnostics
    }

    /// What is wrong with the attestations, each fault once.
    public var faults: [AttestationFault] {
        let comparisons = entries.compactMap(\.comparison)
        return AttestationFault.allCases.filter { fault in
            switch fault {
            case .absent: comparisons.contains { !$0.absent.isEmpty }
            case .unlisted: comparisons.contains { !$0.unlisted.isEmpty }
            case .version: comparisons.contains { !$0.otherVersions.isEmpty }
            case .subject: entries.contains { $0.attestation.matchesImage == false }
            case .unreadable: diagnostics.contains { $0.code == .unreadableAttestation }
            }
        }
    }

    private func commaSeparated() -> String {
        var text = CommaSeparated.line([
            "predicateType", "link", "digest", "matchesImage", "builder", "source", "format", "components", "same",
            "absent", "unlisted", "otherVersions", "verified",
        ])
        for entry in entries {
            let attestation = entry.attestation
            let comparison = entry.comparison
            let counts = [
                attestation.bill?.components.count, comparison?.sameCount, comparison?.absent.count,
                comparison?.unlisted.count, comparison?.otherVersions.count,
            ]
            text += CommaSeparated.line(
                [
                    attestation.predicateType, attestation.link.rawValue, attestation.digest.description,
                    attestation.matchesImage.map(String.init) ?? "", attestation.provenance?.builder ?? "",
                    attestation.provenance?.source ?? "", attestation.bill?.format ?? "",
                ] + counts.map { $0.map(String.init) ?? "" } + [String(analysis.isVerified)])
        }
        return text
    }

    // MARK: For people

    /// How many rows of a kind are shown.
    private static let rowLimit = 50

    /// What is known about an attestation, in labeled lines.
    private func facts(_ entry: Entry) -> [(label: String, value: String)] {
        let attestation = entry.attestation
        var facts = [("Predicate", attestation.predicateType), ("Document", attestation.digest.description)]
        facts.append(("Subject", subject(attestation)))
        if let count = attestation.signatureCount {
            facts.append(("Signed", "\(Plural.text(count, "signature")), not checked"))
        }
        if let provenance = attestation.provenance {
            facts.append(("Builder", provenance.builder.flatMap { $0.isEmpty ? nil : $0 } ?? "(not named)"))
            if let source = provenance.source {
                facts.append(("Source", source + (provenance.revision.map { " at \($0)" } ?? "")))
            }
            for material in provenance.materials.prefix(AttestationsReport.rowLimit) {
                facts.append(("Material", material.uri ?? "(unnamed)"))
            }
            let left = provenance.materials.count - AttestationsReport.rowLimit
            if left > 0 { facts.append(("", "\(Plural.text(left, "more material")); -o json has all of them")) }
        }
        if let bill = attestation.bill {
            let scope = AttestationsReport.words(attestation.scope).map { " of \($0)" } ?? ""
            facts.append(("SBOM", "\(bill.format)\(scope), \(Plural.text(bill.components.count, "component"))"))
            if !bill.creators.isEmpty { facts.append(("Made by", bill.creators.joined(separator: ", "))) }
            guard let comparison = entry.comparison else {
                facts.append(("Compared", "no, since it describes something else than the image"))
                return facts
            }
            facts.append(
                (
                    "Compared",
                    "\(comparison.sameCount) the same, \(comparison.absent.count) listed but absent, "
                        + "\(comparison.unlisted.count) present but not listed, "
                        + "\(comparison.otherVersions.count) in other versions, "
                        + "\(comparison.ignoredCount) of types that are not compared"
                ))
        }
        return facts
    }

    /// What an SBOM describes; nil for the image.
    private static func words(_ scope: Attestation.Scope) -> String? {
        switch scope {
        case .image: nil
        case .stage(let name): "the build stage \(name)"
        case .context: "the build context"
        }
    }

    private func subject(_ attestation: Attestation) -> String {
        switch attestation.matchesImage {
        case nil: "not named in the document; the manifest that holds it refers to this image"
        case true?: "this image"
        case false?: "NOT this image's manifest: \(attestation.subjects.count) others"
        }
    }

    /// The differences: what kind, name, type, what the SBOM says, what the image has.
    private func differences(_ comparison: BillComparison) -> [[String]] {
        comparison.absent.map { ["absent", $0.name, AttestationsReport.type(of: $0), $0.version ?? "", ""] }
            + comparison.unlisted.map { ["not listed", $0.name, $0.kind.rawValue, "", $0.version] }
            + comparison.otherVersions.map {
                ["version", $0.name, $0.type, $0.listed.joined(separator: ", "), $0.present.joined(separator: ", ")]
            }
    }

    private static func type(of component: BillOfMaterials.Component) -> String {
        component.purl.flatMap { try? PackageURL($0).type } ?? ""
    }

    /// How many attestations can't be read, in words; nil if all can.
    private var unreadable: String? {
        let count = diagnostics.count { $0.code == .unreadableAttestation }
        return count == 0 ? nil : Plural.text(count, "attestation")
    }

    private var summary: String {
        guard !entries.isEmpty else {
            return analysis.image.manifestDigest == nil
                ? "A docker-save archive can't hold attestations."
                : unreadable.map { "\($0) can't be read; the archive has no others of this image." }
                    ?? "The archive has no attestations of this image."
        }
        return "\(Plural.text(entries.count, "attestation")); digests are checked, signatures are not."
    }

    private func table(_ style: TableStyle) -> String {
        var text = ImageHeading(analysis).text(style) + "\n"
        for entry in entries {
            for (label, value) in facts(entry) {
                text += label + String(repeating: " ", count: max(0, 10 - label.count))
                text += DisplayText.escaped(value) + "\n"
            }
            let differences = entry.comparison.map(self.differences) ?? []
            if !differences.isEmpty {
                var table = TextTable([
                    .init(title: "DIFFERENCE"), .init(title: "NAME", shrinks: true), .init(title: "TYPE"),
                    .init(title: "SBOM", shrinks: true), .init(title: "IMAGE", shrinks: true),
                ])
                for row in differences.prefix(AttestationsReport.rowLimit) { table.append(row) }
                text += "\n" + table.render(style)
                let left = differences.count - AttestationsReport.rowLimit
                if left > 0 { text += "\(left) more differences; -o json has all of them\n" }
            }
            text += "\n"
        }
        return text + summary + "\n"
    }

    private func markdown() -> String {
        var text = Markdown()
        text.line("### Attestations of \(code: Words.name(analysis))")
        text.line()
        text.line(.own(summary))
        if !analysis.isVerified {
            text.line()
            text.line("\(own: Words.notVerified)")
        }
        for entry in entries {
            text.line()
            text.table([.init(""), .init("")], facts(entry).map { [.own($0.label), .code($0.value)] })
            let differences = entry.comparison.map(self.differences) ?? []
            guard !differences.isEmpty else { continue }
            text.line()
            text.table(
                ["Difference", "Name", "Type", "SBOM", "Image"].map { .init($0) },
                differences.prefix(AttestationsReport.rowLimit).map { row in
                    [.own(row[0])] + row.dropFirst().map { .code($0) }
                })
            text.more(differences.count - AttestationsReport.rowLimit, "difference")
        }
        return text.text
    }
}
