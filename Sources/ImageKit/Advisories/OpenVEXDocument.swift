import ImageReading

/// OpenVEX 0.0.1 and 0.2.0.
enum OpenVEXDocument {
    private struct Document: Decodable {
        let author: String?
        let timestamp: String?
        let statements: [Entry]?
    }

    private struct Entry: Decodable {
        let vulnerability: Vulnerability?
        let products: [Product]?
        let status: String?
        let justification: String?
        let impact: String?
        let timestamp: String?
        let lastUpdated: String?
        let subcomponents: [Product]?

        enum CodingKeys: String, CodingKey {
            case vulnerability, products, status, justification, timestamp, subcomponents
            case impact = "impact_statement"
            case lastUpdated = "last_updated"
        }
    }

    /// A name alone in 0.0.1, an object in 0.2.0.
    private struct Vulnerability: Decodable {
        var names: [String]

        private struct Fields: Decodable {
            let id: String?
            let name: String?
            let aliases: [String]?

            enum CodingKeys: String, CodingKey {
                case name, aliases
                case id = "@id"
            }
        }

        init(from decoder: any Decoder) throws {
            if let name = try? decoder.singleValueContainer().decode(String.self) {
                names = [name]
                return
            }
            let fields = try Fields(from: decoder)
            names = [fields.name].compactMap(\.self) + (fields.aliases ?? [])
            if let id = fields.id { names.append(id.split(separator: "/").last.map(String.init) ?? id) }
        }
    }

    private struct Product: Decodable {
        var identifiers: [String]
        var parts: [Product]

        private struct Fields: Decodable {
            let id: String?
            let identifiers: [String: String]?
            let subcomponents: [Product]?

            enum CodingKeys: String, CodingKey {
                case identifiers, subcomponents
                case id = "@id"
            }
        }

        init(from decoder: any Decoder) throws {
            if let name = try? decoder.singleValueContainer().decode(String.self) {
                identifiers = [name]
                parts = []
                return
            }
            let fields = try Fields(from: decoder)
            identifiers = ([fields.id] + [fields.identifiers?["purl"]]).compactMap(\.self)
            parts = fields.subcomponents ?? []
        }
    }

    static func statements(_ bytes: [UInt8], _ path: String) throws -> [StatementFiles.Statement] {
        let document = try JSONDocument.decode(Document.self, from: bytes, name: "the document")
        return (document.statements ?? []).flatMap { entry -> [StatementFiles.Statement] in
            let common = (entry.subcomponents ?? []).flatMap(\.identifiers)
            func statement(_ products: [String], _ parts: [String]) -> StatementFiles.Statement {
                StatementFiles.Statement(
                    vulnerabilities: entry.vulnerability?.names ?? [], products: products, parts: parts,
                    status: entry.status ?? "",
                    justification: entry.justification ?? entry.impact ?? "", author: document.author,
                    date: entry.lastUpdated ?? entry.timestamp ?? document.timestamp, source: path)
            }
            // A statement without a product is about nothing that can be recognized.
            return (entry.products ?? []).map { statement($0.identifiers, $0.parts.flatMap(\.identifiers) + common) }
        }
    }
}
