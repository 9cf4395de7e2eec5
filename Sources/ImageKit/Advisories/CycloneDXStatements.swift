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
        }

        struct Affected: Decodable { let ref: String? }
    }

    private static let statuses = [
        "not_affected": "not_affected", "false_positive": "not_affected", "resolved": "fixed",
        "resolved_with_pedigree": "fixed", "exploitable": "affected", "in_triage": "under_investigation",
    ]

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
            let products = (item.affects ?? []).compactMap(\.ref).map { ref in
                // A BOM-Link ends in the reference of the component.
                let own = ref.split(separator: "#", maxSplits: 1).dropFirst().first.map(String.init) ?? ref
                return purls[ref] ?? purls[own] ?? own
            }
            guard !products.isEmpty else { return nil }
            return StatementFiles.Statement(
                vulnerabilities: [id], products: products, parts: [], status: status,
                justification: item.analysis?.justification ?? item.analysis?.detail ?? "", author: nil,
                date: item.updated ?? document.metadata?.timestamp, source: path)
        }
    }
}
