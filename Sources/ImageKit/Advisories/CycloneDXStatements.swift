import ImagePackages
import ImageReading

/// The analyses of CycloneDX's vulnerabilities.
enum CycloneDXStatements {
    private struct Document: Decodable {
        let metadata: Metadata?
        let components: [Component]?
        let vulnerabilities: [Vulnerability]?
    }

    private struct Metadata: Decodable {
        let timestamp: String?
        let component: Component?
    }

    private struct Component: Decodable {
        let ref: String?
        let purl: String?
        let components: [Component]?

        enum CodingKeys: String, CodingKey {
            case purl, components
            case ref = "bom-ref"
        }
    }

    private struct Vulnerability: Decodable {
        let id: String?
        let analysis: Analysis?
        let affects: [Affected]?
        let updated: String?

        struct Analysis: Decodable {
            let state: String?
            let justification: String?
            let detail: String?
            let firstIssued: String?
            let lastUpdated: String?
        }

        struct Affected: Decodable {
            let ref: String?
            let versions: [Version]?

            struct Version: Decodable {
                let version: String?
                let status: String?
            }
        }
    }

    private static let statuses = [
        "not_affected": "not_affected", "false_positive": "not_affected", "resolved": "fixed",
        "resolved_with_pedigree": "fixed", "exploitable": "affected", "in_triage": "under_investigation",
    ]

    /// What a reference names: the package URL of the component, else the reference as it is.
    ///
    /// A BOM-Link, `urn:cdx:serial/version#reference`, ends in the reference of the component, percent-encoded (CycloneDX, "BOM-Link").
    private static func product(_ reference: String, _ purls: [String: String]) -> String {
        if let purl = purls[reference] { return purl }
        guard reference.asciiLowercased.hasPrefix("urn:cdx:"),
            let hash = reference.utf8.firstIndex(of: UInt8(ascii: "#"))
        else {
            return reference
        }
        let encoded = reference.utf8[hash...].dropFirst()
        let plain = String(decoding: encoded, as: UTF8.self)
        let decoded = String(decoding: encoded.percentDecoded, as: UTF8.self)
        // Not every program encodes it, and package URLs have percent signs of their own.
        return purls[decoded] ?? purls[plain] ?? (plain.hasPrefix("pkg:") ? plain : decoded)
    }

    /// A package URL with another version; nil for what is none.
    private static func of(_ product: String, version: String) -> String? {
        guard let purl = try? PackageURL(normalizing: product) else { return nil }
        return PackageURL(
            type: purl.type, namespace: purl.namespace, name: purl.name, version: version, qualifiers: purl.qualifiers
        ).description
    }

    static func statements(_ bytes: [UInt8], _ path: String) throws -> [StatementFiles.Statement] {
        let document = try JSONDocument.decode(Document.self, from: bytes, name: "the document")
        var purls: [String: String] = [:]
        var pending = (document.components ?? []) + [document.metadata?.component].compactMap(\.self)
        while let component = pending.popLast() {
            pending += component.components ?? []
            if let ref = component.ref, let purl = component.purl { purls[ref] = purl }
        }
        return (document.vulnerabilities ?? []).compactMap { item in
            guard let id = item.id, let status = item.analysis?.state.flatMap({ statuses[$0] }) else { return nil }
            let products = (item.affects ?? []).flatMap { affected -> [String] in
                guard let ref = affected.ref else { return [] }
                let product = product(ref, purls)
                guard let versions = affected.versions else { return [product] }
                // Versions one by one: what takes a finding away speaks of those that are not affected. Ranges are not read.
                let isRelief = status == "not_affected" || status == "fixed"
                let word = isRelief ? "unaffected" : "affected"
                return versions.filter { ($0.status ?? "affected") == word }.compactMap { item in
                    item.version.flatMap { of(product, version: $0) }
                }
            }
            guard !products.isEmpty else { return nil }
            // A bill of an image speaks of that image alone.
            let image = document.metadata?.component?.purl.flatMap { purl in
                ["pkg:oci/", "pkg:docker/"].contains { purl.hasPrefix($0) } ? purl : nil
            }
            return StatementFiles.Statement(
                vulnerabilities: [id], products: image.map { [$0] } ?? products,
                parts: image == nil ? [] : products.filter { $0 != image }, status: status,
                justification: item.analysis?.justification ?? item.analysis?.detail ?? "", author: nil,
                date: item.analysis?.lastUpdated ?? item.analysis?.firstIssued ?? item.updated
                    ?? document.metadata?.timestamp, source: path)
        }
    }
}
