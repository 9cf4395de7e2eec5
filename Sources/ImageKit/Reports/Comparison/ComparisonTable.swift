import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The comparison of two images as aligned text.
struct ComparisonTable {
    private let report: ComparisonReport
    private var comparison: ImageComparison { report.comparison }

    /// How many rows of each kind are shown before the rest is summed up.
    private static let shownRows = 15
    /// How many folders and packages of a stage are shown.
    private static let shownParts = 10
    /// How many groups are shown.
    private static let shownGroups = 8

    private let words: ComparisonWords

    init(_ report: ComparisonReport) {
        self.report = report
        words = ComparisonWords(report.comparison)
    }

    func text(_ style: TableStyle) -> String {
        var text = heading(style) + "\n"
        if comparison.isSameImage { text += "Both are the same image.\n" }
        let platforms = [comparison.before, comparison.after].map { $0.image.platform?.description ?? "unknown" }
        if platforms[0] != platforms[1] { text += "The platforms differ: \(platforms[0]) and \(platforms[1]).\n" }
        text +=
            groups(style) + rows(style) + configuration(style) + vulnerabilities(style) + stages(style) + files(style)
            + gates(style)
        return text
    }

    private func heading(_ style: TableStyle) -> String {
        let before = ComparisonDocument.Totals(comparison).before
        let after = ComparisonDocument.Totals(comparison).after
        var table = TextTable([
            .init(title: ""), .init(title: "BEFORE", alignment: .right), .init(title: "AFTER", alignment: .right),
            .init(title: "CHANGE", alignment: .right), .init(title: "SAVED", alignment: .right),
        ])
        func size(_ name: String, _ measure: Measure) {
            table.append([
                name, ByteCount.text(measure.of(comparison.totalBefore)),
                ByteCount.text(measure.of(comparison.totalAfter)),
                ByteCount.signed(measure.of(comparison.delta)),
                comparison.savedShare(measure).map(ByteCount.percent) ?? "",
            ])
        }
        func count(_ name: String, _ before: Int, _ after: Int, share: Double? = nil) {
            let change = after - before
            table.append([
                name, String(before), String(after), change > 0 ? "+\(change)" : String(change),
                share.map(ByteCount.percent) ?? "",
            ])
        }
        size(words.uncompressed == nil ? "download (compressed)" : "download (in the archive)", .download)
        size("diff (uncompressed)", .diff)
        size("contents (docker images)", .contents)
        size("live (visible files)", .live)
        count("layers", before.layers, after.layers)
        count("packages", before.distinctPackages, after.distinctPackages, share: comparison.goneShare)
        count("files", before.files, after.files)
        let names = [comparison.before, comparison.after].map(Words.name)
        let verified = comparison.before.isVerified && comparison.after.isVerified
        return DisplayText.escaped("\(names[0]) → \(names[1])") + (verified ? "\n" : "  (NOT VERIFIED)\n")
            + table.render(style)
            + (words.uncompressed.map { Words.wrapped($0, style) } ?? "")
            + "\(Plural.text(comparison.sharedLayers.count, "shared layer"))\n"
            + (before.twins + after.twins > 0
                ? Words.wrapped(
                    "A package that two package managers list counts once: \(before.twins) before, "
                        + "\(after.twins) after.", style) : "")
    }

    private func rows(_ style: TableStyle) -> String {
        guard !comparison.rows.isEmpty else { return "Nothing differs in packages or bytes.\n" }
        var table = TextTable([
            .init(title: "CHANGE"), .init(title: "WHAT", shrinks: true), .init(title: "VERSION", shrinks: true),
            .init(title: "LIVE", alignment: .right), .init(title: "DIFF", alignment: .right),
            .init(title: "DOWNLOAD", alignment: .right),
        ])
        for kind in [ComparisonRow.Kind.package, .cause, .waste, .overhead] {
            let rows = comparison.rows.filter { $0.kind == kind }
            let shown = report.showsAll ? rows.count : ComparisonTable.shownRows
            for row in rows.prefix(shown) {
                table.append(
                    [row.change.rawValue, name(row), RowWords.version(row)] + amounts(row.delta))
            }
            let rest = rows.dropFirst(shown)
            if !rest.isEmpty {
                table.append(
                    ["", Plural.text(rest.count, "more \(kind.rawValue)"), ""]
                        + amounts(rest.reduce(.zero) { $0 + $1.delta }))
            }
        }
        table.append(["", "total", ""] + amounts(comparison.delta))
        return table.render(style)
    }

