public import ImageLedger
import ImagePackages
import ImageReading

/// Writes how an image changed over several versions.
public struct HistoryReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json, .csv]

    private let rows: [Row]
    private let isVerified: Bool

    private struct Row: Encodable {
        let reference: String
        let digest: String
        let created: String?
        let layers: Int
        let packages: Int
        let files: Int
        let downloadSize: Int64
        let diffSize: Int64
        let liveSize: Int64
        let wastedSize: Int64
        /// Against the image before; the first has none.
        let delta: Amounts?
    }

    private struct Document: Encodable {
        let schemaVersion = InventoryDocument.schemaVersion
        let verified: Bool
        let images: [Row]
    }

    /// Makes a report of images that were analysed with ``/ImageLedger/ScanOptions/booksBytes``, in their order.
    public init(_ analyses: [ImageAnalysis]) {
        isVerified = analyses.allSatisfy(\.isVerified)
        var before: Amounts?
        rows = analyses.map { analysis in
            let total = analysis.ledger?.total ?? .zero
            defer { before = total }
            return Row(
                reference: analysis.image.references.first ?? analysis.image.archive,
                digest: analysis.image.digest.description, created: analysis.image.configuration.created,
                layers: analysis.layers.count, packages: analysis.inventory.packages.count, files: analysis.fileCount,
                downloadSize: total.downloadSize, diffSize: total.diffSize, liveSize: total.liveSize,
                wastedSize: analysis.ledger.map { Usage($0, by: .layer).wastedSize } ?? 0,
                delta: before.map { total - $0 })
        }
    }

    /// The report as text, the same for the same images.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        switch format {
        case .table: return table(style)
        case .json: return try JSONText.document(Document(verified: isVerified, images: rows))
        case .csv:
            return CommaSeparated.line([
                "reference", "digest", "layers", "packages", "files", "downloadSize", "diffSize", "liveSize",
                "wastedSize",
            ])
                + rows.map { row in
                    CommaSeparated.line([
                        row.reference, row.digest, String(row.layers), String(row.packages), String(row.files),
                        String(row.downloadSize), String(row.diffSize), String(row.liveSize), String(row.wastedSize),
                    ])
                }.joined()
        default: throw ImageError.unknownFormat(format, known: HistoryReport.formats)
        }
    }

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "IMAGE", shrinks: true), .init(title: "LAYERS", alignment: .right),
            .init(title: "PACKAGES", alignment: .right), .init(title: "DOWNLOAD", alignment: .right),
            .init(title: "DIFF", alignment: .right), .init(title: "LIVE", alignment: .right),
            .init(title: "WASTED", alignment: .right), .init(title: "DIFF CHANGE", alignment: .right),
        ])
        for row in rows {
            table.append([
                row.reference, String(row.layers), String(row.packages), ByteCount.text(row.downloadSize),
                ByteCount.text(row.diffSize), ByteCount.text(row.liveSize), ByteCount.text(row.wastedSize),
                row.delta.map { ByteCount.signed($0.diffSize) } ?? "",
            ])
        }
        return table.render(style) + (isVerified ? "" : "NOT VERIFIED: layers were not hashed\n")
    }
}
