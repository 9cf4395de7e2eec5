import ImageReading

/// Lays out rows of text in aligned columns.
package struct TextTable {
    package enum Alignment { case left, right }

    package struct Column {
        package let title: String
        package var alignment = Alignment.left
        /// Whether the column gives way where the lines would be too long.
        package var shrinks = false
        /// Terminal colors (SGR codes) of texts that stand alone in a cell.
        package var colors: [String: Int] = [:]
        /// Whether the column is left out where names would have to be cut for it, as a bar is.
        package var yields = false
        /// Whether a text that is cut keeps its end, as a path does.
        package var keepsEnd = false
        /// Whether a text that is too long goes on in further lines and is not cut.
        package var wraps = false

        package init(
            title: String, alignment: Alignment = .left, shrinks: Bool = false, keepsEnd: Bool = false,
            yields: Bool = false, wraps: Bool = false, colors: [String: Int] = [:]
        ) {
            self.keepsEnd = keepsEnd
            self.wraps = wraps
            self.yields = yields
            self.colors = colors
            self.title = title
            self.alignment = alignment
            self.shrinks = shrinks
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; its texts are escaped here.
    package mutating func append(_ row: [String]) { rows.append(row.map { DisplayText.escaped($0) }) }

    /// The lines, each ending in a line feed; columns that are empty in all rows are left out.
    package func render(_ style: TableStyle) -> String {
        var used = columns.indices.filter { column in rows.contains { !$0[column].isEmpty } || rows.isEmpty }
        var widths = used.map { column in
            max(columns[column].title.count, rows.reduce(0) { max($0, $1[column].count) })
        }
        if let limit = style.width, widths.reduce(0, +) + 2 * (widths.count - 1) > limit {
            let kept = used.indices.filter { !columns[used[$0]].yields }
            widths = kept.map { widths[$0] }
            used = kept.map { used[$0] }
        }
        if let limit = style.width { shrink(&widths, used: used, to: limit) }
        var text = ""
        let heading = line(columns.map(\.title), used: used, widths: widths, colored: false)
        text += style.usesColor ? "\u{1B}[1m\(heading)\u{1B}[0m\n" : heading + "\n"
        for row in rows {
            for part in wrapped(row, used: used, widths: widths) {
                text += line(part, used: used, widths: widths, colored: style.usesColor) + "\n"
            }
        }
        return text
    }

    /// A row as lines: what does not fit into a column that wraps stands alone in those below.
    private func wrapped(_ row: [String], used: [Int], widths: [Int]) -> [[String]] {
        var lines = [row]
        for (place, column) in used.enumerated() where columns[column].wraps && row[column].count > widths[place] {
            let style = TableStyle(width: widths[place])
            let parts = Words.wrapped(row[column], style).split(separator: "\n").map(String.init)
            for (index, part) in parts.enumerated() {
                if index == lines.count { lines.append(Array(repeating: "", count: row.count)) }
                lines[index][column] = part
            }
        }
        return lines
    }

    private func shrink(_ widths: inout [Int], used: [Int], to limit: Int) {
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
        // Names of twelve characters still tell something; of eight, better than lines that are broken.
        for least in [12, 8] {
            while excess > 0 {
                let candidates = widths.indices.filter {
                    (columns[used[$0]].shrinks || columns[used[$0]].wraps) && widths[$0] > least
                }
                guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
                widths[widest] -= 1
                excess -= 1
            }
        }
    }

    private func line(_ cells: [String], used: [Int], widths: [Int], colored: Bool) -> String {
        var parts: [String] = []
        for (place, column) in used.enumerated() {
            var cell = cells[column]
            if cell.count > widths[place] {
                cell =
                    columns[column].keepsEnd
                    ? "…" + cell.suffix(widths[place] - 1) : cell.prefix(widths[place] - 1) + "…"
            }
            let space = String(repeating: " ", count: widths[place] - cell.count)
            if colored, let color = columns[column].colors[cell] { cell = "\u{1B}[\(color)m\(cell)\u{1B}[0m" }
            parts.append(columns[column].alignment == .left ? cell + space : space + cell)
        }
        let text = parts.joined(separator: "  ")
        return String(text.prefix(text.count - text.reversed().prefix { $0 == " " }.count))
    }
}
