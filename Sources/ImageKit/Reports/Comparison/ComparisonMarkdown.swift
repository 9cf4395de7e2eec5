import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A comparison as Markdown for a pull request's comment.
struct ComparisonMarkdown {
    private let report: ComparisonReport
    private var comparison: ImageComparison { report.comparison }
    private let groups: ComparisonGroups
    private let words: ComparisonWords

    init(_ report: ComparisonReport) {
        self.report = report
        groups = ComparisonGroups(report.comparison)
        words = ComparisonWords(report.comparison)
    }

    func text() -> String { SizeLimit.fitting(SizeLimit.comment, rows: 200, text) }

    private func text(rows limit: Int) -> String {
        var text = Markdown()
        let names = [comparison.before, comparison.after].map(Words.name)
        text.line("## \(code: names[0]) → \(code: names[1]): \(own: words.verdict)")
        text.line()
        text.table(
            [.init("")] + ["before", "after", "change", "saved"].map { .init($0, isNumber: true) },
            ComparisonSummary(comparison).rows.map {
                [.own($0.name), .own($0.before), .own($0.after), .own($0.change), .own($0.saved)]
            })
        text.line()
        for note in words.notes { text.line("> \(own: note)") }
        addGates(limit, to: &text)
        text.line()
        text.line(.own(words.sentence(groups, mark: Markdown.code)))
        text.line()
        addGroups(min(12, limit), to: &text)
        addConfiguration(limit, to: &text)
        for kind in [ComparisonRow.Kind.package, .cause, .waste] { addRows(kind, limit, to: &text) }
        if let files = report.files { add(files, limit, to: &text) }
        if let stages = report.stages { add(stages, limit, to: &text) }
        if let changes = report.vulnerabilities { add(changes, limit, to: &text) }
        text.line()
        text.line(
            """
            <sub>download: blobs in the archive; diff: uncompressed layers; contents: their files, \
            as docker images counts; live: contents of the final tree. The rows add \
            up to the difference to the byte.</sub>
            """)
        return text.text
    }

    private func addGates(_ limit: Int, to text: inout Markdown) {
        guard !report.gates.isEmpty else { return }
        let failures = report.failures
        if failures.isEmpty { text.line("- ✅ \(own: Plural.text(report.gates.count, "gate passes", "gates pass"))") }
        for failure in failures.prefix(max(1, limit)) { text.line("- ❌ \(own: failure)") }
    }

    private func addGroups(_ limit: Int, to text: inout Markdown) {
        let shown = groups.groups.prefix(limit)
        guard !shown.isEmpty else { return }
        var rows = shown.map { group -> [Markdown.Inline] in
            let phrase = words.rows.phrase(group)
            return [.own(Words.signed(group.delta.diffSize)), "\(code: phrase.name)\(own: phrase.words)"]
        }
        let rest = groups.groups.dropFirst(shown.count)
        if !rest.isEmpty {
            rows.append([.own(Words.signed(rest.reduce(Int64(0)) { $0 + $1.delta.diffSize })), "everything else"])
        }
        rows.append(["**\(own: Words.signed(comparison.delta.diffSize))**", "**total**"])
        text.table([.init("diff", isNumber: true), .init("what")], rows)
        text.line()
    }

    private func addConfiguration(_ limit: Int, to text: inout Markdown) {
        let configuration = comparison.configuration
        guard !configuration.isEmpty else { return }
        let title = "Configuration: \(Plural.text(configuration.count, "change"))"
        text.folded(.own(title), isOpen: configuration.count <= 8) { text in
            text.table(
                [.init("setting"), .init("before"), .init("after")],
                configuration.prefix(limit).map { [.code($0.name), .code($0.before ?? ""), .code($0.after ?? "")] })
            text.more(configuration.count - limit, "change")
        }
    }

    private func addRows(_ kind: ComparisonRow.Kind, _ limit: Int, to text: inout Markdown) {
        let rows = comparison.rows.filter { $0.kind == kind }
        guard !rows.isEmpty else { return }
        let (title, noun) =
            switch kind {
            case .package: ("Packages: \(packageCounts(rows))", "package")
            case .cause: ("Files outside packages, by cause", "row")
            default: ("Overwritten and deleted in the layers", "row")
            }
        let sum = rows.reduce(Amounts.zero) { $0 + $1.delta }
        text.folded("\(own: title) (\(own: Words.signed(sum.diffSize)))") { text in
            text.table(
                ["change", "what", "version"].map { .init($0) }
                    + ["live", "diff", "download"].map { .init($0, isNumber: true) },
                rows.prefix(limit).map { row in
                    [
                        .own(row.change.rawValue), .code(words.rows.name(of: row)), .code(RowWords.version(row)),
                        .own(Words.signed(row.delta.liveSize)), .own(Words.signed(row.delta.diffSize)),
                        .own(Words.signed(row.delta.downloadSize)),
                    ]
                })
            text.more(rows.count - limit, noun)
        }
    }

    private func packageCounts(_ rows: [ComparisonRow]) -> String {
        [ComparisonRow.Change.removed, .added, .upgraded, .downgraded, .moved, .changed].compactMap { change in
            let count = rows.count { $0.change == change }
            return count == 0 ? nil : "\(count) \(change.rawValue)"
        }.joined(separator: ", ")
    }

    private func add(_ files: FileChanges, _ limit: Int, to text: inout Markdown) {
        let changes = [("+", files.added), ("−", files.removed), ("~", files.changed)]
            .flatMap { mark, changes in changes.map { (mark, $0) } }
        let counts = "\(files.added.count) added, \(files.removed.count) removed, \(files.changed.count) changed"
        text.folded("Files: \(own: counts)") { text in
            for (mark, change) in changes.prefix(limit) {
                text.line("- \(own: mark) \(code: "/" + change.path.string)")
            }
            text.more(changes.count - limit, "file")
        }
    }

    private func add(_ changes: VulnerabilityComparison, _ limit: Int, to text: inout Markdown) {
        for remark in changes.remarks {
            text.line(.text(remark))
            text.line()
        }
        var lists = [
            ("fixed", changes.fixed), ("introduced", changes.introduced), ("remaining", changes.remaining),
        ]
        if !changes.undecided.isEmpty { lists.append(("not known", changes.undecided)) }
        for (word, findings) in lists {
            text.folded("Vulnerabilities \(own: word): \(own: String(findings.count))") { text in
                for finding in findings.prefix(limit) {
                    text.line(
                        "- \(code: finding.id) (\(own: finding.severity.rawValue)) in \(code: "\(finding.name) \(finding.version)")"
                    )
                }
                text.more(findings.count - limit, "finding")
            }
        }
    }

    private func add(_ stages: StageComparison, _ limit: Int, to text: inout Markdown) {
        text.folded("Copied from the first stage: \(own: stages.copiedWords)") { text in
            for copy in stages.copies.prefix(limit) {
                text.line("- \(code: "/" + copy.to.string) \(own: ByteCount.text(copy.size))")
            }
            text.more(stages.copies.count - limit, "file")
        }
        let left = Plural.text(stages.leftBehind.count, "package")
        text.folded("Left behind: \(own: left), \(own: ByteCount.text(stages.leftBehindSize)) live") { text in
            for package in stages.leftBehind.prefix(limit) {
                text.line("- \(code: "\(package.name) \(package.version)") \(own: ByteCount.text(package.size))")
            }
            text.more(stages.leftBehind.count - limit, "package")
        }
    }
}
