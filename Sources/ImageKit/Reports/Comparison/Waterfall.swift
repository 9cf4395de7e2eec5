import ImageLedger
import ImagePackages
import ImageReading

/// How groups of rows lead from one size to the other, as bars.
struct Waterfall {
    /// How many files of a row are named.
    private static let namedFiles = 6

    private let comparison: ImageComparison
    private let groups: [ComparisonGroups.Group]
    /// The files of each row by the row's kind and name.
    private let files: [String: RowFiles]

    init(_ comparison: ImageComparison, _ groups: ComparisonGroups) {
        self.comparison = comparison
        self.groups = groups.groups
        files = Dictionary(
            zip(comparison.rows.map(Waterfall.key), RowFiles.files(of: comparison, limit: Waterfall.namedFiles)),
            uniquingKeysWith: { first, _ in first })
    }

    private static func key(_ row: ComparisonRow) -> String {
        let package = [row.packageBefore, row.packageAfter].map { $0?.locations.first ?? "" }
        return [row.kind.rawValue, row.name, ComparisonWords.version(row)].joined(separator: "\n")
            + package.joined(separator: "\n") + ((row.packageAfter ?? row.packageBefore)?.purl.description ?? "")
    }

    func values(rows limit: Int) -> ReportTemplate.Values {
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
        running = before
        func bar(_ delta: Int64) -> ReportTemplate.Values {
            let start = min(running, running + delta)
            running += delta
            return [
                "amount": Words.signed(delta), "left": percent(start),
                "width": percent(Int64(clamping: delta.magnitude)), "class": delta < 0 ? "less" : "grown",
            ]
        }
        var values: ReportTemplate.Values = [
            "beforeSize": ByteCount.text(before), "beforeWidth": percent(before), "afterSize": ByteCount.text(after),
            "afterWidth": percent(after),
            "groups": shown.map { group -> ReportTemplate.Values in
                let phrase = ComparisonWords.phrase(group)
                var values = bar(group.delta.diffSize)
                values["words"] = phrase.words
                if !phrase.name.isEmpty { values["name"] = phrase.name }
                let rows = group.rows.prefix(max(1, limit / 20))
                values["rows"] = rows.map { row($0, withFiles: limit > 200) }
                if group.rows.count > rows.count {
                    values["rowsMore"] = Words.more(group.rows.count - rows.count, "row")
                }
                return values
            },
        ]
        let rest = groups.dropFirst(shown.count)
        if !rest.isEmpty {
            var bar = bar(rest.reduce(Int64(0)) { $0 + $1.delta.diffSize })
            bar["words"] = "\(rest.count) smaller groups; their rows are in the table below"
            values["rest"] = bar
        }
        return values
    }

    private func row(_ row: ComparisonRow, withFiles: Bool) -> ReportTemplate.Values {
        var values: ReportTemplate.Values = [
            "name": row.name, "version": ComparisonWords.version(row),
            "live": Words.signed(row.delta.liveSize), "diff": Words.signed(row.delta.diffSize),
            "download": Words.signed(row.delta.downloadSize), "hasFiles": false,
        ]
        guard withFiles, let found = files[Waterfall.key(row)], !found.files.isEmpty else { return values }
        values["hasFiles"] = true
        values["files"] = found.files.map { file -> ReportTemplate.Values in
            [
                "amount": Words.signed(file.delta),
                "path": Words.shortened("/" + file.path.string, to: 200),
            ]
        }
        if found.restCount > 0 {
            values["filesMore"] =
                "\(Plural.text(found.restCount, "more file")): \(Words.signed(found.restDelta))"
        }
        return values
    }
}
