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
    let contentsSize: Int64?
    let liveSize: Int64
    let entries: Int
    let created: String?
    let createdBy: String?
    /// The instruction that provenance records where the history has another one; absent otherwise.
    let createdByProvenance: String?
    let comment: String?
    /// Whether it is the base image's; absent where that is not known.
    let base: Bool?
    let packagesAdded: [PackageChange]
    let packagesRemoved: [PackageChange]
    let packagesUpgraded: [PackageChange]

    init(_ summary: LayerSummary, isOfBase: Bool? = nil, recordedInstruction: String? = nil) {
        base = isOfBase
        index = summary.layer.index
        digest = summary.blobDigest?.description
        diffId = summary.layer.diffID.description
        mediaType = summary.blobMediaType.rawValue
        compression = summary.compression
        downloadSize = summary.downloadSize
        diffSize = summary.diffSize
        contentsSize = summary.contentsSize
        liveSize = summary.liveSize
        entries = summary.entryCount
        created = summary.layer.history?.created
        createdBy = summary.layer.history?.createdBy.map { SecretText.withoutSecrets($0) }
        createdByProvenance = recordedInstruction.map { SecretText.withoutSecrets($0) }
        comment = summary.layer.history?.comment
        packagesAdded = summary.added
        packagesRemoved = summary.removed
        packagesUpgraded = summary.upgraded
    }
}

extension LayerSummary {
    /// The digest of the blob; nil where it is neither known nor computed.
    var blobDigest: Digest? {
        // A plain tar is its own blob.
        digest ?? (compression == .none ? layer.diffID : nil)
    }

    /// The media type of the blob: where a docker-save archive leaves it out, the one that Docker would give it.
    var blobMediaType: MediaType {
        layer.mediaType
            ?? (compression == .none
                ? .dockerLayer : MediaType(rawValue: "\(MediaType.dockerLayer.rawValue).\(compression.rawValue)"))
    }
}
