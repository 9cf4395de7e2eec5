public import ImageLedger
import ImagePackages
package import ImageReading

/// Writes what is in an image.
public struct InventoryReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json, .jsonLines, .csv]

    private let analysis: ImageAnalysis
    private let includesRemoved: Bool
    private let isDetailed: Bool

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - includesRemoved: whether packages are shown that are known but not installed.
    ///   - isDetailed: whether the JSON has all that a ``SoftwareBill`` is made of: dependencies, the texts of licences
    ///     where ``/ImageLedger/ScanOptions/readsLicenses`` was set, and files where
    ///     ``/ImageReading/ReadOptions/contentIdentity`` was `digests`.
    public init(_ analysis: ImageAnalysis, includesRemoved: Bool = false, isDetailed: Bool = false) {
        self.analysis = analysis
        self.includesRemoved = includesRemoved
        self.isDetailed = isDetailed
    }

    /// The report as text, the same for the same image.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        var text = ""
        try write(as: format, style: style) { text += $0 }
        return text
    }

    /// Writes the text of ``text(as:style:)`` part by part, so that a report of many packages is never in memory as a whole.
    ///
    /// - Parameters:
    ///   - format: one of ``formats``.
    ///   - style: how a table is laid out.
    ///   - sink: takes the next part.
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have, and what `sink` throws.
    public func write(
        as format: ReportFormat, style: TableStyle = TableStyle(), to sink: (String) throws -> Void
    ) throws {
        switch format {
        case .table: try sink(table(style))
        case .json:
            try InventoryDocument(analysis: analysis, includesRemoved: includesRemoved, isDetailed: isDetailed)
                .write(to: sink)
        case .jsonLines: try writeLines(to: sink)
        case .csv: try writeCommaSeparated(to: sink)
        default: throw ImageError.unknownFormat(format, known: InventoryReport.formats)
        }
    }

    private var packages: [Package] {
        analysis.inventory.packages + (includesRemoved ? analysis.inventory.removed : [])
    }

    /// One line of the flat form: a package and the image it is in.
    private struct Line: Encodable {
        let image: String
        let imageReference: String?
        let schemaVersion = InventoryDocument.schemaVersion
        let verified: Bool
        let package: PackageFacts

        enum CodingKeys: String, CodingKey { case imageDigest, imageReference, schemaVersion, verified }

        func encode(to encoder: any Encoder) throws {
            try package.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(image, forKey: .imageDigest)
            try container.encodeIfPresent(imageReference, forKey: .imageReference)
            try container.encode(schemaVersion, forKey: .schemaVersion)
            try container.encode(verified, forKey: .verified)
        }
    }

    private func writeLines(to sink: (String) throws -> Void) throws {
        for package in packages {
            try sink(
                JSONText.line(
                    Line(
                        image: analysis.image.digest.description, imageReference: analysis.image.references.first,
                        verified: analysis.isVerified, package: PackageFacts(package))))
        }
    }

    private func writeCommaSeparated(to sink: (String) throws -> Void) throws {
        try sink(
            CommaSeparated.line([
                "name", "version", "type", "architecture", "size", "sharedSize", "layer", "purl", "environment",
                "providedBy", "shadowedBy", "state", "verified",
            ]))
        for package in packages {
            try sink(
                CommaSeparated.line([
                    package.name, package.version, package.kind.rawValue, package.architecture ?? "",
                    String(package.size),
                    String(package.sharedSize), String(package.layer), package.purl.description,
                    package.details?.place ?? "", package.providedBy?.description ?? "",
                    package.shadowedBy?.description ?? "", package.details?.installationState ?? "", String(analysis.isVerified),
                ]))
        }
    }

    // MARK: Table

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "NAME", shrinks: true), .init(title: "VERSION", shrinks: true), .init(title: "TYPE"),
            .init(title: "SIZE", alignment: .right), .init(title: "LAYER", alignment: .right),
            .init(title: "NOTE", shrinks: true),
        ])
        for package in packages {
            table.append([
                displayName(package), package.version, package.kind.rawValue, ByteCount.text(package.size),
                String(package.layer), note(package),
            ])
        }
        let heading = ImageHeading(analysis).text(style)
        return heading + "\n" + (packages.isEmpty ? "" : table.render(style) + "\n") + totals()
    }

    /// Packages of another architecture are told apart as dpkg does.
    private func displayName(_ package: Package) -> String {
        guard let architecture = package.architecture, architecture != "all",
            let native = analysis.image.platform?.architecture, package.kind.ecosystem.isSystem,
            !ImageHeading.isNative(architecture, on: native)
        else { return package.name }
        return "\(package.name):\(architecture)"
    }

    private func note(_ package: Package) -> String {
        var notes = package.details?.notes ?? []
        if let provider = package.providedBy { notes.append("by \(provider.name)") }
        if package.shadowedBy != nil { notes.append("shadowed") }
        if package.providedBy == nil, package.sharedSize > 0 {
            notes.append("shares \(ByteCount.text(package.sharedSize))")
        }
        return notes.joined(separator: ", ")
    }

    private func totals() -> String {
        let inventory = analysis.inventory
        let kinds = Dictionary(grouping: inventory.packages, by: \.kind.rawValue).mapValues(\.count)
            .sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        var text = Plural.text(inventory.packages.count, "package") + (kinds.isEmpty ? "" : " (\(kinds))")
        if inventory.twinCount > 0 { text += ", \(inventory.twinCount) of them twins of a dpkg package" }
        text += "\n\(ByteCount.text(inventory.ownedSize)) live in packages, "
        text += "\(ByteCount.text(inventory.unownedSize)) live in files of no package\n"
        return text
    }
}

extension ImageError {
    package static func unknownFormat(_ format: ReportFormat, known: [ReportFormat]) -> ImageError {
        ImageError(
            Code(rawValue: "unknownFormat"),
            "there is no format \(format.rawValue); known are \(known.map(\.rawValue).joined(separator: ", "))")
    }
}
