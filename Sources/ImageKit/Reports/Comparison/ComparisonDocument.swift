import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The JSON form of a comparison; described by the schema `comparison.schema.json`.
struct ComparisonDocument: Encodable {
    let schemaVersion = ImageFacts.schemaVersion
    let verified: Bool
    let sameImage: Bool
    let before: ImageFacts
    let after: ImageFacts
    let totals: Totals
    let rows: [Row]
    let configuration: [ConfigurationChange]
    let files: Files?
    let stages: Stages?
    let vulnerabilities: Vulnerabilities?
    let gates: Gates?
    let diagnostics: [Diagnostic]

    struct Totals: Encodable {
        let before: Side
        let after: Side
        let delta: Amounts
        /// Percentages of the first image, null where it has none of the measure.
        let savedPercent: Percent
        let sharedLayers: Int
    }

    struct Side: Encodable {
        let downloadSize: Int64
        let diffSize: Int64
        let contentsSize: Int64
        let liveSize: Int64
        let layers: Int
        /// All packages, those that another package manager provides too counted for themselves.
        let packages: Int
        /// How many of them another package manager provides too.
        let twins: Int
        /// Packages with twins counted once, as the other reports count them.
        let distinctPackages: Int
        let files: Int
    }

    struct Percent: Encodable {
        let downloadSize: Double?
        let diffSize: Double?
        let contentsSize: Double?
        let liveSize: Double?
        let packages: Double?
    }

    struct Row: Encodable {
        let kind: ComparisonRow.Kind
        let name: String
        let change: ComparisonRow.Change
        let type: String?
        let versionBefore: String?
        let versionAfter: String?
        let purlBefore: String?
        let purlAfter: String?
        let before: Amounts?
        let after: Amounts?
        let delta: Amounts

        init(_ row: ComparisonRow) {
            kind = row.kind
            name = row.name
            change = row.change
            type = (row.packageAfter ?? row.packageBefore)?.kind.rawValue
            versionBefore = row.packageBefore?.version
            versionAfter = row.packageAfter?.version
            purlBefore = row.packageBefore?.purl.description
            purlAfter = row.packageAfter?.purl.description
            before = row.before
            after = row.after
            delta = row.delta
        }
    }

    struct Files: Encodable {
        let added: [File]
        let removed: [File]
        let changed: [File]
    }

    struct File: Encodable {
        let path: String
        let sizeBefore: Int64?
        let sizeAfter: Int64?
        let digestBefore: Digest?
        let digestAfter: Digest?

        init(_ change: FileChanges.Change) {
            path = "/" + change.path.string
            sizeBefore = change.sizeBefore
            sizeAfter = change.sizeAfter
            digestBefore = change.digestBefore
            digestAfter = change.digestAfter
        }
    }

    /// A vulnerability with what became of the bytes of its packages.
    struct VulnerabilityChange: Encodable {
        private enum CodingKeys: CodingKey { case rowsDiffSize }

        let facts: VulnerabilityFacts
        let rowsDiffSize: Int64

        init(_ finding: VulnerabilityFinding, _ report: ComparisonReport) {
            facts = VulnerabilityFacts(finding)
            rowsDiffSize = report.delta(of: finding).diffSize
        }

        func encode(to encoder: any Encoder) throws {
            try facts.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(rowsDiffSize, forKey: .rowsDiffSize)
        }
    }

    struct Vulnerabilities: Encodable {
        let fixed: [VulnerabilityChange]
        let introduced: [VulnerabilityChange]
        let remaining: [VulnerabilityChange]
        let undecided: [VulnerabilityChange]
        let remarks: [String]
        let data: [AdvisoryData]
    }

    struct Stages: Encodable {
        let copiedSize: Int64
        let copies: [Copy]
        let leftBehindSize: Int64
        let leftBehind: [Left]
        let missingLibraries: [Missing]
    }

    struct Copy: Encodable {
        let from: String
        let to: String
        let size: Int64
        let layer: Int
        let mayBeOfContext: Bool
    }

    struct Left: Encodable {
        let name: String
        let version: String
        let type: String
        let size: Int64
    }

    struct Missing: Encodable {
        let file: String
        let name: String
        let library: String
        let package: String?
    }

    struct Gates: Encodable {
        let passed: Bool
        let failures: [String]
    }

    init(_ report: ComparisonReport) {
        let comparison = report.comparison
        verified = comparison.before.isVerified && comparison.after.isVerified
        sameImage = comparison.isSameImage
        before = ImageFacts(comparison.before)
        after = ImageFacts(comparison.after)
        totals = Totals(comparison)
        rows = comparison.rows.map(Row.init)
        configuration = comparison.configuration
        files = report.files.map {
            Files(
                added: $0.added.map(File.init), removed: $0.removed.map(File.init), changed: $0.changed.map(File.init))
        }
        vulnerabilities = report.vulnerabilities.map { changes in
            func list(_ findings: [VulnerabilityFinding]) -> [VulnerabilityChange] {
                findings.map { VulnerabilityChange($0, report) }
            }
            return Vulnerabilities(
                fixed: list(changes.fixed), introduced: list(changes.introduced), remaining: list(changes.remaining),
                undecided: list(changes.undecided), remarks: changes.remarks,
                data: changes.after.data)
        }
        stages = report.stages.map { stages in
            Stages(
                copiedSize: stages.copiedSize,
                copies: stages.copies.map {
                    Copy(
                        from: "/" + $0.from.string, to: "/" + $0.to.string, size: $0.size, layer: $0.layer,
                        mayBeOfContext: $0.mayBeOfContext)
                }, leftBehindSize: stages.leftBehindSize,
                leftBehind: stages.leftBehind.map {
                    Left(name: $0.name, version: $0.version, type: $0.kind.rawValue, size: $0.size)
                },
                missingLibraries: stages.missingLibraries.map {
                    Missing(
                        file: "/" + $0.file.string, name: $0.name, library: "/" + $0.library.string,
                        package: $0.package)
                })
        }
        gates = report.gates.isEmpty ? nil : Gates(passed: report.failures.isEmpty, failures: report.failures)
        diagnostics = comparison.before.diagnostics + comparison.after.diagnostics
    }
}

extension ComparisonDocument.Totals {
    init(_ comparison: ImageComparison) {
        before = ComparisonDocument.Side(comparison.before, comparison.totalBefore)
        after = ComparisonDocument.Side(comparison.after, comparison.totalAfter)
        delta = comparison.delta
        func percent(_ share: Double?) -> Double? { share.map { ($0 * 10_000).rounded() / 100 } }
        savedPercent = ComparisonDocument.Percent(
            downloadSize: percent(comparison.savedShare(.download)), diffSize: percent(comparison.savedShare(.diff)),
            contentsSize: percent(comparison.savedShare(.contents)), liveSize: percent(comparison.savedShare(.live)),
            packages: percent(comparison.goneShare))
        sharedLayers = comparison.sharedLayers.count
    }
}

extension ComparisonDocument.Side {
    init(_ analysis: ImageAnalysis, _ total: Amounts) {
        downloadSize = total.downloadSize
        diffSize = total.diffSize
        contentsSize = total.contentsSize
        liveSize = total.liveSize
        layers = analysis.layers.count
        packages = analysis.inventory.packages.count
        twins = analysis.inventory.twinCount
        distinctPackages = analysis.inventory.packageCount
        files = analysis.fileCount
    }
}
