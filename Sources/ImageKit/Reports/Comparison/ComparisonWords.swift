import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What a comparison is in words, for all formats.
struct ComparisonWords {
    private let comparison: ImageComparison
    /// What its rows are called.
    let rows: RowWords

    init(_ comparison: ImageComparison) {
        self.comparison = comparison
        rows = RowWords(comparison.rows)
    }

    /// `405 MB smaller (70.2 %)`.
    var verdict: String {
        let delta = comparison.delta.diffSize
        if comparison.isSameImage { return "the same image" }
        guard delta != 0 else { return "the same size" }
        let share = comparison.savedShare(.diff).map { " (\(ByteCount.percent($0.magnitude)))" } ?? ""
        return "\(ByteCount.text(Int64(clamping: delta.magnitude))) \(delta < 0 ? "smaller" : "larger")\(share)"
    }

    /// Whose download sizes are not those of a pull; nil where every layer is compressed.
    var uncompressed: String? {
        let parts = [
            comparison.before.uncompressedLayers(of: "before"), comparison.after.uncompressedLayers(of: "after"),
        ].compactMap(\.self)
        return parts.isEmpty
            ? nil : "Pulls are smaller than the download sizes: \(parts.joined(separator: ", ")) in the archive."
    }

    /// What a reader must know before the numbers.
    var notes: [String] {
        var notes: [String] = []
        if !comparison.before.isVerified || !comparison.after.isVerified {
            notes.append(Words.notVerified)
        }
        if let uncompressed { notes.append(uncompressed) }
        if comparison.isSameImage { notes.append("Both are the same image.") }
        let platforms = [comparison.before, comparison.after].map { $0.image.platform?.description ?? "unknown" }
        if platforms[0] != platforms[1] { notes.append("The platforms differ: \(platforms[0]) and \(platforms[1]).") }
        let remarks = comparison.before.diagnostics.count + comparison.after.diagnostics.count
        if let remarks = Words.remarks(remarks) { notes.append(remarks) }
        return notes
    }

    /// What explains most of the difference: what kind of rows, and the largest groups.
    ///
    /// - Parameter mark: sets off a name from the image.
    func sentence(_ groups: ComparisonGroups, mark: (String) -> String) -> String {
        let delta = comparison.delta.diffSize
        let parts = groups.explaining(0.8, atMost: 4)
        guard delta != 0, !parts.isEmpty else {
            return comparison.rows.isEmpty ? "Nothing differs in packages or bytes." : "The sizes are the same."
        }
        let list = parts.map { group in
            let phrase = rows.phrase(group)
            let name = phrase.name.isEmpty ? "" : mark(phrase.name)
            return "\(name)\(phrase.words) (\(Words.signed(group.delta.diffSize)))"
        }
        let isMost = parts.reduce(Int64(0)) { $0 + $1.delta.diffSize }.magnitude >= delta.magnitude / 2
        return "Of \(Words.signed(delta)) uncompressed, \(kinds.joined(separator: ", ")). "
            + "\(isMost ? "Most of it" : "The largest parts"): \(list.joined(separator: "; "))."
    }

    /// `307 removed packages are −630 MB`, for the kinds that changed most.
    private var kinds: [String] {
        var sums: [String: (order: Int, count: Int, delta: Int64)] = [:]
        for row in comparison.rows {
            let name: String
            switch row.kind {
            case .package: name = "\(row.change.rawValue) package"
            case .cause: name = "files outside packages"
            case .waste: name = "files that are not live"
            case .overhead: name = "archive overhead"
            }
            let known = sums[name] ?? (sums.count, 0, 0)
            sums[name] = (known.order, known.count + 1, known.delta + row.delta.diffSize)
        }
        let sorted = sums.sorted {
            ($1.value.delta.magnitude, $0.value.order) < ($0.value.delta.magnitude, $1.value.order)
        }
        return sorted.prefix(3).enumerated().map { index, sum in
            let name =
                sum.key.hasSuffix("package") && !sum.key.hasPrefix("files")
                ? Plural.text(sum.value.count, sum.key) : sum.key
            let verb = index > 0 ? "" : sum.value.count == 1 && !sum.key.hasPrefix("files") ? " is" : " are"
            return "\(name)\(verb) \(Words.signed(sum.value.delta))"
        }
    }
}

/// What rows of a comparison are called.
struct RowWords {
    /// A name from the image, if any, and our own words behind it.
    typealias Phrase = (name: String, words: String)

    private let alike: AlikePackages

    init(_ rows: [ComparisonRow]) {
        alike = AlikePackages(rows.compactMap { row in RowWords.package(row).map { ($0, RowWords.version(row)) } })
    }

    /// The package of a row; nil for other rows.
    private static func package(_ row: ComparisonRow) -> Package? { row.packageAfter ?? row.packageBefore }

    /// The name of a row; of packages whose rows would look the same with where each is.
    func name(of row: ComparisonRow) -> String {
        let place = RowWords.package(row).flatMap { alike.place(of: $0, version: RowWords.version(row)) }
        return place.map { "\(row.name) in \($0)" } ?? row.name
    }

    func phrase(_ group: ComparisonGroups.Group) -> Phrase {
        guard let first = group.rows.first else { return ("", "") }
        guard group.kind == .package else { return phrase(first) }
        let others = group.rows.count - 1
        switch group.change {
        case .removed, .added:
            let reason =
                others == 0
                ? "" : " and \(Plural.text(others, "package that exists", "packages that exist")) only for it"
            let needed = group.neededBy == 0 ? "" : ", needed by \(Plural.text(group.neededBy, "other"))"
            return (name(of: first), (group.change == .added ? " added" : "") + reason + needed)
        default:
            guard others > 0 else { return (name(of: first), " \(group.change.rawValue)") }
            return ("", "\(Plural.text(group.rows.count, "package")) \(group.change.rawValue)")
        }
    }

    /// What a row stands for.
    func phrase(_ row: ComparisonRow) -> Phrase {
        switch row.kind {
        case .package: (name(of: row), " (\(RowWords.package(row)?.kind.rawValue ?? ""))")
        case .cause: ("", "\(row.name), no package")
        case .waste: ("", "\(row.name) in layers")
        case .overhead: ("", row.name)
        }
    }

    static func version(_ row: ComparisonRow) -> String {
        switch (row.packageBefore?.version, row.packageAfter?.version) {
        case (let before?, let after?): before == after ? before : "\(before) → \(after)"
        case (let version?, nil), (nil, let version?): version
        default: ""
        }
    }
}

extension StageComparison {
    /// `2047 files, 79.5 MB`, and how much of it both may have from the build context.
    var copiedWords: String {
        let copied = "\(Plural.text(copies.count, "file")), \(ByteCount.text(copiedSize))"
        let context = ofContext
        guard context.count > 0 else { return copied }
        return copied
            + "; \(context.count) of them, \(ByteCount.text(context.size)), both may have from the build context, "
            + "since the first stage has them by COPY too"
    }
}
