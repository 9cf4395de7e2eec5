public import ImageLedger
import ImagePackages
public import ImageReading

/// Statements of a producer that vulnerabilities do or do not concern a product: OpenVEX, CSAF 2.0 (profile VEX) and
/// CycloneDX.
public struct StatementFiles: Sendable {
    /// One statement about one product.
    struct Statement: Sendable {
        var vulnerabilities: [String]
        /// Package URLs or other identifiers of products; empty for all.
        var products: [String]
        /// Package URLs of parts of the products; empty for the products themselves.
        var parts: [String]
        /// `not_affected`, `fixed`, `affected` or `under_investigation`.
        var status: String
        var justification: String
        var author: String?
        var date: String?
        var source: String
    }

    private(set) var statements: [Statement] = []

    /// Reads documents.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where one can't be read or is of no known kind.
    public init(paths: [String]) throws {
        for path in paths {
            do {
                let file = try InputFile(path: path)
                guard case .regular(let size) = file.kind else {
                    throw ImageError(.unreadable, "VEX statements are read from files")
                }
                let stream = try PeekedStream(file.region(offset: 0, size: size), count: CompressionFormat.headLength)
                var limits = Limits()
                limits.document = 64 << 20
                let bytes = try CompressionFormat(head: stream.peeked).decode(stream, limits: limits)
                    .readAll(limits: limits, what: "the document")
                try read(bytes, path)
            } catch let error as ImageError {
                throw error.located(archive: path)
            }
        }
    }

    private mutating func read(_ bytes: [UInt8], _ path: String) throws {
        let marks = try JSONDocument.decode(Marks.self, from: bytes, name: "the document")
        if marks.statements != nil || marks.context?.contains("openvex") == true {
            statements += try OpenVEXDocument.statements(bytes, path)
        } else if marks.document?.category != nil || marks.document?.csaf != nil {
            statements += try CSAFDocument.statements(bytes, path)
        } else if marks.bomFormat == "CycloneDX" {
            statements += try CycloneDXStatements.statements(bytes, path)
        } else {
            throw ImageError(
                .malformedDocument, "these are no VEX statements that are known here: OpenVEX, CSAF or CycloneDX")
        }
    }

    private struct Marks: Decodable {
        let context: String?
        let statements: [Anything]?
        let document: Document?
        let bomFormat: String?

        struct Anything: Decodable {}

        struct Document: Decodable {
            let category: String?
            let csaf: String?

            enum CodingKeys: String, CodingKey {
                case category
                case csaf = "csaf_version"
            }
        }

        enum CodingKeys: String, CodingKey {
            case statements, document, bomFormat
            case context = "@context"
        }
    }

    /// The findings with those suppressed that a statement says do not concern the image or are fixed in it.
    ///
    /// The newest statement that fits a finding wins.
    public func applied(to found: VulnerabilityFindings, of image: Image) -> VulnerabilityFindings {
        guard !statements.isEmpty else { return found }
        let findings = found.findings.map { finding -> VulnerabilityFinding in
            let ids = Set([finding.id] + finding.aliases)
            let fitting = statements.filter { statement in
                statement.vulnerabilities.contains(where: ids.contains) && fits(statement, finding, image)
            }
            let newest = fitting.enumerated().max {
                ($0.element.date ?? "", $0.offset) < ($1.element.date ?? "", $1.offset)
            }
            guard let statement = newest?.element, ["not_affected", "fixed"].contains(statement.status) else {
                return finding
            }
            var finding = finding
            finding.suppression = VulnerabilityFinding.Suppression(
                status: statement.status, justification: statement.justification, author: statement.author,
                date: statement.date, source: statement.source)
            return finding
        }
        return found.replacing(findings)
    }

    /// Whether a statement's product is the package itself, or the image with the package as its part.
    private func fits(_ statement: Statement, _ finding: VulnerabilityFinding, _ image: Image) -> Bool {
        let isPackage = { (text: String) in finding.packages.contains { StatementFiles.fits(text, $0) } }
        if statement.parts.isEmpty {
            return statement.products.isEmpty
                || statement.products.contains { isPackage($0) || StatementFiles.names($0, image) }
        }
        let isProduct = statement.products.isEmpty || statement.products.contains { StatementFiles.names($0, image) }
        return isProduct && statement.parts.contains(where: isPackage)
    }

    /// Whether a package URL of a statement is a package's: whatever it says must be the package's too.
    static func fits(_ text: String, _ package: Package) -> Bool {
        guard let stated = try? PackageURL(normalizing: text) else { return false }
        let purl = package.purl
        let names = [purl.name, package.details?.source?.name].compactMap(\.self)
        guard stated.type == purl.type, stated.namespace == nil || stated.namespace == purl.namespace,
            names.contains(stated.name), stated.qualifiers.allSatisfy({ purl.qualifiers[$0.key] == $0.value })
        else { return false }
        guard let version = stated.version else { return true }
        return version == purl.version || version == package.version || version == package.details?.source?.version
    }

    /// Whether an identifier names an image: its digest, or a package URL of type oci or docker.
    static func names(_ text: String, _ image: Image) -> Bool {
        let digests = [image.manifestDigest, image.configurationDigest, image.indexDigest].compactMap {
            $0?.description
        }
        if digests.contains(where: { text == $0 || text.hasSuffix("@" + $0) }) { return true }
        guard let purl = try? PackageURL(normalizing: text), ["oci", "docker"].contains(purl.type) else {
            return image.references.contains(text)
        }
        if let version = purl.version, version.contains(":") { return digests.contains(version) }
        let names = image.references.map { reference in
            String(reference.split(separator: "/").last?.prefix { $0 != ":" && $0 != "@" } ?? "")
        }
        guard names.contains(purl.name) else { return false }
        guard let tag = purl.qualifiers["tag"] ?? purl.version else { return true }
        return image.references.contains { $0.hasSuffix(":" + tag) }
    }
}

/// OpenVEX 0.0.1 and 0.2.0.
private enum OpenVEXDocument {
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

/// CSAF 2.0, profile VEX.
private enum CSAFDocument {
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
                return ids.map { id in
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

/// The analyses of CycloneDX's vulnerabilities.
private enum CycloneDXStatements {
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
