import ImageReading

// The elements and classes that the style sheet and the scripts in Templates know.
extension Page {
    package func text() throws -> String {
        let script =
            "\"use strict\";\n{\n\(Page.decoded(PackageResources.tables_js))}\n"
            + "{\n\(Page.decoded(PackageResources.treemap_js))}"
        let style = Page.decoded(PackageResources.page_css)
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <meta name="color-scheme" content="light dark">
            <title>\(names.joined(separator: " → ")): \(verdict)</title>
            <style>
            \(Markup(verbatim: style))
            </style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            \(header)
            <main id="content" tabindex="-1">
            \(summarySection)
            \(waterfall)\(map)\(tables.map(\.markup))</main>
            <footer><p>Made by imagescan. Download: compressed layers. Diff: uncompressed layers. Live: visible files. Wasted: deleted or overwritten. Every byte is counted once.</p></footer>
            <script type="application/json" id="data">\(Markup(verbatim: try data.script()))</script>
            <script>
            \(Markup(verbatim: script))
            </script>
            </body>
            </html>

            """
        return page.text
    }

    private static func decoded(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private var header: Markup {
        let names = self.names.enumerated().map { index, name -> Markup in
            let arrow: Markup? = index + 1 < self.names.count ? " <span class=\"arrow\">→</span> " : nil
            return "<span class=\"name\">\(Words.shortened(name, to: 200))</span>\(arrow)"
        }
        let links = sections.map { id, title -> Markup in "<li><a href=\"#\(id)\">\(title)</a></li>" }
        return """
            <header>
            <p class="kind">\(kind)</p>
            <h1>\(names)</h1>
            <p class="verdict">\(verdict)</p>
            <nav aria-label="Sections"><ul>\(links)</ul></nav>
            </header>
            """
    }

    private var sections: [(id: String, title: String)] {
        var sections = [("summary", "Summary")]
        if waterfall != nil { sections.append(("difference", "Difference")) }
        if !maps.isEmpty { sections.append(("map", "Map")) }
        return sections + tables.map { ($0.id, $0.title) }
    }

    private var summarySection: Markup {
        let notes = self.notes.map { text, style -> Markup in "<p class=\"note \(style)\">\(text)</p>\n" }
        let columns = summaryColumns.map { title -> Markup in "<th scope=\"col\">\(title)</th>" }
        let rows = summary.map { name, cells -> Markup in
            let cells = cells.map { cell -> Markup in
                let style = cell.style.map { " \($0)" } ?? ""
                return "<td class=\"n\(style)\">\(cell.text)</td>"
            }
            return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>\n"
        }
        return """
            <section id="summary" aria-labelledby="summary-title">
            <h2 id="summary-title">Summary</h2>
            \(notes)<div class="scroll"><table class="summary">
            <thead><tr>\(columns)</tr></thead>
            <tbody>
            \(rows)</tbody>
            </table></div>
            <p class="sentence">\(sentence)</p>
            </section>
            """
    }

    private var map: Markup? {
        guard !maps.isEmpty else { return nil }
        let largest = maps.map(\.size).max() ?? 0
        let figures = maps.enumerated().map { index, map -> Markup in
            """
            <figure class="map" data-tree="\(index)" style="--share:\(Page.share(map.size, of: largest))"><figcaption>\(map.label) <b>\(ByteCount.text(map.size))</b></figcaption></figure>

            """
        }
        let scale = maps.count > 1 ? ", in all maps on one scale" : ""
        return """
            <section id="map" aria-labelledby="map-title">
            <h2 id="map-title">Visible files by layer, owner and directory</h2>
            <noscript><p class="note">The map needs JavaScript; the tables below have the same numbers.</p></noscript>
            <p class="hint script-only" hidden>Areas are bytes\(scale). Click or Enter opens an area, Escape goes back, the arrow keys move.</p>
            <ul class="legend script-only" hidden aria-label="Colors"><li class="deb">Debian packages</li><li class="pypi">Python packages</li><li class="package">other packages</li><li class="none">no package</li></ul>
            <div class="maps">
            \(figures)</div>
            </section>

            """
    }

    /// The share of the largest map that a map's area has, for the style sheet.
    private static func share(_ size: Int64, of largest: Int64) -> String {
        guard largest > 0 else { return "1" }
        return String(Double(Int(Double(size) / Double(largest) * 10_000)) / 10_000)
    }
}

extension Page.Table {
    fileprivate var markup: Markup {
        let columns = self.columns.map { title, isNumber -> Markup in
            let number: Markup = isNumber ? " class=\"n\"" : ""
            let filter: Markup = filters.contains(title) ? " data-filter" : ""
            return "<th scope=\"col\"\(number)\(filter)>\(title)</th>"
        }
        let rows = self.rows.map { row -> Markup in "<tr>\(row.map(\.markup))</tr>\n" }
        let search = searches.map { what -> Markup in " data-sorts data-search=\"\(what)\"" }
        let note = self.note.map { text -> Markup in "<p class=\"hint\">\(text)</p>\n" }
        let more: Markup? = missing > 0 ? "<p class=\"more\">\(Words.more(missing, "row"))</p>\n" : nil
        return """
            <section id="\(id)" aria-labelledby="\(id)-title">
            <h2 id="\(id)-title">\(title)</h2>
            \(note)<div class="scroll"><table\(search)>
            <thead><tr>\(columns)</tr></thead>
            <tbody>
            \(rows)</tbody>
            </table></div>
            \(more)</section>

            """
    }
}

extension Page.Cell {
    fileprivate var markup: Markup {
        let number = number.map { value -> Markup in " class=\"n\" data-v=\"\(value)\"" }
        let style = style.map { name -> Markup in " class=\"\(name)\"" }
        return "<td\(number)\(style)>\(text)</td>"
    }
}
