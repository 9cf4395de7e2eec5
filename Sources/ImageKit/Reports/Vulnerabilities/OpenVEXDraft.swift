import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

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
        let impact: String?

        enum CodingKeys: String, CodingKey {
            case vulnerability, products, status, justification
            case impact = "impact_statement"
        }
    }

    /// The words that OpenVEX has for why a product is not affected; anything else is a statement of the impact.
    private static let justifications: Set<String> = [
        "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
        "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
    ]

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

    /// Makes a draft.
    ///
    /// - Throws: ``/ImageReading/ImageError`` of code `nothingToWrite` where there is no finding: the format asks for a
    ///   statement at least.
    init(_ report: VulnerabilityReport) throws {
        guard !report.findings.isEmpty else {
            throw ImageError(
                .nothingToWrite, "an OpenVEX document needs a statement, and there is no finding to make one of")
        }
        let image = report.analysis.image
        let name = image.references.first?.split(separator: "/").last.map(String.init) ?? "image"
        let product = PackageURL(
            type: "oci", name: String(name.prefix { $0 != ":" && $0 != "@" }), version: image.digest.description
        ).description
        id = "https://openvex.dev/docs/draft-\(image.digest.hex.prefix(32))"
        timestamp = image.configuration.created ?? "1970-01-01T00:00:00Z"
        statements = report.findings.map { finding in
            let known = finding.suppression.flatMap { ["not_affected", "fixed"].contains($0.status) ? $0 : nil }
            let reason = known.flatMap { $0.status == "not_affected" ? $0.justification : nil }
            let isWord = reason.map(OpenVEXDraft.justifications.contains) ?? false
            return Statement(
                vulnerability: Vulnerability(
                    name: finding.id, aliases: finding.aliases.isEmpty ? nil : finding.aliases),
                products: [Product(id: product, subcomponents: finding.packages.map { Part(id: $0.purl.description) })],
                status: known?.status ?? "under_investigation", justification: isWord ? reason : nil,
                impact: isWord ? nil : reason)
        }
    }
}
