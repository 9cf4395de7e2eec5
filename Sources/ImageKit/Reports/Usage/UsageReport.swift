public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Shows what the bytes of an image are there for.
public struct UsageReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<UsageReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(.markdown) { UsageMarkdown($0).text() },
        ReportWriter(.html) { try UsagePage($0).text() },
        ReportWriter(.json) { try JSONText.document(UsageDocument($0)) },
        ReportWriter(.csv) { $0.commaSeparated() },
    ]

    let analysis: ImageAnalysis
    let usage: Usage
    let duplicates: DuplicateContents?
    let efficiency: Efficiency
    let gates: [SizeGate]
    let baseLayers: BaseLayers
    let vulnerabilities: VulnerabilityFindings?
    private let limit: Int?

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - usage: its bytes, summed by one grouping.
    ///   - duplicates: contents that are there several times, where they were asked for.
    ///   - limit: how many rows a table shows before it sums up the rest; nil shows all.
    ///   - base: which layers are the base image's; nil takes what the history tells.
    ///   - gates: bounds whose failure the report names.
    ///   - vulnerabilities: what is known of the packages, for the page.
    public init(
        _ analysis: ImageAnalysis, _ usage: Usage, duplicates: DuplicateContents? = nil, limit: Int? = nil,
        base: BaseLayers? = nil, gates: [SizeGate] = [], vulnerabilities: VulnerabilityFindings? = nil
    ) {
        efficiency = Efficiency(of: analysis.tree)
        baseLayers = base ?? BaseLayers(of: analysis.image)
        self.gates = gates
        self.vulnerabilities = vulnerabilities
        self.analysis = analysis
        self.usage = usage
        self.duplicates = duplicates
        self.limit = limit
    }

    /// What the gates found wrong.
    public var failures: [String] { gates.compactMap { $0.failure(analysis) } }

    private func commaSeparated() -> String {
        func line(_ name: String, _ kind: String, _ amounts: Amounts, _ wasted: Int64, _ files: String) -> String {
            CommaSeparated.line([
                name, kind, String(amounts.downloadSize), String(amounts.diffSize), String(amounts.contentsSize),
                String(amounts.liveSize), String(wasted), files, String(analysis.isVerified),
            ])
        }
        var text = CommaSeparated.line([
            "name", "kind", "downloadSize", "diffSize", "contentsSize", "liveSize", "wastedSize", "files",
            "verified",
        ])
        for row in usage.rows { text += line(row.name, row.kind, row.amounts, row.wastedSize, String(row.fileCount)) }
        if usage.hasOverhead { text += line("archive overhead", "overhead", usage.overhead, 0, "") }
        return text
    }

    private func table(_ style: TableStyle) -> String {
        var table = TextTable([
            .init(title: usage.grouping.rawValue.uppercased(), shrinks: true), .init(title: "KIND"),
            .init(title: "LIVE", alignment: .right), .init(title: "WASTED", alignment: .right),
            .init(title: "DIFF", alignment: .right), .init(title: "DOWNLOAD", alignment: .right),
            .init(title: "", yields: true),
        ])
        let largest = usage.rows.map(\.amounts.diffSize).max() ?? 0
        func append(_ name: String, _ kind: String, _ amounts: Amounts, _ wasted: Int64, bar: String) {
            table.append([
                name, kind, ByteCount.text(amounts.liveSize), wasted == 0 ? "" : ByteCount.text(wasted),
                ByteCount.text(amounts.diffSize), ByteCount.text(amounts.downloadSize), bar,
            ])
        }
        let shown = usage.rows.prefix(limit ?? usage.rows.count)
        for row in shown {
            append(
                rowName(row), row.kind, row.amounts, row.wastedSize, bar: Bar.text(row.amounts.diffSize, of: largest))
        }
        let rest = usage.rows.dropFirst(shown.count)
        if !rest.isEmpty {
            append(
                "\(rest.count) more", "", rest.reduce(.zero) { $0 + $1.amounts }, rest.reduce(0) { $0 + $1.wastedSize },
                bar: "")
        }
        if usage.hasOverhead { append("archive overhead", "overhead", usage.overhead, 0, bar: "") }
        append("total", "", usage.total, usage.wastedSize, bar: "")
        return ImageHeading(analysis).text(style) + "\n" + table.render(style) + legend() + duplicateText(style)
            + gateText(style)
    }

    private func rowName(_ row: Usage.Row) -> String {
        guard row.kind == "layer", let index = Int(row.name), analysis.layers.indices.contains(index) else {
            return row.name
        }
        let instruction = Words.instruction(analysis.layers[index])
        let origin = baseLayers.contains(index) == true ? "\(row.name) (base)" : row.name
        return instruction.isEmpty ? origin : "\(origin) \(Words.shortened(instruction, to: 60))"
    }

    private func legend() -> String {
        var text = "\nLIVE: visible files. WASTED: deleted or overwritten by a later layer.\n"
        text += "DIFF: uncompressed layers. DOWNLOAD: the share of the compressed layers.\n"
        switch usage.grouping {
        case .cause:
            text += "Packages' files are among all of them: application files are programs,\n"
            text += "modules and data, everything that no other row is about.\n"
        case .directory:
            text += "A row has what lies in that directory; at the last depth also what is below.\n"
        default: break
        }
        if usage.fates == nil { text += "Efficiency: \(ByteCount.percent(efficiency.share)), as dive counts it.\n" }
        if let fates = usage.fates {
            text += "Only files that are \(fates.map(\.rawValue).sorted().joined(separator: " or ")) (--fate).\n"
        }
        return text
    }

    private func gateText(_ style: TableStyle) -> String {
        guard !gates.isEmpty else { return "" }
        let failures = failures
        guard !failures.isEmpty else { return "\n\(Plural.text(gates.count, "gate passes", "gates pass")).\n" }
        return "\n" + failures.map { Words.wrapped("GATE FAILED: \($0)", indent: "  ", style) }.joined()
    }

    private func duplicateText(_ style: TableStyle) -> String {
        guard let duplicates else { return "" }
        var text =
            "\nDuplicate files waste \(ByteCount.text(duplicates.repeatedSize)) of the visible files:\n"
        for group in duplicates.groups.prefix(10) {
            let paths = group.paths.prefix(3).map { DisplayText.escaped($0.description) }.joined(separator: " ")
            let more = group.paths.count > 3 ? " and \(group.paths.count - 3) more" : ""
            text += Words.wrapped("  \(ByteCount.text(group.repeatedSize)): \(paths)\(more)", indent: "    ", style)
        }
        return text
    }
}

/// A bar of text.
enum Bar {
    static let width = 16

    static func text(_ value: Int64, of largest: Int64) -> String {
        guard value > 0, largest > 0 else { return "" }
        let eighths = max(1, Int((Double(value) / Double(largest) * Double(width * 8)).rounded()))
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: eighths / 8) + partial
    }
}
