public import ImageLedger
import ImagePackages
import ImageReading

/// Writes what each layer of an image is and did.
public struct LayersReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json, .jsonLines, .csv]

    private let analysis: ImageAnalysis

    /// Makes a report.
    public init(_ analysis: ImageAnalysis) { self.analysis = analysis }

    private struct Line: Encodable {
        let image: String
        let verified: Bool
        let layer: LayerFacts

        enum CodingKeys: String, CodingKey { case imageDigest, verified, schemaVersion }

        func encode(to encoder: any Encoder) throws {
            try layer.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(image, forKey: .imageDigest)
            try container.encode(verified, forKey: .verified)
            try container.encode(InventoryDocument.schemaVersion, forKey: .schemaVersion)
        }
    }

    /// The report as text, the same for the same image.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        switch format {
        case .table: return table(style)
        case .json:
            var text = ""
            try JSONText.document(
                [
                    "schemaVersion": .value(InventoryDocument.schemaVersion),
                    "verified": .value(analysis.isVerified),
                    "image": .value(ImageFacts(analysis)),
                    "layers": .list(analysis.layers.lazy.map { LayerFacts($0) as any Encodable }),
                    "totals": .value(InventoryDocument.Totals(analysis)),
                    "diagnostics": .list(analysis.diagnostics.lazy.map { $0 as any Encodable }),
                ], to: { text += $0 })
            return text
        case .jsonLines:
            return try analysis.layers.map {
                try JSONText.line(
                    Line(
                        image: analysis.image.digest.description, verified: analysis.isVerified, layer: LayerFacts($0)))
            }.joined()
        case .csv: return commaSeparated()
        default: throw ImageError.unknownFormat(format, known: LayersReport.formats)
        }
    }

    private func commaSeparated() -> String {
        var text = CommaSeparated.line([
            "index", "digest", "diffId", "mediaType", "downloadSize", "diffSize", "liveSize", "entries",
            "packagesAdded",
            "packagesRemoved", "packagesUpgraded", "createdBy", "verified",
        ])
        for summary in analysis.layers {
            let facts = LayerFacts(summary)
            text += CommaSeparated.line([
                String(facts.index), facts.digest ?? "", facts.diffId, facts.mediaType, String(facts.downloadSize),
                String(facts.diffSize), String(facts.liveSize), String(facts.entries), String(summary.added.count),
                String(summary.removed.count), String(summary.upgraded.count), facts.createdBy ?? "",
                String(analysis.isVerified),
            ])
        }
        return text
    }

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "LAYER", alignment: .right), .init(title: "DIGEST"),
            .init(title: "DOWNLOAD", alignment: .right), .init(title: "DIFF", alignment: .right),
            .init(title: "LIVE", alignment: .right), .init(title: "ENTRIES", alignment: .right),
            .init(title: "PACKAGES", shrinks: true), .init(title: "CREATED BY", shrinks: true),
        ])
        for summary in analysis.layers {
            table.append([
                String(summary.layer.index), String((summary.digest ?? summary.layer.diffID).hex.prefix(12)),
                ByteCount.text(summary.downloadSize), ByteCount.text(summary.diffSize),
                ByteCount.text(summary.liveSize), String(summary.entryCount), counts(summary),
                LayersReport.instruction(summary.layer.history?.createdBy ?? ""),
            ])
        }
        let rows = analysis.layers.isEmpty ? "The image has no layers.\n" : table.render(style)
        return ImageHeading(analysis).text(style) + "\n" + rows + changes(style)
    }

    /// `+131 -2 ^1`: added, removed, upgraded.
    private func counts(_ summary: LayerSummary) -> String {
        [("+", summary.added.count), ("-", summary.removed.count), ("^", summary.upgraded.count)]
            .filter { $0.1 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }

    /// What each layer did to packages, for all but the first layer that brings some: that one is the base.
    private func changes(_ style: TableStyle) -> String {
        let changed = analysis.layers.filter { !$0.changes.isEmpty }.dropFirst()
        guard !changed.isEmpty else { return "" }
        var text = "\nPackages added (+), removed (-) and upgraded (^):\n"
        for summary in changed {
            let list = summary.changes.map { change in
                switch (change.before, change.after) {
                case (nil, let after?): "+\(change.name) \(after)"
                case (let before?, nil): "-\(change.name) \(before)"
                default: "^\(change.name) \(change.before ?? "") to \(change.after ?? "")"
                }
            }
            let shown = list.prefix(LayersReport.shownChanges).joined(separator: ", ")
            let more = list.count - LayersReport.shownChanges
            text += DisplayText.escaped("  layer \(summary.layer.index): \(shown)")
            text += more > 0 ? " and \(more) more (all of them with -o json)\n" : "\n"
        }
        return text
    }

    private static let shownChanges = 12

    /// The instruction as a person wrote it, without what build tools put in front.
    static func instruction(_ createdBy: String) -> String {
        // Indentation of the Dockerfile's lines says nothing in one line.
        var text = createdBy.split { $0.isWhitespace }.joined(separator: " ")[...]
        for prefix in ["/bin/sh -c #(nop) ", "/bin/sh -c "] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            return String(prefix.hasSuffix("-c ") ? "RUN " + text : text.drop { $0 == " " })
        }
        // Docker's old builder puts the number of build arguments and their values first.
        if text.hasPrefix("|"), let shell = text.firstRange(of: " /bin/sh -c ") {
            return "RUN " + text[shell.upperBound...]
        }
        for suffix in [" # buildkit"] where text.hasSuffix(suffix) { text = text.dropLast(suffix.count) }
        return String(text.replacing("RUN /bin/sh -c ", with: "RUN "))
    }
}
