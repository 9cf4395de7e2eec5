import FoundationEssentials
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

        /// Whether it takes a finding away.
        var isRelief: Bool { status == "not_affected" || status == "fixed" }

        /// When it was made; long ago where it does not say.
        var instant: Date {
            guard let date else { return .distantPast }
            return (try? Date.ISO8601FormatStyle().parse(date))
                ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(date)) ?? .distantPast
        }
    }

    private(set) var statements: [Statement] = []
    /// Statements that are not as their format asks for, or are left out, for people.
    public private(set) var remarks: [String] = []

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
                    .readAll(limits: limits, what: "the document").asUTF8()
                try read(bytes, path)
            } catch let error as ImageError {
                throw error.located(archive: path)
            }
        }
    }

    private mutating func read(_ bytes: [UInt8], _ path: String) throws {
        let marks = try JSONDocument.decode(Marks.self, from: bytes, name: "the document")
        if marks.statements != nil || marks.context?.contains("openvex") == true {
            for statement in try OpenVEXDocument.statements(bytes, path) {
                let id = statement.vulnerabilities.first ?? "a vulnerability"
                if !["not_affected", "affected", "fixed", "under_investigation"].contains(statement.status) {
                    remarks.append(
                        "\(path): the status \(statement.status) of \(id) is none of OpenVEX; it counts as affected")
                } else if statement.status == "not_affected", statement.justification.allSatisfy(\.isWhitespace) {
                    // OpenVEX 0.2.0, "Status Labels": one of the two has to be there.
                    remarks.append(
                        "\(path): \(id) is not_affected without a justification or an impact statement; the statement is "
                            + "left out")
                    continue
                }
                statements.append(statement)
            }
        } else if marks.document?.category != nil || marks.document?.csaf != nil {
            if let version = marks.document?.csaf, version != "2.0" {
                remarks.append("\(path): this is CSAF \(version), read as 2.0")
            }
            var own = try CSAFDocument.statements(bytes, path)
            // CSAF 2.0, 3.2.1.12.7: a draft is work in progress, and nothing to rely on.
            if marks.document?.tracking?.value?.status?.lowercased() == "draft" {
                own.removeAll(where: \.isRelief)
                remarks.append("\(path): this is a draft (tracking.status) and takes no finding away")
            }
            statements += own
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
            let tracking: Lenient<Tracking>?

            struct Tracking: Decodable { let status: String? }

            enum CodingKeys: String, CodingKey {
                case category, tracking
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
    /// Of the statements on a package the newest counts. Where they concern some of a finding's packages, the finding keeps the
    /// others.
    ///
    /// - Parameters:
    ///   - found: the findings.
    ///   - image: the image they are about.
    ///   - asOf: leaves out statements of a later day.
    public func applied(
        to found: VulnerabilityFindings, of image: Image, asOf: CalendarDate? = nil
    ) -> VulnerabilityFindings {
        let valid = statements.filter { statement in
            asOf.map { day in statement.date.flatMap { CalendarDate($0) }.map { $0 <= day } ?? true } ?? true
        }
        guard !valid.isEmpty else { return found }
        let findings = found.findings.map { finding -> VulnerabilityFinding in
            let ids = Set(([finding.id] + finding.aliases).map { $0.uppercased() })
            let about = valid.filter { $0.vulnerabilities.contains { ids.contains($0.uppercased()) } }
            guard !about.isEmpty else { return finding }
            let answers = finding.packages.map { package in
                StatementFiles.newest(of: about.filter { StatementFiles.fits($0, package, image) })
            }
            guard let statement = answers.compactMap(\.self).first else { return finding }
            let packages = finding.packages
            var finding = finding
            finding.packages = zip(packages, answers).filter { $1 == nil }.map(\.0)
            guard finding.packages.isEmpty else { return finding }
            finding.packages = packages
            finding.suppression = VulnerabilityFinding.Suppression(
                status: statement.status, justification: statement.justification, author: statement.author,
                date: statement.date, source: statement.source)
            return finding
        }
        return found.replacing(findings)
    }

    /// The newest of some statements, where it takes a finding away; nil where it does not.
    private static func newest(of statements: [Statement]) -> Statement? {
        let newest = statements.enumerated().max { left, right in
            (left.element.instant, left.offset) < (right.element.instant, right.offset)
        }
        return newest.flatMap { $0.element.isRelief ? $0.element : nil }
    }

    /// Whether a statement's product is the package itself, or the image with the package as its part.
    private static func fits(_ statement: Statement, _ package: Package, _ image: Image) -> Bool {
        if statement.parts.isEmpty {
            return statement.products.isEmpty
                || statement.products.contains { fits($0, package) || names($0, image) }
        }
        let isProduct = statement.products.isEmpty || statement.products.contains { names($0, image) }
        return isProduct && statement.parts.contains { fits($0, package) }
    }

    /// Whether a package URL of a statement is a package's: whatever it says must be the package's too.
    static func fits(_ text: String, _ package: Package) -> Bool {
        guard let stated = try? PackageURL(normalizing: text) else { return false }
        let purl = package.purl
        let source = package.details?.source
        guard stated.type == purl.type, stated.namespace == nil || stated.namespace == purl.namespace,
            [purl.name, source?.name].contains(stated.name)
        else { return false }
        let fits = stated.qualifiers.allSatisfy { key, value in
            // A source package has no architecture.
            purl.qualifiers[key] == value || key == "arch" && value == "source" && source?.name == stated.name
        }
        guard fits, let version = stated.version else { return fits }
        return version == purl.version || version == package.version || version == source?.version
    }

    /// Whether an identifier names an image: its digest, or a package URL of type oci or docker whose qualifiers are all the
    /// image's.
    static func names(_ text: String, _ image: Image) -> Bool {
        let digests = [image.manifestDigest, image.configurationDigest, image.indexDigest].compactMap {
            $0?.description
        }
        if digests.contains(where: { text == $0 || text.hasSuffix("@" + $0) }) { return true }
        guard let purl = try? PackageURL(normalizing: text), ["oci", "docker"].contains(purl.type) else {
            return image.references.contains(text)
        }
        let isDigest = purl.version?.contains(":") ?? false
        if isDigest, !digests.contains(purl.version ?? "") { return false }
        for (key, value) in purl.qualifiers {
            switch key {
            case "tag": if !image.references.contains(where: { $0.hasSuffix(":" + value) }) { return false }
            case "arch": if image.configuration.architecture != value { return false }
            case "os": if image.configuration.os != value { return false }
            case "repository_url":
                // A digest says which image it is; an archive need not say where that is kept.
                let repositories = image.references.map(repository)
                let isOurs = repositories.contains { $0 == value || $0 == "\(value)/\(purl.name)" }
                if !isOurs, !(isDigest && repositories.isEmpty) { return false }
            default: return false
            }
        }
        if isDigest { return true }
        guard image.references.contains(where: { repository($0).split(separator: "/").last ?? "" == purl.name }) else {
            return false
        }
        guard purl.qualifiers["tag"] == nil, let tag = purl.version else { return true }
        return image.references.contains { $0.hasSuffix(":" + tag) }
    }

    /// The repository of a reference, without its tag and digest, in full: `docker.io/library/app`.
    private static func repository(_ reference: String) -> String {
        let name = reference.prefix { $0 != "@" }
        let last = name.lastIndex(of: "/").map { name[$0...] } ?? name[...]
        let repository = String(last.firstIndex(of: ":").map { name[..<$0] } ?? name)
        let parts = repository.split(separator: "/")
        let isHost = parts.count > 1 && (parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost")
        return isHost ? repository : (parts.count > 1 ? "docker.io/" : "docker.io/library/") + repository
    }
}
