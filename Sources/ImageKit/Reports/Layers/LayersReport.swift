public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows what each layer of an image is and did.
public struct LayersReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<LayersReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.json) { try $0.document() },
        ReportWriter(.jsonLines, note: "one layer a line") { try $0.lines() },
        ReportWriter(.csv) { $0.commaSeparated() },
    ]

    private let analysis: ImageAnalysis

    private let baseLayers: BaseLayers
    private let recordedInstructions: [Int: String]

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - base: which layers are the base image's; nil takes what the history tells.
    ///   - recordedInstructions: the instructions that provenance records where the history has others, by layer.
    public init(_ analysis: ImageAnalysis, base: BaseLayers? = nil, recordedInstructions: [Int: String] = [:]) {
        self.analysis = analysis
        self.recordedInstructions = recordedInstructions
        baseLayers = base ?? BaseLayers(of: analysis.image)
    }

    private func facts(_ summary: LayerSummary) -> LayerFacts {
        LayerFacts(
            summary, isOfBase: baseLayers.contains(summary.layer.index),
            recordedInstruction: recordedInstructions[summary.layer.index])
    }

    private func document() throws -> String {
        try JSONText.document(
            [
                "schemaVersion": .value(ImageFacts.schemaVersion),
                "verified": .value(analysis.isVerified),
                "image": .value(ImageFacts(analysis)),
                "layers": .list(analysis.layers.lazy.map { facts($0) as any Encodable }),
                "totals": .value(ImageTotals(analysis)),
                "diagnostics": .list(analysis.diagnostics.lazy.map { $0 as any Encodable }),
            ])
    }

    private func lines() throws -> String {
        try analysis.layers.map {
            try JSONText.line(
                FlatLine(
                    facts($0), of: analysis, schemaVersion: ImageFacts.schemaVersion, namesReference: false))
        }.joined()
    }

    private func commaSeparated() -> String {
        var text = CommaSeparated.line([
            "index", "digest", "diffId", "mediaType", "downloadSize", "diffSize", "contentsSize", "liveSize",
            "entries",
            "packagesAdded",
            "packagesRemoved", "packagesUpgraded", "createdBy", "verified",
        ])
        for summary in analysis.layers {
            let facts = LayerFacts(summary)
            text += CommaSeparated.line([
                String(facts.index), facts.digest ?? "", facts.diffId, facts.mediaType, String(facts.downloadSize),
                String(facts.diffSize), String(summary.contentsSize), String(facts.liveSize), String(facts.entries),
                String(summary.added.count),
                String(summary.removed.count), String(summary.upgraded.count), facts.createdBy ?? "",
                String(analysis.isVerified),
            ])
        }
        return text
    }

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: "LAYER", alignment: .right), .init(title: "OF"), .init(title: "DIGEST"),
            .init(title: "DOWNLOAD", alignment: .right), .init(title: "DIFF", alignment: .right),
            .init(title: "CONTENTS", alignment: .right, yields: true), .init(title: "LIVE", alignment: .right),
            .init(title: "ENTRIES", alignment: .right, yields: true),
            .init(title: "PACKAGES", shrinks: true), .init(title: "CREATED BY", shrinks: true),
        ])
        for summary in analysis.layers {
            table.append([
                String(summary.layer.index), Words.origin(summary.layer.index, baseLayers),
                String((summary.digest ?? summary.layer.diffID).hex.prefix(12)),
                ByteCount.text(summary.downloadSize), ByteCount.text(summary.diffSize),
                ByteCount.text(summary.contentsSize), ByteCount.text(summary.liveSize), String(summary.entryCount),
                counts(summary),
                Words.instruction(summary),
            ])
        }
        let rows = analysis.layers.isEmpty ? "The image has no layers.\n" : table.render(style)
        return ImageHeading(analysis).text(style) + "\n" + rows + recorded(style) + changes(style)
    }

    /// Which layers another instruction made than the history says.
    private func recorded(_ style: TableStyle) -> String {
        guard !recordedInstructions.isEmpty else { return "" }
        var text = "\nAccording to the provenance other instructions made these layers than the history says:\n"
        for (layer, instruction) in recordedInstructions.sorted(by: { $0.key < $1.key }) {
            let shown = SecretText.withoutSecrets(instruction)
            text += Words.wrapped(DisplayText.escaped("  layer \(layer): \(shown)"), indent: "    ", style)
        }
        return text
    }

    /// `+131 -2 ^1`: added, removed, upgraded.
    private func counts(_ summary: LayerSummary) -> String {
        let signed: [(sign: String, count: Int)] = [
            ("+", summary.added.count), ("-", summary.removed.count), ("^", summary.upgraded.count),
        ]
        return signed.filter { $0.count > 0 }.map { $0.sign + String($0.count) }.joined(separator: " ")
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
            let rest = more > 0 ? " and \(more) more (all of them with -o json)" : ""
            text += Words.wrapped(
                DisplayText.escaped("  layer \(summary.layer.index): \(shown)\(rest)"), indent: "    ", style)
        }
        return text
    }

    private static let shownChanges = 12
}
