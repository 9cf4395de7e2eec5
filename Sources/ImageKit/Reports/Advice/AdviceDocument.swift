import ImageLedger
import ImageReading
import ImageWriting

/// The JSON form of advice; described by the schema `advice.schema.json`.
struct AdviceDocument: Encodable {
    let schemaVersion = "1.0"
    let verified: Bool
    let image: ImageFacts
    let totals: Totals
    let advice: [Facts]
    let buildTools: [PackageName]
    let diagnostics: [Diagnostic]

    struct Totals: Encodable {
        let before: Amounts
        let after: Amounts
        let saving: Amounts
    }

    struct Facts: Encodable {
        let kind: String
        let title: String
        let change: String
        let certainty: Advice.Certainty
        let saving: Amounts
        let files: Int
        let evidence: [EvidenceFacts]
        /// Files of the same kind that are not among them, since something uses them; absent where there is none.
        let inUse: InUse?
        /// What goes with the packages; absent where advisories were not asked or no package goes.
        let vulnerabilities: [VulnerabilityName]?
    }

    struct InUse: Encodable {
        let files: Int
        let paths: [String]
    }

    struct EvidenceFacts: Encodable {
        let layer: Int
        /// Whether the layer is the base image's; absent where that is not known.
        let base: Bool?
        let instruction: String?
        let amounts: Amounts
        let files: Int
        let paths: [String]
        let packages: [String]
    }

    init(_ report: AdviceReport) {
        let adviser = report.adviser
        verified = report.analysis.isVerified
        image = ImageFacts(report.analysis)
        totals = Totals(before: adviser.ledger.total, after: adviser.remaining.total, saving: adviser.saving)
        advice = adviser.advice.map { advice in
            Facts(
                kind: advice.kind, title: advice.title, change: advice.change, certainty: advice.certainty,
                saving: advice.saving, files: advice.fileCount,
                evidence: advice.evidence.map { evidence in
                    EvidenceFacts(
                        layer: evidence.layer, base: adviser.baseLayers.contains(evidence.layer),
                        instruction: report.instruction(evidence.layer),
                        amounts: evidence.amounts, files: evidence.fileCount,
                        paths: evidence.paths.map(\.description), packages: evidence.packages)
                },
                inUse: advice.inUseCount == 0
                    ? nil : InUse(files: advice.inUseCount, paths: advice.inUsePaths.map(\.description)),
                vulnerabilities: report.vulnerabilities(takenBy: advice)?.map(VulnerabilityName.init))
        }
        buildTools = adviser.buildTools.map(PackageName.init)
        diagnostics = report.analysis.diagnostics
    }
}
