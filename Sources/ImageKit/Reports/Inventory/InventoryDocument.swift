import ImageLedger
import ImagePackages
import ImageReading

/// The JSON form of an inventory; described by the schema `inventory.schema.json`.
///
/// Members may be added in any version; none is removed or given another meaning without a new major schema version.
struct InventoryDocument {
    let analysis: ImageAnalysis
    let includesRemoved: Bool
    /// Whether dependencies, texts of licences and, where their digests are known, files are written too.
    var isDetailed = false

    func write(to sink: (String) throws -> Void) throws {
        let inventory = analysis.inventory
        let details = isDetailed ? InventoryDetails(analysis) : nil
        try JSONText.document(
            [
                "schemaVersion": .value(ImageFacts.schemaVersion),
                "verified": .value(analysis.isVerified),
                "image": .value(ImageFacts(analysis)),
                "layers": .list(analysis.layers.lazy.map { LayerFacts($0) as any Encodable }),
                "packages": .list(inventory.packages.lazy.map { PackageFacts($0) as any Encodable }),
                "removedPackages": .list(
                    includesRemoved ? inventory.removed.lazy.map { PackageFacts($0) as any Encodable } : nil),
                "dependencies": .list(details?.dependencies.lazy.map { $0 as any Encodable }),
                "licenseReferences": .list(details?.licenseReferences.lazy.map { $0 as any Encodable }),
                "files": .list(details?.files?.lazy.map { $0 as any Encodable }),
                "totals": .value(ImageTotals(analysis)),
                "diagnostics": .list(analysis.diagnostics.lazy.map { $0 as any Encodable }),
            ], to: sink)
    }
}
