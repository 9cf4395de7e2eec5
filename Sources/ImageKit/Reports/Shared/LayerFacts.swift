import ImageLedger
import ImagePackages
import ImageReading

/// One layer in JSON.
struct LayerFacts: Codable {
    let index: Int
    let digest: String?
    let diffId: String
    let mediaType: String
    let compression: CompressionFormat
    let downloadSize: Int64
    let diffSize: Int64
    let liveSize: Int64
    let entries: Int
    let created: String?
    let createdBy: String?
    let comment: String?
    let packagesAdded: [PackageChange]
    let packagesRemoved: [PackageChange]
    let packagesUpgraded: [PackageChange]

    init(_ summary: LayerSummary) {
        index = summary.layer.index
        // A plain tar is its own blob.
        let plain = summary.compression == .none ? summary.layer.diffID : nil
        digest = (summary.digest ?? plain)?.description
        diffId = summary.layer.diffID.description
        mediaType = (summary.layer.mediaType ?? MediaType.dockerLayer(summary.compression)).rawValue
        compression = summary.compression
        downloadSize = summary.downloadSize
        diffSize = summary.diffSize
        liveSize = summary.liveSize
        entries = summary.entryCount
        created = summary.layer.history?.created
        createdBy = summary.layer.history?.createdBy
        comment = summary.layer.history?.comment
        packagesAdded = summary.added
        packagesRemoved = summary.removed
        packagesUpgraded = summary.upgraded
    }
}

extension MediaType {
    /// The type Docker would give a layer that a docker-save archive leaves without one.
    static func dockerLayer(_ compression: CompressionFormat) -> MediaType {
        compression == .none
            ? .dockerLayer : MediaType(rawValue: "\(MediaType.dockerLayer.rawValue).\(compression.rawValue)")
    }
}
