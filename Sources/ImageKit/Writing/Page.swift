package import ImageLedger
import ImagePackages
import ImageReading

/// A self-contained page: one HTML file that fetches nothing.
package struct Page {
    /// A table of a page.
    package struct Table {
        package init(
            id: String, title: String, note: String? = nil, searches: String? = nil,
            columns: [(title: String, isNumber: Bool)], filters: Set<String> = [], rows: [[Cell]]
        ) {
            self.id = id
            self.title = title
            self.note = note
            self.searches = searches
            self.columns = columns
            self.filters = filters
            self.rows = rows
        }

        package let id: String
        package let title: String
        package var note: String?
        /// What a search looks for; nil for a table without one.
        package var searches: String?
        package let columns: [(title: String, isNumber: Bool)]
        /// Titles of columns with few values, by which rows can be chosen.
        package var filters: Set<String> = []
        package var rows: [[Cell]]
        /// How many rows are left out.
        package var missing = 0
    }

    package struct Cell {
        package let text: String
        package var number: Int64?
        package var style: String?

        package init(_ text: String, number: Int64? = nil, style: String? = nil) {
            self.text = Words.shortened(text, to: 600)
            self.number = number
            self.style = style
        }

        package static func size(_ bytes: Int64) -> Cell { Cell(ByteCount.text(bytes), number: bytes) }

        package static func change(_ bytes: Int64) -> Cell {
            Cell(bytes == 0 ? "0" : Words.signed(bytes), number: bytes)
        }

        /// An instruction, its line breaks and tabs as single spaces.
        package static func code(_ text: String) -> Cell {
            Cell(text.split(whereSeparator: \.isWhitespace).joined(separator: " "), style: "code")
        }
    }

    package let kind: String
    package let names: [String]
    package let verdict: String
    package let sentence: Markup
    package var notes: [(text: String, style: String)] = []
    package let summaryColumns: [String]
    package let summary: [(name: String, cells: [Cell])]
    /// How the difference comes about; nil for a page of one image.
    package var waterfall: Markup?
    /// The maps of visible files; none for a page without.
    package var maps: [(label: String, size: Int64)] = []
    package var data = LiveTreeData([], nodeLimit: 0)
    package let tables: [Table]

    /// A page without maps.
    package init(
        kind: String, names: [String], verdict: String, sentence: Markup, notes: [(text: String, style: String)] = [],
        summaryColumns: [String], summary: [(name: String, cells: [Cell])], tables: [Table]
    ) {
        self.kind = kind
        self.names = names
        self.verdict = verdict
        self.sentence = sentence
        self.notes = notes
        self.summaryColumns = summaryColumns
        self.summary = summary
        self.tables = tables
    }
}

extension Page.Table {
    /// The table with only its first rows.
    package func limited(to limit: Int) -> Page.Table {
        var table = self
        table.rows = Array(rows.prefix(limit))
        table.missing = rows.count - table.rows.count
        return table
    }

    /// The layers of an image with what made them.
    package static func layers(_ analysis: ImageAnalysis, id: String, title: String, base: BaseLayers? = nil)
        -> Page.Table
    {
        let base = base ?? BaseLayers(of: analysis.image)
        return Page.Table(
            id: id, title: title, searches: "layers",
            columns: [
                ("layer", true), ("of", false), ("instruction", false), ("live", true), ("diff", true),
                ("download", true), ("entries", true), ("packages", false),
            ], filters: ["of"],
            rows: analysis.layers.map { layer in
                let counts = [("+", layer.added.count), ("−", layer.removed.count), ("↑", layer.upgraded.count)]
                return [
                    Page.Cell(String(layer.layer.index), number: Int64(layer.layer.index)),
                    Page.Cell(Words.origin(layer.layer.index, base)), .code(Words.instruction(layer)),
                    .size(layer.liveSize),
                    .size(layer.diffSize), .size(layer.downloadSize),
                    Page.Cell(String(layer.entryCount), number: Int64(layer.entryCount)),
                    Page.Cell(counts.filter { $0.1 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")),
                ]
            })
    }

    /// What images are, side by side.
    package static func facts(_ analyses: [ImageAnalysis], columns: [String]) -> Page.Table {
        let facts = analyses.map { analysis -> [(String, String)] in
            let image = analysis.image
            let config = image.configuration.config
            return [
                ("archive", image.archive), ("references", image.references.joined(separator: " ")),
                ("digest", image.digest.description), ("platform", image.platform?.description ?? "unknown"),
                ("system", analysis.inventory.distribution?.displayName ?? "unknown"),
                ("created", image.configuration.created ?? ""),
                ("user", Words.user(config?.user)),
                ("entrypoint", SecretText.withoutSecrets(config?.entrypoint ?? []).joined(separator: " ")),
                ("command", SecretText.withoutSecrets(config?.cmd ?? []).joined(separator: " ")),
                ("working directory", config?.workingDir ?? ""),
                ("verified", analysis.isVerified ? "every digest and diff ID" : "NO: layers were not hashed"),
            ]
        }
        let names = facts.first?.map(\.0) ?? []
        return Page.Table(
            id: "image", title: analyses.count > 1 ? "Side by side" : "Image",
            columns: [("", false)] + columns.map { ($0, false) },
            rows: names.indices.map { row in [Page.Cell(names[row])] + facts.map { Page.Cell($0[row].1) } })
    }
}
