import ImageLedger
import ImagePackages
import ImageReading

/// A self-contained page: one HTML file that fetches nothing.
struct Page {
    /// A table of a page.
    struct Table {
        let id: String
        let title: String
        var note: String?
        /// What a search looks for; nil for a table without one.
        var searches: String?
        let columns: [(title: String, isNumber: Bool)]
        var rows: [[Cell]]
        /// How many rows are left out.
        var missing = 0
    }

    struct Cell {
        let text: String
        var number: Int64?
        var style: String?

        init(_ text: String, number: Int64? = nil, style: String? = nil) {
            self.text = Words.shortened(text, to: 600)
            self.number = number
            self.style = style
        }

        static func size(_ bytes: Int64) -> Cell { Cell(ByteCount.text(bytes), number: bytes) }

        static func change(_ bytes: Int64) -> Cell {
            Cell(bytes == 0 ? "0" : Words.signed(bytes), number: bytes)
        }

        /// An instruction, its line breaks and tabs as single spaces.
        static func code(_ text: String) -> Cell {
            Cell(text.split(whereSeparator: \.isWhitespace).joined(separator: " "), style: "code")
        }
    }

    let kind: String
    let names: [String]
    let verdict: String
    let sentence: String
    var notes: [(text: String, style: String)] = []
    let summaryColumns: [String]
    let summary: [(name: String, cells: [Cell])]
    var waterfall: ReportTemplate.Values?
    let maps: [(label: String, size: Int64)]
    let data: LiveTreeData
    let tables: [Table]

    func text() throws -> String {
        let template = try ReportTemplate(PackageResources.page_html_mustache)
        var values: ReportTemplate.Values = [
            "kind": kind, "title": "\(names.joined(separator: " → ")): \(verdict)", "verdict": verdict,
            "names": names.enumerated().map { index, name -> ReportTemplate.Values in
                ["text": Words.shortened(name, to: 200), "next": index + 1 < names.count]
            }, "sentence": sentence, "sections": sections,
            "notes": notes.map { ["text": $0.text, "class": $0.style] as ReportTemplate.Values },
            "summaryColumns": summaryColumns,
            "summary": summary.map { row -> ReportTemplate.Values in
                ["name": row.name, "cells": row.cells.map(Page.values)]
            },
            "maps": maps.enumerated().map { index, map -> ReportTemplate.Values in
                ["index": String(index), "label": map.label, "size": ByteCount.text(map.size)]
            }, "tables": tables.map(Page.values),
            "data": try data.script(), "style": Page.decoded(PackageResources.page_css),
            "script": "\"use strict\";\n{\n\(Page.decoded(PackageResources.tables_js))}\n"
                + "{\n\(Page.decoded(PackageResources.treemap_js))}",
        ]
        if let waterfall { values["waterfall"] = waterfall }
        return template.render(values)
    }

    private var sections: [ReportTemplate.Values] {
        var sections: [ReportTemplate.Values] = [["id": "summary", "title": "Summary"]]
        if waterfall != nil { sections.append(["id": "difference", "title": "Difference"]) }
        sections.append(["id": "map", "title": "Map"])
        return sections + tables.map { ["id": $0.id, "title": $0.title] }
    }

    private static func decoded(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func values(_ cell: Cell) -> ReportTemplate.Values {
        var values: ReportTemplate.Values = ["text": cell.text]
        if let number = cell.number { values["number"] = String(number) }
        if let style = cell.style { values["class"] = style }
        return values
    }

    private static func values(_ table: Table) -> ReportTemplate.Values {
        var values: ReportTemplate.Values = [
            "id": table.id, "title": table.title, "sorts": table.searches != nil,
            "columns": table.columns.map { ["title": $0.title, "number": $0.isNumber] as ReportTemplate.Values },
            "rows": table.rows.map { ["cells": $0.map(Page.values)] as ReportTemplate.Values },
        ]
        if let note = table.note { values["note"] = note }
        if let searches = table.searches { values["searches"] = searches }
        if table.missing > 0 { values["more"] = Words.more(table.missing, "row") }
        return values
    }
}

extension Page.Table {
    /// The table with only its first rows.
    func limited(to limit: Int) -> Page.Table {
        var table = self
        table.rows = Array(rows.prefix(limit))
        table.missing = rows.count - table.rows.count
        return table
    }

    /// The layers of an image with what made them.
    static func layers(_ analysis: ImageAnalysis, id: String, title: String) -> Page.Table {
        Page.Table(
            id: id, title: title, searches: "layers",
            columns: [
                ("layer", true), ("instruction", false), ("live", true), ("diff", true), ("download", true),
                ("entries", true), ("packages", false),
            ],
            rows: analysis.layers.map { layer in
                let counts = [("+", layer.added.count), ("−", layer.removed.count), ("↑", layer.upgraded.count)]
                return [
                    Page.Cell(String(layer.layer.index), number: Int64(layer.layer.index)),
                    .code(Words.instruction(layer)), .size(layer.liveSize),
                    .size(layer.diffSize), .size(layer.downloadSize),
                    Page.Cell(String(layer.entryCount), number: Int64(layer.entryCount)),
                    Page.Cell(counts.filter { $0.1 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")),
                ]
            })
    }

    /// What images are, side by side.
    static func facts(_ analyses: [ImageAnalysis], columns: [String]) -> Page.Table {
        let facts = analyses.map { analysis -> [(String, String)] in
            let image = analysis.image
            let config = image.configuration.config
            return [
                ("archive", image.archive), ("references", image.references.joined(separator: " ")),
                ("digest", image.digest.description), ("platform", image.platform?.description ?? "unknown"),
                ("system", analysis.inventory.distribution.map { $0.prettyName ?? $0.id } ?? "unknown"),
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
