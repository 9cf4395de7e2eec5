import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What holds for every image that can be read.
enum Invariants {
    /// Every live byte is booked once, to a package or to none, and to one layer.
    static func expect(
        _ analysis: ImageAnalysis, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let inventory = analysis.inventory
        let owned = inventory.packages.reduce(Int64(0)) { $0 + $1.size }
        #expect(owned + inventory.unownedSize == inventory.liveSize, "\(name)", sourceLocation: sourceLocation)
        #expect(owned == inventory.ownedSize, "\(name)", sourceLocation: sourceLocation)
        let byLayer = analysis.layers.reduce(Int64(0)) { $0 + $1.liveSize }
        #expect(byLayer == inventory.liveSize, "\(name)", sourceLocation: sourceLocation)
        let layers = analysis.layers.indices
        #expect(
            inventory.packages.allSatisfy { layers.contains($0.layer) }, "\(name)", sourceLocation: sourceLocation)
        // What is added and not removed again is what is there in the end.
        let balance = analysis.layers.reduce(0) { $0 + $1.added.count - $1.removed.count }
        #expect(
            balance == Set(inventory.packages.map(\.slot)).count, "\(name)", sourceLocation: sourceLocation)
    }
}
