package import ImageLedger
import ImagePackages
import ImageReading

/// The JSON form of an inventory; described by the schema `inventory.schema.json`.
///
/// Members may be added in any version; none is removed or given another meaning without a new major schema version.
struct InventoryDocument {
    static let schemaVersion = "1.1"

    let analysis: ImageAnalysis
    let includesRemoved: Bool
    /// Whether dependencies, texts of licences and, where their digests are known, files are written too.
    var isDetailed = false

    func write(to sink: (String) throws -> Void) throws {
        let inventory = analysis.inventory
        let details = isDetailed ? InventoryDetails(analysis) : nil
        try JSONText.document(
            [
                "schemaVersion": .value(InventoryDocument.schemaVersion),
                "verified": .value(analysis.isVerified),
                "image": .value(ImageFacts(analysis)),
                "layers": .list(analysis.layers.lazy.map { LayerFacts($0) as any Encodable }),
                "packages": .list(inventory.packages.lazy.map { PackageFacts($0) as any Encodable }),
                "removedPackages": .list(
                    includesRemoved ? inventory.removed.lazy.map { PackageFacts($0) as any Encodable } : nil),
                "dependencies": .list(details?.dependencies.lazy.map { $0 as any Encodable }),
                "licenseReferences": .list(details?.licenseReferences.lazy.map { $0 as any Encodable }),
                "files": .list(details?.files?.lazy.map { $0 as any Encodable }),
                "totals": .value(Totals(analysis)),
                "diagnostics": .list(analysis.diagnostics.lazy.map { $0 as any Encodable }),
            ], to: sink)
    }

    struct Totals: Codable {
        let packages: Int
        let twins: Int
        let layers: Int
        let downloadSize: Int64
        let diffSize: Int64
        let liveSize: Int64
        let ownedSize: Int64
        let unownedSize: Int64

        init(_ analysis: ImageAnalysis) {
            packages = analysis.inventory.packages.count
            twins = analysis.inventory.twinCount
            layers = analysis.layers.count
            downloadSize = analysis.downloadSize
            diffSize = analysis.diffSize
            liveSize = analysis.inventory.liveSize
            ownedSize = analysis.inventory.ownedSize
            unownedSize = analysis.inventory.unownedSize
        }
    }
}

/// What the configuration and the archive say of an image; the values of secrets in it are `***`.
package struct ImageFacts: Codable {
    let archive: String
    let reference: String?
    let references: [String]
    let digest: String
    let manifestDigest: String?
    let configDigest: String
    let platform: String?
    let created: String?
    let author: String?
    let distribution: DistributionFacts?
    let user: String?
    let env: [String]?
    let entrypoint: [String]?
    let cmd: [String]?
    let workingDir: String?
    let exposedPorts: [String]?
    let volumes: [String]?
    let labels: [String: String]?
    let stopSignal: String?
    let healthcheck: HealthcheckFacts?

    struct DistributionFacts: Codable {
        let id: String
        let versionId: String?
        let codename: String?
        let prettyName: String?
    }

    /// Durations in nanoseconds, as the configuration has them.
    struct HealthcheckFacts: Codable {
        let test: [String]?
        let interval: Int64?
        let timeout: Int64?
        let startPeriod: Int64?
        let startInterval: Int64?
        let retries: Int?
    }

    package init(_ analysis: ImageAnalysis) {
        let image = analysis.image
        archive = image.archive
        reference = image.references.first
        references = image.references
        digest = image.digest.description
        manifestDigest = image.manifestDigest?.description
        configDigest = image.configurationDigest.description
        platform = image.platform?.description
        created = image.configuration.created
        author = image.configuration.author.flatMap { $0.isEmpty ? nil : $0 }
        distribution = analysis.inventory.distribution.map {
            DistributionFacts(id: $0.id, versionId: $0.versionID, codename: $0.codename, prettyName: $0.prettyName)
        }
        let execution = image.configuration.config
        user = execution?.user
        env = execution?.env?.map { SecretText.shown(variable: $0) }
        entrypoint = execution?.entrypoint.map { SecretText.withoutSecrets($0) }
        cmd = execution?.cmd.map { SecretText.withoutSecrets($0) }
        workingDir = execution?.workingDir
        exposedPorts = execution?.exposedPorts
        volumes = execution?.volumes
        labels = execution?.labels.map { labels in
            Dictionary(
                labels.map { ($0.key, SecretText.shown($0.value, named: $0.key)) },
                uniquingKeysWith: { first, _ in first })
        }
        stopSignal = execution?.stopSignal
        healthcheck = execution?.healthcheck.map {
            HealthcheckFacts(
                test: $0.test.map { SecretText.withoutSecrets($0) }, interval: $0.interval, timeout: $0.timeout,
                startPeriod: $0.startPeriod,
                startInterval: $0.startInterval, retries: $0.retries)
        }
    }
}

/// One layer in the JSON of an inventory.
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
