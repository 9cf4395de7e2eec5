public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows what changed between two images.
public struct ComparisonReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<ComparisonReport>] = [
        ReportWriter(.table) { ComparisonTable($0).text($1) },
        ReportWriter(.markdown, note: "short enough for a comment on a pull request") { ComparisonMarkdown($0).text() },
        ReportWriter(.html, note: "one file that fetches nothing") { try ComparisonPage($0).text() },
        ReportWriter(.json) { try JSONText.document(ComparisonDocument($0)) },
        ReportWriter(.csv, note: "with --advisories also a line a vulnerability") { $0.commaSeparated() },
    ]

    let comparison: ImageComparison
    let files: FileChanges?
    let stages: StageComparison?
    let gates: [SizeGate]
    let showsAll: Bool
    let vulnerabilities: VulnerabilityComparison?
    /// What became of the bytes of each package; empty without vulnerabilities.
    private var deltas: [Package.VersionedSlot: Amounts] = [:]

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - comparison: the two images.
    ///   - files: changed files, where they were asked for.
    ///   - stages: what one stage took from the other, where that was asked for.
    ///   - gates: bounds whose failure the report names.
    ///   - showsAll: whether a table shows every row instead of the largest.
    ///   - vulnerabilities: what was fixed and introduced, where advisories were given.
    public init(
        _ comparison: ImageComparison, files: FileChanges? = nil, stages: StageComparison? = nil,
        gates: [SizeGate] = [], showsAll: Bool = false, vulnerabilities: VulnerabilityComparison? = nil
    ) {
        self.vulnerabilities = vulnerabilities
        self.showsAll = showsAll
        self.comparison = comparison
        self.files = files
        self.stages = stages
        self.gates = gates
        guard vulnerabilities != nil else { return }
        for row in comparison.rows {
            for package in Set([row.packageBefore, row.packageAfter].compactMap { $0?.versionedSlot }) {
                deltas[package, default: .zero] += row.delta
            }
        }
    }

    /// What became of the bytes of the packages that a finding is about: the sum of their rows.
    func delta(of finding: VulnerabilityFinding) -> Amounts {
        finding.packages.reduce(.zero) { $0 + (deltas[$1.versionedSlot] ?? .zero) }
    }

    /// What the gates found wrong.
    public var failures: [String] { gates.compactMap { $0.failure(comparison) } }

    /// The rows of bytes; with advisories a row more for each vulnerability, behind them, whose sizes are empty so that the
    /// columns sum as before.
    private func commaSeparated() -> String {
        let isVerified = String(comparison.before.isVerified && comparison.after.isVerified)
        let sizes = ["downloadSize", "diffSize", "contentsSize", "liveSize"].flatMap { [$0 + "Before", $0 + "After"] }
        var text = CommaSeparated.line(
            ["kind", "name", "change", "type", "versionBefore", "versionAfter"] + sizes + ["verified"]
                + (vulnerabilities == nil ? [] : ["id", "severity", "fixedVersion"]))
        let noVulnerability = vulnerabilities == nil ? [] : ["", "", ""]
        for row in comparison.rows {
            let before = row.before ?? .zero
            let after = row.after ?? .zero
            text += CommaSeparated.line(
                [
                    row.kind.rawValue, row.name, row.change.rawValue,
                    (row.packageAfter ?? row.packageBefore)?.kind.rawValue ?? "", row.packageBefore?.version ?? "",
                    row.packageAfter?.version ?? "", String(before.downloadSize), String(after.downloadSize),
                    String(before.diffSize), String(after.diffSize), String(before.contentsSize),
                    String(after.contentsSize), String(before.liveSize), String(after.liveSize), isVerified,
                ] + noVulnerability)
        }
        guard let changes = vulnerabilities else { return text }
        let versions = Dictionary(changes.before.findings.map { ($0.identity, $0.version) }) { first, _ in first }
        for (change, findings) in [
            ("fixed", changes.fixed), ("introduced", changes.introduced), ("remaining", changes.remaining),
            ("undecided", changes.undecided),
        ] {
            for finding in findings {
                text += CommaSeparated.line(
                    [
                        "vulnerability", finding.name, change, finding.kind.rawValue, versions[finding.identity] ?? "",
                        change == "fixed" ? "" : finding.version,
                    ] + sizes.map { _ in "" } + [
                        isVerified, finding.id, finding.severity.rawValue, finding.fixedVersion ?? "",
                    ])
            }
        }
        return text
    }
}

extension ImageComparison {
    /// The report of this comparison, as the library's users want it most often.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func report(as format: ReportFormat) throws -> String { try ComparisonReport(self).text(as: format) }
}
