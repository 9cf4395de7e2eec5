package import ImageLedger
import ImagePackages
import ImageReading

/// What the configuration and the archive say about an image; the values of secrets in it are `***`.
package struct ImageFacts: Codable {
    /// The version of the schemas whose documents are made of these facts and those of layers and packages.
    package static let schemaVersion = "1.1"

    package let archive: String
    package let reference: String?
    package let references: [String]
    package let digest: String
    package let manifestDigest: String?
    package let indexDigest: String?
    package let configDigest: String
    package let platform: String?
    package let created: String?
    package let author: String?
    package let distribution: DistributionFacts?
    package let user: String?
    package let env: [String]?
    package let entrypoint: [String]?
    package let cmd: [String]?
    package let workingDir: String?
    package let exposedPorts: [String]?
    package let volumes: [String]?
    package let labels: [String: String]?
    package let stopSignal: String?
    package let healthcheck: HealthcheckFacts?

    package struct DistributionFacts: Codable {
        package let id: String
        package let versionId: String?
        package let codename: String?
        package let prettyName: String?
    }

    /// Durations in nanoseconds, as the configuration has them.
    package struct HealthcheckFacts: Codable {
        package let test: [String]?
        package let interval: Int64?
        package let timeout: Int64?
        package let startPeriod: Int64?
        package let startInterval: Int64?
        package let retries: Int?
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
package struct ImageTotals: Codable {
    package let packages: Int
    package let twins: Int
    /// nil in documents of earlier versions.
    package let distinctPackages: Int?
    package let layers: Int
    package let downloadSize: Int64
    package let diffSize: Int64
    package let contentsSize: Int64?
    package let liveSize: Int64
    package let ownedSize: Int64
    package let unownedSize: Int64

    package init(_ analysis: ImageAnalysis) {
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
    package var namedAuthor: String? { author.flatMap { $0.isEmpty ? nil : $0 } }
}

extension ImageConfiguration.Execution {
    /// Labels with the values of secrets replaced; nil where there are none.
    package var shownLabels: [String: String]? {
        labels.map { labels in
            Dictionary(
                labels.map { ($0.key, SecretText.shown($0.value, named: $0.key)) },
                uniquingKeysWith: { first, _ in first })
        }
    }
}
