import ImagePackages

/// A license that is not on the SPDX list, in JSON.
struct LicenseReferenceFacts: Codable {
    let identifier: String
    let name: String
    let base: String?
    let text: String?

    init(_ reference: LicenseReference) {
        identifier = reference.identifier
        name = reference.name
        base = reference.base?.description
        text = reference.text
    }
}

extension LicenseReference {
    /// Those of packages, each once, by identifier.
    static func all(of packages: [Package]) -> [LicenseReference] {
        var references: [String: LicenseReference] = [:]
        for reference in packages.lazy.flatMap({ $0.license?.references ?? [] }) {
            // The one that has more to say; both have the same text.
            let known = references[reference.identifier]
            if known == nil || known?.base == nil { references[reference.identifier] = reference }
        }
        return references.values.sorted { $0.identifier < $1.identifier }
    }
}