    private func amounts(_ delta: Amounts) -> [String] {
        [ByteCount.signed(delta.liveSize), ByteCount.signed(delta.diffSize), ByteCount.signed(delta.downloadSize)]
    }

    private func name(_ row: ComparisonRow) -> String {
        let phrase = words.rows.phrase(row)
        return phrase.name + phrase.words
    }

    /// How many groups are shown: so many that what is left is not more than the largest of them.
    private static func shown(_ groups: [ComparisonGroups.Group]) -> Int {
        let largest = groups.map(\.delta.diffSize.magnitude).max() ?? 0
        var rest = groups.dropFirst(shownGroups).reduce(Int64(0)) { $0 + $1.delta.diffSize }
        var count = min(shownGroups, groups.count)
        while count < groups.count, rest.magnitude > largest {
            rest -= groups[count].delta.diffSize
            count += 1
        }
        return count
    }

    /// The groups that make most of the difference.
    private func groups(_ style: TableStyle) -> String {
        let groups = ComparisonGroups(comparison).groups
        // A list of single rows says no more than the table below.
        guard groups.contains(where: { $0.rows.count > 1 }) else { return "" }
        var table = TextTable([.init(title: "DIFF", alignment: .right), .init(title: "BECAUSE OF", shrinks: true)])
        let shown = ComparisonTable.shown(groups)
        for group in groups.prefix(shown) {
            let phrase = words.rows.phrase(group)
            table.append([ByteCount.signed(group.delta.diffSize), phrase.name + phrase.words])
        }
        let rest = groups.dropFirst(shown)
        if !rest.isEmpty {
            table.append([ByteCount.signed(rest.reduce(0) { $0 + $1.delta.diffSize }), "everything else"])
        }
        return table.render(style) + "\n"
    }

    private func configuration(_ style: TableStyle) -> String {
        guard !comparison.configuration.isEmpty else { return "" }
        var table = TextTable([
            .init(title: "CONFIGURATION", shrinks: true), .init(title: "BEFORE", shrinks: true),
            .init(title: "AFTER", shrinks: true),
        ])
        for change in comparison.configuration {
            table.append([change.name, change.before ?? "(none)", change.after ?? "(none)"])
        }
        return "\n" + table.render(style)
    }

    private func vulnerabilities(_ style: TableStyle) -> String {
        guard let changes = report.vulnerabilities else { return "" }
        var text =
            "\nVulnerabilities: \(changes.fixed.count) fixed, \(changes.introduced.count) introduced, "
            + "\(changes.remaining.count) remaining\n"
        for remark in changes.remarks { text += Words.wrapped(DisplayText.escaped(remark), style) }
        var table = TextTable([
            .init(title: "VULNERABILITY"), .init(title: "ID"), .init(title: "SEVERITY"),
            .init(title: "PACKAGE", shrinks: true),
            .init(title: "VERSION", shrinks: true), .init(title: "DIFF", alignment: .right),
        ])
        for (word, findings) in [
            ("fixed", changes.fixed), ("introduced", changes.introduced), ("no data", changes.undecided),
        ] {
            let shown = report.showsAll ? findings.count : ComparisonTable.shownRows
            for finding in findings.prefix(shown) {
                table.append([
                    word, finding.id, finding.severity.rawValue, finding.name, finding.version,
                    ByteCount.signed(report.delta(of: finding).diffSize),
                ])
            }
            if findings.count > shown { table.append([word, "\(findings.count - shown) more", "", "", "", ""]) }
        }
        let isEmpty = changes.fixed.isEmpty && changes.introduced.isEmpty && changes.undecided.isEmpty
        text += isEmpty ? "" : table.render(style)
        for (package, count) in removedWith(changes) {
            text +=
                DisplayText.escaped(
                    "Removing \(package) also removed \(Plural.text(count, "vulnerability", "vulnerabilities"))") + "\n"
        }
        return text
    }

