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
