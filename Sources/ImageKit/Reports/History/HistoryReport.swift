public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows how an image changed over several versions.
public struct HistoryReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<HistoryReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.json) { try JSONText.document(Document(verified: $0.isVerified, images: $0.rows)) },
        ReportWriter(.csv) { $0.commaSeparated() },
    ]

    private let rows: [Row]
    private let isVerified: Bool
    /// Which layers are not compressed in the archives, by image.
    private let uncompressed: [String]

    private struct Row: Encodable {
        let reference: String
        let digest: String
        let created: String?
        let layers: Int
        let packages: Int
        /// Packages with twins counted once.
        let distinctPackages: Int
        let files: Int
        let downloadSize: Int64
        let diffSize: Int64
        let contentsSize: Int64
        let liveSize: Int64
        let wastedSize: Int64
        /// Against the image before; the first has none.
        let delta: Amounts?
    }

    private struct Document: Encodable {
        let schemaVersion = ImageFacts.schemaVersion
        let verified: Bool
        let images: [Row]
    }

    /// Makes a report of images that were analyzed with ``/ImageLedger/ScanOptions/booksBytes``, in their order.
    public init(_ analyses: [ImageAnalysis]) {
        isVerified = analyses.allSatisfy(\.isVerified)
        uncompressed = analyses.compactMap { $0.uncompressedLayers(of: Words.name($0)) }
        var before: Amounts?
        rows = analyses.map { analysis in
            let total = analysis.ledger?.total ?? .zero
            defer { before = total }
            return Row(
                reference: Words.name(analysis),
                digest: analysis.image.digest.description, created: analysis.image.configuration.created,
                layers: analysis.layers.count, packages: analysis.inventory.packages.count,
                distinctPackages: analysis.inventory.packageCount, files: analysis.fileCount,
                downloadSize: total.downloadSize, diffSize: total.diffSize,
                contentsSize: total.contentsSize, liveSize: total.liveSize,
                wastedSize: analysis.ledger.map { Usage($0, by: .layer).wastedSize } ?? 0,
                delta: before.map { total - $0 })
        }
    }

    private func commaSeparated() -> String {
        let titles = [
            "reference", "digest", "layers", "packages", "files", "downloadSize", "diffSize", "contentsSize",
            "liveSize",
            "wastedSize", "distinctPackages", "verified",
        ]
        return CommaSeparated.line(titles)
            + rows.map { row in
                CommaSeparated.line([
                    row.reference, row.digest, String(row.layers), String(row.packages), String(row.files),
                    String(row.downloadSize), String(row.diffSize), String(row.contentsSize), String(row.liveSize),
                    String(row.wastedSize), String(row.distinctPackages), String(isVerified),
                ])
            }.joined()
    }

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "IMAGE", shrinks: true), .init(title: "LAYERS", alignment: .right),
            .init(title: "PACKAGES", alignment: .right), .init(title: "DOWNLOAD", alignment: .right),
            .init(title: "DIFF", alignment: .right), .init(title: "CONTENTS", alignment: .right),
            .init(title: "LIVE", alignment: .right),
            .init(title: "WASTED", alignment: .right, yields: true), .init(title: "DIFF CHANGE", alignment: .right),
        ])
        var shared = rows.first.map { Array($0.reference) } ?? []
        for row in rows { shared = zip(shared, row.reference).prefix { $0 == $1 }.map(\.0) }
        // What all begin with tells none from the others, and is what a narrow table would show.
        let common = shared.lastIndex(of: "/").map { $0 + 1 } ?? 0
        for row in rows {
            table.append([
                String(row.reference.dropFirst(common)), String(row.layers), String(row.distinctPackages),
                ByteCount.text(row.downloadSize),
                ByteCount.text(row.diffSize), ByteCount.text(row.contentsSize), ByteCount.text(row.liveSize),
                ByteCount.text(row.wastedSize),
                row.delta.map { ByteCount.signed($0.diffSize) } ?? "",
            ])
        }
        return table.render(style)
            + (uncompressed.isEmpty
                ? ""
                : Words.wrapped(
                    DisplayText.escaped(
                        "Pulls are smaller than DOWNLOAD: \(uncompressed.joined(separator: ", ")) in the archive."),
                    style))
            + (isVerified ? "" : "NOT VERIFIED: layers were not hashed\n")
    }
}
