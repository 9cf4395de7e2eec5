import ImageReading

/// CSAF 2.0, profile VEX.
enum CSAFDocument {
    private struct Document: Decodable {
        let document: Head
        let tree: Tree?
        let vulnerabilities: [Vulnerability]?

        enum CodingKeys: String, CodingKey {
            case document, vulnerabilities
            case tree = "product_tree"
        }
    }

    private struct Head: Decodable {
        let publisher: Publisher?
        let tracking: Tracking?

        struct Publisher: Decodable { let name: String? }
        struct Tracking: Decodable {
            let date: String?

            enum CodingKeys: String, CodingKey { case date = "current_release_date" }
        }
    }

    private struct Tree: Decodable {
        let branches: [Branch]?
        let relationships: [Relationship]?
        let products: [Product]?

        enum CodingKeys: String, CodingKey {
            case branches, relationships
            case products = "full_product_names"
        }
    }

    private struct Branch: Decodable {
        let branches: [Branch]?
        let product: Product?
    }

    private struct Product: Decodable {
        let id: String
        let helper: Helper?

        struct Helper: Decodable { let purl: String? }

        enum CodingKeys: String, CodingKey {
            case id = "product_id"
            case helper = "product_identification_helper"
        }
    }

    private struct Relationship: Decodable {
        let product: Product
        let reference: String
        let relates: String

        enum CodingKeys: String, CodingKey {
            case product = "full_product_name"
            case reference = "product_reference"
            case relates = "relates_to_product_reference"
        }
    }

    private struct Vulnerability: Decodable {
        let cve: String?
        let ids: [Identifier]?
        let status: [String: [String]]?
        let flags: [Flag]?
        let threats: [Threat]?

        struct Identifier: Decodable { let text: String? }

        struct Flag: Decodable {
            let label: String?
            let products: [String]?

            enum CodingKeys: String, CodingKey {
                case label
                case products = "product_ids"
            }
        }

        struct Threat: Decodable { let details: String? }

        enum CodingKeys: String, CodingKey {
            case cve, ids, flags, threats
            case status = "product_status"
        }
    }

    private static let statuses = [
        "known_not_affected": "not_affected", "fixed": "fixed", "first_fixed": "fixed", "known_affected": "affected",
        "under_investigation": "under_investigation",
    ]

    static func statements(_ bytes: [UInt8], _ path: String) throws -> [StatementFiles.Statement] {
        let document = try JSONDocument.decode(Document.self, from: bytes, name: "the document")
        var purls: [String: String] = [:]
        var pending = document.tree?.branches ?? []
        var products = document.tree?.products ?? []
        while let branch = pending.popLast() {
            pending += branch.branches ?? []
            branch.product.map { products.append($0) }
        }
        for product in products { purls[product.id] = product.helper?.purl ?? product.id }
        var parts: [String: (part: String, whole: String)] = [:]
        for relation in document.tree?.relationships ?? [] {
            parts[relation.product.id] = (
                purls[relation.reference] ?? relation.reference, purls[relation.relates] ?? relation.relates
            )
        }
        return (document.vulnerabilities ?? []).flatMap { item -> [StatementFiles.Statement] in
            let names = [item.cve].compactMap(\.self) + (item.ids ?? []).compactMap(\.text)
            return (item.status ?? [:]).sorted { $0.key < $1.key }.flatMap { name, ids -> [StatementFiles.Statement] in
                guard let status = statuses[name] else { return [] }
                // A product that is affected as well is affected (CSAF 2.0, 6.1.6: such a document contradicts itself).
                let affected = Set((item.status?["known_affected"] ?? []) + (item.status?["last_affected"] ?? []))
                let isRelief = status == "not_affected" || status == "fixed"
                return ids.filter { !isRelief || !affected.contains($0) }.map { id in
                    let flag = item.flags?.first { $0.products?.contains(id) ?? true }?.label
                    return StatementFiles.Statement(
                        vulnerabilities: names, products: [parts[id]?.whole ?? purls[id] ?? id],
                        parts: parts[id].map { [$0.part] } ?? [], status: status,
                        justification: flag ?? item.threats?.first?.details ?? "",
                        author: document.document.publisher?.name,
                        date: document.document.tracking?.date, source: path)
                }
            }
        }
    }
}
