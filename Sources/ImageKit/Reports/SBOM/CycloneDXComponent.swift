import ImageLedger
import ImagePackages
import ImageReading

/// A component of a CycloneDX document; members without a value are left out.
struct CycloneDXComponent: Encodable {
    struct Hash: Encodable {
        let alg: String
        let content: String

        init(_ hash: SoftwareBill.Hash) {
            alg = hash.algorithm
            content = hash.hex
        }
    }

    struct Contact: Encodable {
        let name: String
        let email: String?

        init(_ party: Party) {
            name = party.name
            email = party.email
        }
    }

    struct Entity: Encodable {
        let name: String
        let url: [String]?
        let contact: [Contact]?

        init(_ party: Party) {
            name = party.name
            url = party.url.map { [$0] }
            contact = party.email == nil ? nil : [Contact(party)]
        }
    }

    struct Property: Encodable {
        let name: String
        let value: String

        init(namespace: String = "imagescan", _ name: String, _ value: String) {
            self.name = "\(namespace):\(name)"
            self.value = value
        }
    }

    struct Reference: Encodable {
        let type: String
        let url: String
        let comment: String?
        let hashes: [Hash]?
    }

    struct Pedigree: Encodable { let ancestors: [CycloneDXComponent] }

    struct Evidence: Encodable {
        struct Identity: Encodable {
            struct Method: Encodable {
                let technique: String
                let confidence: Double
            }

            let field: String
            let confidence: Double
            let concludedValue: String
            let methods: [Method]
        }

        struct Occurrence: Encodable { let location: String }

        var identity: [Identity]?
        var occurrences: [Occurrence]?
        var licenses: [CycloneDXLicense]?
        var copyright: [[String: String]]?

        var isEmpty: Bool { identity == nil && occurrences == nil && licenses == nil && copyright == nil }
    }

    let type: String
    let name: String
    let reference: String
    var mimeType: String?
    var version: String?
    var description: String?
    var supplier: Entity?
    var authors: [Contact]?
    var publisher: String?
    var hashes: [Hash]?
    var licenses: [CycloneDXLicense]?
    var copyright: String?
    var cpe: String?
    var purl: String?
    var externalReferences: [Reference]?
    var pedigree: Pedigree?
    var evidence: Evidence?
    var properties: [Property]?
    var components: [CycloneDXComponent]?

    enum CodingKeys: String, CodingKey {
        case type, name, version, description, supplier, authors, publisher, hashes, licenses, copyright, cpe, purl
        case externalReferences, pedigree, evidence, properties, components
        case reference = "bom-ref"
        case mimeType = "mime-type"
    }

    init(_ type: String, name: String, reference: String) {
        self.type = type
        self.name = name
        self.reference = reference
    }
}

/// A license of a component: an expression, or in evidence a text.
enum CycloneDXLicense: Encodable {
    /// An expression with the texts of licenses that are not on the SPDX list, where the version has a place for them.
    case expression(LicenseExpression, isDeclared: Bool, details: [SoftwareBill.LicenseText])
    /// A license by its name.
    case text(SoftwareBill.LicenseText)

    private enum CodingKeys: String, CodingKey { case expression, acknowledgement, expressionDetails, license }

    private struct Text: Encodable {
        let content: String
    }

    private struct Detail: Encodable {
        let licenseIdentifier: String
        let text: Text?
    }

    private struct Named: Encodable {
        let name: String
        let text: Text?
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .expression(let expression, let isDeclared, let details):
            try container.encode(expression.description, forKey: .expression)
            try container.encode(isDeclared ? "declared" : "concluded", forKey: .acknowledgement)
            guard !details.isEmpty else { return }
            let texts = details.map { Detail(licenseIdentifier: $0.identifier, text: $0.text.map(Text.init)) }
            try container.encode(texts, forKey: .expressionDetails)
        case .text(let license):
            let named = Named(name: license.identifier, text: license.text.map(Text.init))
            try container.encode(named, forKey: .license)
        }
    }
}
