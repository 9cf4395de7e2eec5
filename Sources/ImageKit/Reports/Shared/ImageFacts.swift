package import ImageLedger
import ImagePackages
import ImageReading

/// What the configuration and the archive say about an image; the values of secrets in it are `***`.
package struct ImageFacts: Codable {
    /// The version of the schemas whose documents are made of these facts and those of layers and packages.
    static let schemaVersion = "1.1"

    let archive: String
    let reference: String?
    let references: [String]
    let digest: String
    let manifestDigest: String?
    let indexDigest: String?
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
        indexDigest = image.indexDigest?.description
        configDigest = image.configurationDigest.description
        platform = image.platform?.description
        created = image.configuration.created
        author = image.configuration.namedAuthor
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
        labels = execution?.shownLabels
        stopSignal = execution?.stopSignal
        healthcheck = execution?.healthcheck.map {
            HealthcheckFacts(
                test: $0.test.map { SecretText.withoutSecrets($0) }, interval: $0.interval, timeout: $0.timeout,
                startPeriod: $0.startPeriod,
                startInterval: $0.startInterval, retries: $0.retries)
        }
    }
}

/// The sums of an image in JSON.
struct ImageTotals: Codable {
    let packages: Int
    let twins: Int
    /// nil in documents of earlier versions.
    let distinctPackages: Int?
    let layers: Int
    let downloadSize: Int64
    let diffSize: Int64
    let contentsSize: Int64?
    let liveSize: Int64
    let ownedSize: Int64
    let unownedSize: Int64

    init(_ analysis: ImageAnalysis) {
        packages = analysis.inventory.packages.count
        twins = analysis.inventory.twinCount
        distinctPackages = analysis.inventory.packageCount
        layers = analysis.layers.count
        downloadSize = analysis.downloadSize
        diffSize = analysis.diffSize
        contentsSize = analysis.contentsSize
        liveSize = analysis.inventory.liveSize
        ownedSize = analysis.inventory.ownedSize
        unownedSize = analysis.inventory.unownedSize
    }
}

extension ImageConfiguration {
    /// Who made the image; nil where nobody is named.
    var namedAuthor: String? { author.flatMap { $0.isEmpty ? nil : $0 } }
}

extension ImageConfiguration.Execution {
    /// Labels with the values of secrets replaced; nil where there are none.
    var shownLabels: [String: String]? {
        labels.map { labels in
            Dictionary(
                labels.map { ($0.key, SecretText.shown($0.value, named: $0.key)) },
                uniquingKeysWith: { first, _ in first })
        }
    }
}
