public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows what an image could do without, and the changes to its Dockerfile that would achieve it.
public struct AdviceReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<AdviceReport>] = [
        ReportWriter(.table) { AdviceTable($0).text($1) },
        ReportWriter(.json) { try JSONText.document(AdviceDocument($0)) },
        ReportWriter(.markdown) { AdviceMarkdown($0).text() },
    ]

    let analysis: ImageAnalysis
    let adviser: Adviser
    let vulnerabilities: VulnerabilityFindings?

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: an image that was analyzed with ``/ImageLedger/ScanOptions/booksBytes``; reading linkage makes the
    ///     advice more careful.
    ///   - base: which layers are the base image's; nil takes what the history tells.
    ///   - vulnerabilities: what advisories say of its packages, where they were asked.
    /// - Throws: ``/ImageReading/ImageError`` where the bytes were not booked.
    public init(_ analysis: ImageAnalysis, base: BaseLayers? = nil, vulnerabilities: VulnerabilityFindings? = nil)
        throws
    {
        guard let ledger = analysis.ledger else {
            throw ImageError.notBooked
        }
        self.analysis = analysis
        self.vulnerabilities = vulnerabilities
        adviser = Adviser(analysis, ledger: ledger, base: base)
    }

    /// How many layers of an advice are shown to people.
    static let shownLayers = 3

    /// The instruction that made a layer.
    func instruction(_ layer: Int) -> String? { Words.instruction(layer, of: analysis) }

    /// What an advice saves; an upper bound is marked as one.
    func amount(_ bytes: Int64, _ advice: Advice) -> String {
        (advice.certainty == .exact || bytes == 0 ? "" : "≤ ") + ByteCount.text(bytes)
    }

    /// The vulnerabilities that go with the packages of an advice; nil where advisories were not asked or no package goes.
    func vulnerabilities(takenBy advice: Advice) -> [VulnerabilityFinding]? {
        advice.packages.isEmpty ? nil : vulnerabilities?.takenAway(by: advice.packages)
    }

    /// What all of it does for vulnerabilities; nil where advisories were not asked.
    var vulnerabilityTotal: String? {
        vulnerabilities.map { found in
            let taken = found.takenAway(by: adviser.advice.flatMap(\.packages))
            let gaps = found.isComplete ? "" : " The advisories do not cover every package."
            let data = ([found.dataSentence] + found.dateRemarks).joined(separator: " ")
            return "It takes away \(taken.count) of \(VulnerabilityName.text(found.counted)).\(gaps) \(data)"
        }
    }

    /// What is said where no advice is given; packages that were not read may be to spare.
    var nothing: String {
        let unread = analysis.unlistedPackages.map { " Not looked at: \($0.message)." }.joined()
        let blind = analysis.inventory.packages.isEmpty && unread.isEmpty ? " No packages were found to look at." : ""
        return "Found nothing to save." + unread + blind
    }

    /// What all of it saves.
    var totals: String {
        let saving = adviser.saving
        let before = adviser.ledger.total
        let bound = adviser.advice.contains { $0.certainty == .upperBound } ? "≤ " : ""
        return
            "All of it: \(bound)\(ByteCount.text(saving.diffSize)) of \(ByteCount.text(before.diffSize)) diff (uncompressed), "
            + "\(bound)\(ByteCount.text(saving.downloadSize)) of \(ByteCount.text(before.downloadSize)) download, "
            + "\(bound)\(ByteCount.text(saving.liveSize)) of \(ByteCount.text(before.liveSize)) live (visible). No byte counts twice: "
            + "each is under the first advice that takes it, so one that is followed alone can save more. ≤ marks an upper bound, "
            + "part of which may be needed."
    }
}
