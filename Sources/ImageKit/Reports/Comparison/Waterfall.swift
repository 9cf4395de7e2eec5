import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// How groups of rows lead from one size to the other, as bars.
struct Waterfall {
    /// How many files of a row are named.
    private static let namedFiles = 6

    private let comparison: ImageComparison
    private let groups: [ComparisonGroups.Group]
    private let words: RowWords
    /// The files of each row by the row's kind and name.
    private let files: [String: RowFiles]

    init(_ comparison: ImageComparison, _ groups: ComparisonGroups, _ words: RowWords) {
        self.comparison = comparison
        self.words = words
        self.groups = groups.groups
        files = Dictionary(
            zip(comparison.rows.map(Waterfall.key), RowFiles.files(of: comparison, limit: Waterfall.namedFiles)),
            uniquingKeysWith: { first, _ in first })
    }

    private static func key(_ row: ComparisonRow) -> String {
        let package = [row.packageBefore, row.packageAfter].map { $0?.locations.first ?? "" }
        return [row.kind.rawValue, row.name, RowWords.version(row)].joined(separator: "\n")
            + package.joined(separator: "\n") + ((row.packageAfter ?? row.packageBefore)?.purl.description ?? "")
    }

    /// The section of a page.
    ///
    /// - Parameter limit: how many rows the page has room for.
    func markup(rows limit: Int) -> Markup {
        let before = comparison.totalBefore.diffSize
        let after = comparison.totalAfter.diffSize
        // Bars of less than a pixel say nothing.
        let least = max(before, after) / 500
        let shown = groups.prefix(min(30, limit)).prefix { $0.delta.diffSize.magnitude >= least.magnitude }
        var running = before
        var scale = max(before, after, 1)
        for group in shown {
            running += group.delta.diffSize
            scale = max(scale, running)
        }
        func percent(_ size: Int64) -> String { ByteCount.fixed(100 * Double(size) / Double(scale), digits: 3) }
        func end(_ size: Int64, _ words: String) -> Markup {
            """
            <div class="step end"><span class="amount">\(ByteCount.text(size))</span><span class="what">\(words)</span><span class="track"><i style="left:0;width:\(percent(size))%"></i></span></div>
            """
        }
        running = before
        func step(_ delta: Int64, _ what: Markup) -> Markup {
            let start = min(running, running + delta)
            running += delta
            let width = percent(Int64(clamping: delta.magnitude))
            return """
                <span class="amount">\(Words.signed(delta))</span><span class="what">\(what)</span><span class="track"><i class="\(delta < 0 ? "less" : "grown")" style="left:\(percent(start))%;width:\(width)%"></i></span>
                """
        }
        let steps = shown.map { group -> Markup in
            let phrase = words.phrase(group)
            let name: Markup? = phrase.name.isEmpty ? nil : "<b>\(phrase.name)</b>"
            return """
                <details class="step">
                <summary>\(step(group.delta.diffSize, "\(name)\(phrase.words)"))</summary>
                \(table(of: group, rows: limit))
                </details>

                """
        }
        let rest = groups.dropFirst(shown.count)
        let what: Markup = "\(rest.count) smaller groups; their rows are in the table below"
        let restStep: Markup? =
            rest.isEmpty
            ? nil : "<div class=\"step rest\">\(step(rest.reduce(Int64(0)) { $0 + $1.delta.diffSize }, what))</div>\n"
        return """
            <section id="difference" aria-labelledby="difference-title">
            <h2 id="difference-title">Where the difference comes from</h2>
            <p class="hint">Uncompressed bytes of the layers, from the first image to the second. Open a row for its packages and files.</p>
            <div class="waterfall">
            \(end(before, "before"))
            \(steps)\(restStep)\(end(after, "after"))
            </div>
            </section>

            """
    }

    private func table(of group: ComparisonGroups.Group, rows limit: Int) -> Markup {
        let shown = group.rows.prefix(max(1, limit / 20))
        let rows = shown.map { row -> Markup in
            let name = limit > 200 ? files(of: row) : nil
            return """
                <tr><td>\(name ?? "\(words.name(of: row))")</td><td>\(RowWords.version(row))</td><td class="n">\(Words.signed(row.delta.liveSize))</td><td class="n">\(Words.signed(row.delta.diffSize))</td><td class="n">\(Words.signed(row.delta.downloadSize))</td></tr>

                """
        }
        let missing = group.rows.count - shown.count
        let more: Markup? =
            missing > 0 ? "<tr><td colspan=\"5\" class=\"more\">\(Words.more(missing, "row"))</td></tr>\n" : nil
        return """
            <div class="scroll"><table>
            <thead><tr><th scope="col">what</th><th scope="col">version</th><th scope="col" class="n">live</th><th scope="col" class="n">diff</th><th scope="col" class="n">download</th></tr></thead>
            <tbody>
            \(rows)\(more)</tbody>
            </table></div>
            """
    }

    /// A row's name with its files to open; nil where none is known.
    private func files(of row: ComparisonRow) -> Markup? {
        guard let found = files[Waterfall.key(row)], !found.files.isEmpty else { return nil }
        let items = found.files.map { file -> Markup in
            let path = Words.shortened("/" + file.path.string, to: 200)
            return "<li><span class=\"amount\">\(Words.signed(file.delta))</span> \(path)</li>"
        }
        let rest = "\(Plural.text(found.restCount, "more file")): \(Words.signed(found.restDelta))"
        let more: Markup? = found.restCount > 0 ? "<li class=\"more\">\(rest)</li>" : nil
        return "<details class=\"files\"><summary>\(words.name(of: row))</summary><ul>\(items)\(more)</ul></details>"
    }
}
