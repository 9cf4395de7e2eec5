public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows what is in an image.
public struct InventoryReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<InventoryReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(streaming: .json) { report, sink in
            try InventoryDocument(
                analysis: report.analysis, includesRemoved: report.includesRemoved, isDetailed: report.isDetailed
            ).write(to: sink)
        },
        ReportWriter(streaming: .jsonLines, note: "one package a line") { try $0.writeLines(to: $1) },
        ReportWriter(streaming: .csv) { try $0.writeCommaSeparated(to: $1) },
    ]

    /// What the rows of a table are ordered by.
    public enum Order: String, Sendable, CaseIterable {
        /// The order of the package managers, within each the name.
        case name
        /// The bytes, the largest first.
        case size
        /// The layer, the lowest first.
        case layer
    }

    private let analysis: ImageAnalysis
    private let order: Order
    private let includesRemoved: Bool
    private let isDetailed: Bool

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - includesRemoved: whether packages that are known but not installed are shown too.
    ///   - isDetailed: whether the JSON has everything that a ``SoftwareBill`` is made from: dependencies, the texts of licenses
    ///     where ``/ImageLedger/ScanOptions/readsLicenses`` was set, and files where
    ///     ``/ImageReading/ReadOptions/contentIdentity`` was `digest`.
    ///   - order: what the rows of a table, JSON lines and CSV are ordered by.
    public init(
        _ analysis: ImageAnalysis, includesRemoved: Bool = false, isDetailed: Bool = false, order: Order = .name
    ) {
        self.analysis = analysis
        self.order = order
        self.includesRemoved = includesRemoved
        self.isDetailed = isDetailed
    }

    private var packages: [Package] {
        let packages = analysis.inventory.packages + (includesRemoved ? analysis.inventory.removed : [])
        let places: [Int]
        switch order {
        case .name: return packages
        case .size: places = packages.indices.sorted { (packages[$1].size, $0) < (packages[$0].size, $1) }
        case .layer: places = packages.indices.sorted { (packages[$0].layer, $0) < (packages[$1].layer, $1) }
        }
        return places.map { packages[$0] }
    }

    private func writeLines(to sink: (String) throws -> Void) throws {
        for package in packages {
            try sink(
                JSONText.line(
                    FlatLine(PackageFacts(package), of: analysis, schemaVersion: ImageFacts.schemaVersion)))
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
                    package.shadowedBy?.description ?? "", package.details?.installationState ?? "",
                    String(analysis.isVerified),
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
        let packages = self.packages
        let alike = AlikePackages(packages)
        for package in packages {
            let notes = [alike.place(of: package).map { "in \($0)" }, note(package)].compactMap(\.self)
            table.append([
                displayName(package), package.version, package.kind.rawValue,
                package.isSizeKnown ? ByteCount.text(package.size) : "unknown",
                String(package.layer), notes.filter { !$0.isEmpty }.joined(separator: ", "),
            ])
        }
        let heading = ImageHeading(analysis).text(style)
        return heading + "\n" + (packages.isEmpty ? "" : table.render(style) + "\n") + totals(style)
    }

    /// Packages of another architecture have it behind the name, as dpkg writes it.
    private func displayName(_ package: Package) -> String {
        let ecosystem = package.kind.ecosystem
        guard let architecture = package.architecture, let native = analysis.image.platform?.architecture,
            ecosystem.isSystem, !ecosystem.isNative(architecture, on: native)
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

    private func totals(_ style: TableStyle) -> String {
        let inventory = analysis.inventory
        let kinds = Dictionary(grouping: inventory.packages, by: \.kind.rawValue).mapValues(\.count)
            .sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        var text = Plural.text(inventory.packageCount, "package") + (kinds.isEmpty ? "" : " (\(kinds))")
        if inventory.twinCount > 0 {
            text += "; \(inventory.twinCount) installed by another package manager too, counted once"
        }
        text = Words.wrapped(text, style)
        text += "\(ByteCount.text(inventory.ownedSize)) live in packages, "
        text += "\(ByteCount.text(inventory.unownedSize)) live outside packages\n"
        return text
    }
}

/// The JSON form of an inventory; described by the schema `inventory.schema.json`.
///
/// Members may be added in any version; none is removed or given another meaning without a new major schema version.
private struct InventoryDocument {
    let analysis: ImageAnalysis
    let includesRemoved: Bool
    /// Whether dependencies, texts of licenses and, where their digests are known, files are written too.
    var isDetailed = false

    func write(to sink: (String) throws -> Void) throws {
        let inventory = analysis.inventory
        let details = isDetailed ? InventoryDetails(analysis) : nil
        try JSONText.document(
            [
                "schemaVersion": .value(ImageFacts.schemaVersion),
                "verified": .value(analysis.isVerified),
                "image": .value(ImageFacts(analysis)),
                "layers": .list(analysis.layers.lazy.map { LayerFacts($0) as any Encodable }),
                "packages": .list(inventory.packages.lazy.map { PackageFacts($0) as any Encodable }),
                "removedPackages": .list(
                    includesRemoved ? inventory.removed.lazy.map { PackageFacts($0) as any Encodable } : nil),
                "dependencies": .list(details?.dependencies.lazy.map { $0 as any Encodable }),
                "licenseReferences": .list(details?.licenseReferences.lazy.map { $0 as any Encodable }),
                "files": .list(details?.files?.lazy.map { $0 as any Encodable }),
                "totals": .value(ImageTotals(analysis)),
                "diagnostics": .list(analysis.diagnostics.lazy.map { $0 as any Encodable }),
            ], to: sink)
    }
}
