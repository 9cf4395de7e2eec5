import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The six numbers of a comparison: three measures, layers, packages and files.
struct ComparisonSummary {
    struct Row {
        let name: String
        let before: String
        let after: String
        /// The difference; negative for less.
        let delta: Int64
        let change: String
        /// The share that was saved; empty where there is none.
        let saved: String
    }

    let rows: [Row]

    init(_ comparison: ImageComparison) {
        let totals = ComparisonDocument.Totals(comparison)
        func size(_ name: String, _ measure: Measure) -> Row {
            let delta = measure.of(comparison.delta)
            return Row(
                name: name, before: ByteCount.text(measure.of(comparison.totalBefore)),
                after: ByteCount.text(measure.of(comparison.totalAfter)), delta: delta,
                change: Words.signed(delta),
                saved: comparison.savedShare(measure).map(ComparisonSummary.percent) ?? "")
        }
        func count(_ name: String, _ before: Int, _ after: Int) -> Row {
            // Of what became more nothing was saved.
            let share = before == 0 || after > before ? nil : Double(before - after) / Double(before)
            return Row(
                name: name, before: String(before), after: String(after), delta: Int64(after - before),
                change: Words.signed(after - before), saved: share.map(ComparisonSummary.percent) ?? "")
        }
        rows = [
            size("download", .download), size("diff", .diff), size("contents", .contents),
            size("live", .live),
            count("layers", totals.before.layers, totals.after.layers),
            count("packages", totals.before.distinctPackages, totals.after.distinctPackages),
            count("files", totals.before.files, totals.after.files),
        ]
    }

    private static func percent(_ share: Double) -> String { ByteCount.percent(share).replacing("-", with: "−") }
}
