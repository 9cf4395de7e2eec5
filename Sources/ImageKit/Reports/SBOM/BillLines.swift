import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The flat form of a bill: one line a package and image, described by `sbom-line.schema.json`.
struct BillLines {
    static let schemaVersion = "1.0"

    private let bill: SoftwareBill

    init(_ bill: SoftwareBill) { self.bill = bill }

    func write(to sink: (String) throws -> Void) throws {
        let needs = bill.needs
        let image = ImageColumns(bill)
        for (position, package) in bill.packages.enumerated() {
            var purls: [String] = []
            for purl in needs[position].compactMap({ bill.packages[$0].purl?.description }) where !purls.contains(purl)
            {
                purls.append(purl)
            }
            let columns = PackageColumns(package, layers: bill.layers, dependsOn: bill.edges == nil ? nil : purls)
            try sink(JSONText.line(Line(image: image, package: columns)))
        }
    }

    private struct Line: Encodable {
        let image: ImageColumns
        let package: PackageColumns

        func encode(to encoder: any Encoder) throws {
            try image.encode(to: encoder)
            try package.encode(to: encoder)
        }
    }

    private struct ImageColumns: Encodable {
        let schemaVersion = BillLines.schemaVersion
        let verified: Bool
        let archive: String
        let imageDigest: String
        @Column var imageReference: String?
        let imageName: String
        let imagePurl: String
        @Column var imageCreated: String?
        @Column var platform: String?
        @Column var distribution: String?
        @Column var distributionVersion: String?

        init(_ bill: SoftwareBill) {
            let image = bill.image
            verified = bill.isVerified
            archive = image.archive
            imageDigest = image.digest.description
            imageReference = image.references.first
            imageName = image.name
            imagePurl = image.purl.description
            imageCreated = image.created.flatMap(BillTime.seconds).map(BillTime.text)
            platform = image.platform?.description
            distribution = image.distribution?.id
            distributionVersion = image.distribution?.versionID
        }
    }

    private struct PackageColumns: Encodable {
        let type: String
        let name: String
        let version: String
        @Column var architecture: String?
        @Column var purl: String?
        let size: Int64
        let sharedSize: Int64
        @Column var summary: String?
        @Column var homepage: String?
        @Column var supplier: String?
        @Column var originator: String?
        @Column var originatorEmail: String?
        @Column var sourceName: String?
        @Column var sourceVersion: String?
        @Column var license: String?
        @Column var licenseKind: PackageLicense.Kind?
        @Column var licenseHeuristic: Bool?
        @Column var copyright: String?
        @Column var layer: Int?
        @Column var layerDigest: String?
        @Column var layerDiffId: String?
        @Column var layerCreatedBy: String?
        @Column var environment: String?
        @Column var location: String?
        @Column var state: String?
        @Column var providedBy: String?
        @Column var shadowedBy: String?
        @Column var directUrl: String?
        @Column var revision: String?
        let cpes: [String]
        @Column var dependsOn: [String]?

        init(_ package: SoftwareBill.Package, layers: [SoftwareBill.Layer], dependsOn: [String]?) {
            type = package.kind.rawValue
            name = package.name
            version = package.version
            architecture = package.architecture
            purl = package.purl?.description
            size = package.size
            sharedSize = package.sharedSize
            summary = package.summary
            homepage = package.homepage
            supplier = package.supplier?.name
            originator = package.originator?.name
            originatorEmail = package.originator?.email
            sourceName = package.source?.name
            sourceVersion = package.source?.version
            let isKnown = package.license?.expression != nil
            license = package.license?.expression?.description
            licenseKind = isKnown ? package.license?.kind : nil
            licenseHeuristic = isKnown ? package.license?.isHeuristic : nil
            copyright = package.license?.copyrightText
            let layer = package.layer.map { layers[$0] }
            self.layer = package.layer
            layerDigest = layer?.digest?.description
            layerDiffId = layer?.diffID.description
            layerCreatedBy = layer?.instruction
            environment = package.environment
            location = package.locations.first
            state = package.state
            providedBy = package.providedBy
            shadowedBy = package.shadowedBy
            directUrl = package.origin?.url
            revision = package.origin?.revision
            cpes = package.platformNames
            self.dependsOn = dependsOn
        }
    }
}

extension SoftwareBill.Package.License {
    /// The copyright lines as one text; nil where there are none.
    var copyrightText: String? { copyrights.isEmpty ? nil : copyrights.joined(separator: "\n") }
}

/// A column of a flat line: `null` where it has no value, so that all lines have the same keys.
@propertyWrapper struct Column<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}