    /// Packages that are gone, with the vulnerabilities that went with them; those of the most first.
    private func removedWith(_ changes: VulnerabilityComparison) -> [(String, Int)] {
        let kept = Set(comparison.after.inventory.packages.map { $0.details?.source?.name ?? $0.normalizedName })
        let gone = Dictionary(grouping: changes.fixed.filter { !kept.contains($0.name) }, by: \.name)
        return gone.map { ($0.key, $0.value.count) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(5).map { $0 }
    }

    private func stages(_ style: TableStyle) -> String {
        guard let stages = report.stages else { return "" }
        var text = "\n" + Words.wrapped("Copied from the first stage: \(stages.copiedWords)", indent: "  ", style)
        let folders = Dictionary(grouping: stages.copies, by: { $0.to.parent.description })
            .map { (name: $0.key, count: $0.value.count, size: $0.value.reduce(0) { $0 &+ $1.size }) }
            .sorted { ($1.size, $0.name) < ($0.size, $1.name) }
        for folder in folders.prefix(ComparisonTable.shownParts) {
            text += "  \(folder.name): \(Plural.text(folder.count, "file")), \(ByteCount.text(folder.size))\n"
        }
        text += ComparisonTable.more(
            folders.dropFirst(ComparisonTable.shownParts).map(\.size), "more folder")
        text +=
            "Packages left behind: \(stages.leftBehind.count), \(ByteCount.text(stages.leftBehindSize)) live\n"
        for package in stages.leftBehind.prefix(ComparisonTable.shownParts) {
            text += DisplayText.escaped("  \(package.name) \(package.version): \(ByteCount.text(package.size))") + "\n"
        }
        text += ComparisonTable.more(
            stages.leftBehind.dropFirst(ComparisonTable.shownParts).map(\.size), "more package")
        return text + missingLibraries(stages.missingLibraries)
    }

    /// The line below a list that is cut, with the bytes of the rest.
    private static func more(_ sizes: [Int64], _ noun: String) -> String {
        guard !sizes.isEmpty else { return "" }
        return "  and \(Plural.text(sizes.count, noun)), \(ByteCount.text(sizes.reduce(0, &+))) (-o json has all)\n"
    }

    private func missingLibraries(_ libraries: [MissingLibrary]) -> String {
        guard !libraries.isEmpty else { return "" }
        var text = "WARNING: copied files need libraries that were left behind:\n"
        let byName = Dictionary(grouping: libraries, by: \.name).sorted { $0.key < $1.key }
        for (name, users) in byName {
            let source = users.first.map { "/\($0.library.string)" + ($0.package.map { " of \($0)" } ?? "") } ?? ""
            let others = users.count > 1 ? " and \(users.count - 1) more" : ""
            text += DisplayText.escaped("  \(name) (\(source)): /\(users[0].file.string)\(others)") + "\n"
        }
        return text
    }

    private func files(_ style: TableStyle) -> String {
        guard let files = report.files else { return "" }
        let text =
            "\n\(Plural.text(files.added.count, "file")) added, \(files.removed.count) removed, \(files.changed.count) changed\n"
        var table = TextTable([
            .init(title: "CHANGE"), .init(title: "SIZE", alignment: .right),
            .init(title: "FILE", shrinks: true, keepsEnd: true),
        ])
        for (word, changes) in [("added", files.added), ("removed", files.removed), ("changed", files.changed)] {
            let shown = report.showsAll ? changes.count : ComparisonTable.shownRows
            for change in changes.prefix(shown) {
                table.append([word, ComparisonTable.size(change), change.path.description])
            }
            let rest = changes.dropFirst(shown)
            if !rest.isEmpty {
                let size = ByteCount.text(rest.reduce(Int64(0)) { $0 &+ Int64(clamping: $1.delta.magnitude) })
                table.append([word, size, "\(Plural.text(rest.count, "more file")) (--all shows them)"])
            }
        }
        let isEmpty = files.added.isEmpty && files.removed.isEmpty && files.changed.isEmpty
        return isEmpty ? text : text + table.render(style)
    }

    /// How large a file is, or how much it changed.
    private static func size(_ change: FileChanges.Change) -> String {
        switch (change.sizeBefore, change.sizeAfter) {
        case (let before?, let after?): ByteCount.signed(after - before)
        case (let size?, nil), (nil, let size?): ByteCount.text(size)
        case (nil, nil): ""
        }
    }

    private func gates(_ style: TableStyle) -> String {
        guard !report.gates.isEmpty else { return "" }
        let failures = report.failures
        guard !failures.isEmpty else { return "\n\(Plural.text(report.gates.count, "gate passes", "gates pass")).\n" }
        return "\n" + failures.map { Words.wrapped("GATE FAILED: \($0)", indent: "  ", style) }.joined()
    }
}
