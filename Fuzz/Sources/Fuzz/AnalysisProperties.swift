@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What holds for the analysis of any image.
enum AnalysisProperties {
    /// Every byte of every layer is booked once, every live byte to one layer and to one package or none.
    static func expect(_ analysis: ImageAnalysis) {
        InventoryProperties.expect(analysis.inventory)
        for diagnostic in analysis.diagnostics { expectPrintable(diagnostic.message + (diagnostic.path ?? "")) }
        let liveSize = analysis.layers.reduce(Int64(0)) { $0 + $1.liveSize }
        Fuzz.expect(liveSize == analysis.inventory.liveSize, "the layers do not sum to what is live")
        guard let ledger = analysis.ledger else { return }
        for (index, layer) in analysis.layers.enumerated() {
            let overhead = ledger.overhead(ofLayer: index)
            let bookings = ledger.bookings(ofLayer: index)
            let sum = bookings.map(\.amounts).reduce(overhead, +)
            Fuzz.expect(sum.diffSize == layer.diffSize, "layer \(index): \(sum.diffSize) is not \(layer.diffSize)")
            Fuzz.expect(sum.liveSize == layer.liveSize, "layer \(index): \(sum.liveSize) live")
            Fuzz.expect(sum.downloadSize == layer.downloadSize, "layer \(index): \(sum.downloadSize) downloaded")
            for amounts in bookings.map(\.amounts) + [overhead] {
                let isNatural = amounts.diffSize >= 0 && amounts.downloadSize >= 0 && amounts.liveSize >= 0
                Fuzz.expect(isNatural, "layer \(index) has a negative amount")
            }
        }
        for grouping in Usage.Grouping.allCases {
            let usage = Usage(ledger, by: grouping)
            Fuzz.expect(
                usage.rows.map(\.amounts).reduce(usage.overhead, +) == ledger.total,
                "the rows by \(grouping) do not sum")
        }
        expectSums(LiveTree(ledger).root)
    }

    private static func expectSums(_ node: LiveTree.Node) {
        guard !node.children.isEmpty else { return }
        Fuzz.expect(node.children.reduce(0) { $0 + $1.size } == node.size, "the parts of '\(node.name)' do not sum")
        for child in node.children { expectSums(child) }
    }
}
