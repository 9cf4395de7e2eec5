public import ImageLedger
import ImagePackages
import ImageReading
public import ImageWriting

/// Lists files of an image, in whichever layer, the largest first.
public struct FilesReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<FilesReport>] = [
        ReportWriter(.table) { $0.table($1) },
        ReportWriter(streaming: .json) { try $0.writeDocument(to: $1) },
        ReportWriter(streaming: .jsonLines, note: "one file a line") { try $0.writeLines(to: $1) },
        ReportWriter(streaming: .csv) { try $0.writeCommaSeparated(to: $1) },
    ]

    private static let schemaVersion = "1.0"

    private let analysis: ImageAnalysis
    private let files: [Ledger.Booking]
    private let limit: Int?

    /// Makes a report.
    ///
    /// - Parameters:
    ///   - analysis: an image that was analyzed with ``/ImageLedger/ScanOptions/booksBytes``.
    ///   - filter: which files are wanted.
    ///   - limit: how many rows a table shows before it sums up the rest; nil shows all.
    /// - Throws: ``/ImageReading/ImageError`` where the bytes were not booked.
    public init(_ analysis: ImageAnalysis, where filter: FileFilter = FileFilter(), limit: Int? = nil) throws {
        guard let files = analysis.files(where: filter) else { throw ImageError.notBooked }
        self.analysis = analysis
        self.files = files
        self.limit = limit
    }

    private struct Facts: Encodable {
        let path: String
        let layer: Int
        let fate: Fate.Kind
        /// The layer that replaced or deleted it.
        let fateLayer: Int?
        let owner: PackageName?
        let cause: String
        let downloadSize: Int64
        let diffSize: Int64
        let contentsSize: Int64
        let liveSize: Int64

        init(_ file: Ledger.Booking) {
            path = file.path.description
            layer = file.layer
            fate = file.fate.kind
            fateLayer = file.fate.layer
            owner = file.owner.map(PackageName.init)
            cause = file.cause.rawValue
            downloadSize = file.amounts.downloadSize
            diffSize = file.amounts.diffSize
            contentsSize = file.amounts.contentsSize
            liveSize = file.amounts.liveSize
        }
    }

    private var total: Amounts { files.reduce(.zero) { $0 + $1.amounts } }

    private func writeDocument(to sink: (String) throws -> Void) throws {
        try JSONText.document(
            [
                "schemaVersion": .value(FilesReport.schemaVersion),
                "verified": .value(analysis.isVerified),
                "image": .value(ImageFacts(analysis)),
                "files": .list(files.lazy.map { Facts($0) as any Encodable }),
                "totals": .value(total),
                "diagnostics": .list(analysis.diagnostics.lazy.map { $0 as any Encodable }),
            ], to: sink)
    }

    private func writeLines(to sink: (String) throws -> Void) throws {
        for file in files {
            try sink(JSONText.line(FlatLine(Facts(file), of: analysis, schemaVersion: FilesReport.schemaVersion)))
        }
    }

    private func writeCommaSeparated(to sink: (String) throws -> Void) throws {
        try sink(
            CommaSeparated.line([
                "path", "layer", "fate", "fateLayer", "owner", "ownerVersion", "ownerType", "cause", "downloadSize",
                "diffSize",
                "contentsSize", "liveSize", "verified",
            ]))
        for file in files {
            try sink(
                CommaSeparated.line([
                    file.path.description, String(file.layer), file.fate.kind.rawValue,
                    file.fate.layer.map(String.init) ?? "", file.owner?.name ?? "", file.owner?.version ?? "",
                    file.owner?.kind.rawValue ?? "", file.cause.rawValue, String(file.amounts.downloadSize),
                    String(file.amounts.diffSize), String(file.amounts.contentsSize), String(file.amounts.liveSize),
                    String(analysis.isVerified),
                ]))
        }
    }

    /// How wide the columns before the path can be, and the spaces between.
    private static let factsWidth = 56

    private func table(_ style: TableStyle) -> String {
        let heading = ImageHeading(analysis).text(style) + "\n"
        guard !files.isEmpty else { return heading + "No file fits.\n" }
        let shown = files.prefix(limit ?? files.count)
        let paths = shown.map { DisplayText.escaped($0.path.description) }
        // The path is the answer: where the lines have no room for it, it has one of its own.
        let isNarrow =
            style.width.map { width in paths.contains { $0.count > width - FilesReport.factsWidth } } ?? false
        var table = TextTable(
            [
                .init(title: "SIZE", alignment: .right), .init(title: "LAYER", alignment: .right),
                .init(title: "STATE"), .init(title: "OWNER", shrinks: true),
            ] + (isNarrow ? [] : [.init(title: "PATH")]))
        for file in shown {
            table.append(
                [
                    ByteCount.text(max(file.amounts.contentsSize, file.amounts.liveSize)), String(file.layer),
                    file.fate.words, file.owner.map { $0.name } ?? "(\(file.cause.rawValue))",
                ] + (isNarrow ? [] : [file.path.description]))
        }
        var text = heading
        if isNarrow {
            let lines = table.render(style).split(separator: "\n")
            for (number, line) in lines.enumerated() {
                text += line + "\n" + (number == 0 ? "  PATH" : "  \(paths[number - 1])") + "\n"
            }
        } else {
            text += table.render(style)
        }
        let rest = files.count - shown.count
        if rest > 0 { text += "and \(rest) more; --all shows them\n" }
        let total = total
        return text + "\n\(Plural.text(files.count, "file")), \(ByteCount.text(total.contentsSize)) in the layers, "
            + "\(ByteCount.text(total.liveSize)) of it visible in a container.\n"
            + "(...) is what a file that no package owns is for.\n"
    }
}

extension Fate {
    /// What became of a file, in a few words.
    var words: String {
        switch self {
        case .live: "visible"
        case .overwritten(let layer): "replaced in \(layer)"
        case .copied(let layer): "stored again in \(layer)"
        case .deleted(let layer): "deleted in \(layer)"
        case .ignored: "never visible"
        }
    }
}
