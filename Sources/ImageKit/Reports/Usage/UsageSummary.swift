import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The numbers of one image in words.
struct UsageSummary {
    private let analysis: ImageAnalysis
    private let usage: Usage
    private let total: Amounts
    private let wastedSize: Int64

    init(_ report: UsageReport) {
        analysis = report.analysis
        usage = report.usage
        total = analysis.ledger?.total ?? .zero
        wastedSize = analysis.ledger.map { Usage($0, by: .layer).wastedSize } ?? 0
    }

    var verdict: String {
        let place = analysis.uncompressedLayerCount > 0 ? "in the archive" : "to download"
        return "\(ByteCount.text(total.downloadSize)) \(place), \(ByteCount.text(total.diffSize)) unpacked"
    }

    var rows: [(name: String, value: String)] {
        [
            ("download", ByteCount.text(total.downloadSize)), ("diff", ByteCount.text(total.diffSize)),
            ("contents", ByteCount.text(total.contentsSize)),
            ("live", ByteCount.text(total.liveSize)), ("wasted", ByteCount.text(wastedSize)),
            ("layers", String(analysis.layers.count)), ("packages", String(analysis.inventory.packageCount)),
            ("files", String(analysis.fileCount)),
        ]
    }

    var notes: [String] {
        var notes: [String] = []
        if !analysis.isVerified { notes.append(Words.notVerified) }
        if let layers = analysis.uncompressedLayers() {
            notes.append("Pulls are smaller than the download size: \(layers) in this archive.")
        }
        if let fates = usage.fates {
            notes.append(
                "Only files that are \(fates.map(\.rawValue).sorted().joined(separator: " or ")) are in the rows.")
        }
        if let remarks = Words.remarks(analysis.diagnostics.count) { notes.append(remarks) }
        return notes
    }

    /// What takes the most.
    func sentence(mark: (String) -> String) -> String {
        let rows = usage.rows.sorted { ($1.amounts.diffSize, $0.name) < ($0.amounts.diffSize, $1.name) }.prefix(4)
        let sum = rows.reduce(Int64(0)) { $0 + $1.amounts.diffSize }
        guard total.diffSize > 0, sum > 0 else { return "There is nothing in the layers." }
        let list = rows.map { row in
            let name = row.kind == "layer" ? "layer \(row.name)" : mark(row.name)
            return "\(name) (\(ByteCount.text(row.amounts.diffSize)))"
        }
        return "\(ByteCount.percent(Double(sum) / Double(total.diffSize))) of the layers' bytes: "
            + list.joined(separator: ", ") + "."
    }
}
