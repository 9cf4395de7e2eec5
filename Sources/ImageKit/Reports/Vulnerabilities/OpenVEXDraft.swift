import ImageLedger
import ImagePackages
import ImageReading

/// OpenVEX statements about the findings of an image, each under investigation until somebody fills in what is known.
struct OpenVEXDraft: Encodable {
    let context = "https://openvex.dev/ns/v0.2.0"
    let id: String
    let author = "Unknown Author"
    let timestamp: String
    let version = 1
    let statements: [Statement]

    enum CodingKeys: String, CodingKey {
        case context = "@context"
        case id = "@id"
        case author, timestamp, version, statements
    }

    struct Statement: Encodable {
        let vulnerability: Vulnerability
        let products: [Product]
        let status: String
        let justification: String?
    }

    struct Vulnerability: Encodable {
        let name: String
        let aliases: [String]?
    }

    struct Product: Encodable {
        let id: String
        let subcomponents: [Part]

        enum CodingKeys: String, CodingKey {
            case id = "@id"
            case subcomponents
        }
    }

    struct Part: Encodable {
        let id: String

        enum CodingKeys: String, CodingKey { case id = "@id" }
    }

    init(_ report: VulnerabilityReport) {
        let image = report.analysis.image
        let name = image.references.first?.split(separator: "/").last.map(String.init) ?? "image"
        let product = PackageURL(
            type: "oci", name: String(name.prefix { $0 != ":" && $0 != "@" }), version: image.digest.description
        ).description
        id = "https://openvex.dev/docs/draft-\(image.digest.hex.prefix(32))"
        timestamp = image.configuration.created ?? "1970-01-01T00:00:00Z"
        statements = report.findings.map { finding in
            Statement(
                vulnerability: Vulnerability(
                    name: finding.id, aliases: finding.aliases.isEmpty ? nil : finding.aliases),
                products: [Product(id: product, subcomponents: finding.packages.map { Part(id: $0.purl.description) })],
                status: finding.suppression.map { $0.status == "ignored" ? "under_investigation" : $0.status }
                    ?? "under_investigation",
                justification: finding.suppression.flatMap { $0.status == "not_affected" ? $0.justification : nil })
        }
    }
}
