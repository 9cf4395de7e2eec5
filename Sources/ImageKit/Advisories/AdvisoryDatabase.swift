import FoundationEssentials
import ImageLedger
import ImagePackages
import ImageReading

/// A database of advisories in one file: what ``AdvisoryFiles`` read, to be carried anywhere and searched without being loaded.
///
/// The same inputs give the same bytes with the same version of SQLite.
public enum AdvisoryDatabase {
    private static let format = "imagescan advisories 6"

    /// Writes what was read to a new file.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where it can't be written.
    public static func write(_ source: AdvisoryFiles, to path: String) throws {
        let file = try SQLiteFile.making(path)
        for statement in [
            "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA page_size = 4096", "BEGIN",
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
            "CREATE TABLE data (place INTEGER PRIMARY KEY, kind TEXT, file TEXT, date TEXT, records INTEGER, "
                + "digest TEXT)",
            "CREATE TABLE coverage (name TEXT PRIMARY KEY, records INTEGER) WITHOUT ROWID",
            "CREATE TABLE exploited (id TEXT PRIMARY KEY, date TEXT) WITHOUT ROWID",
            "CREATE TABLE likelihoods (id TEXT PRIMARY KEY, score REAL) WITHOUT ROWID",
            "CREATE TABLE notices (package TEXT, release TEXT, id TEXT, name TEXT, date TEXT, version TEXT, "
                + "PRIMARY KEY (package, release, id, name)) WITHOUT ROWID",
            "CREATE TABLE versions (package TEXT, file TEXT, version TEXT, PRIMARY KEY (package, file, version)) "
                + "WITHOUT ROWID",
            "CREATE TABLE changelogs (package TEXT, place INTEGER, file TEXT, id TEXT, version TEXT, date TEXT, "
                + "fix INTEGER, PRIMARY KEY (package, place)) WITHOUT ROWID",
            "CREATE TABLE ends (name TEXT PRIMARY KEY, security TEXT, longTerm TEXT) WITHOUT ROWID",
            "CREATE TABLE supports (place INTEGER PRIMARY KEY, release TEXT, package TEXT, until TEXT, reason TEXT)",
            "CREATE TABLE damaged (name TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID",
            "CREATE TABLE advisories (place INTEGER PRIMARY KEY, record TEXT)",
            "CREATE TABLE names (name TEXT, place INTEGER, PRIMARY KEY (name, place)) WITHOUT ROWID",
            "CREATE TABLE identifiers (id TEXT, place INTEGER, PRIMARY KEY (id, place)) WITHOUT ROWID",
        ] { try file.rows(statement, []) }
        try file.rows("INSERT INTO meta VALUES ('format', ?)", [.text(format)])
        try file.run(
            "INSERT INTO data VALUES (?, ?, ?, ?, ?, ?)",
            // In an order that does not depend on that of the arguments.
            forEach: source.provenance.sorted(by: precedes).enumerated().map { place, data in
                // The name alone: where the file lay says nothing elsewhere.
                return [
                    .integer(place), .text(data.kind), .text(AdvisoryFiles.name(of: data.file)), .text(data.date ?? ""),
                    .integer(data.records), .text(data.digest ?? ""),
                ]
            })
        try file.run(
            "INSERT INTO damaged VALUES (?, ?)",
            forEach: source.damaged.sorted { $0.key < $1.key }.map { [.text($0.key), .integer($0.value)] })
        try file.rows("INSERT INTO meta VALUES ('unmatched', ?)", [.integer(source.unmatchedRanges)])
        try file.run(
            "INSERT INTO coverage VALUES (?, ?)",
            forEach: source.coverage.map { [.text($0), .integer(source.recordCounts[$0] ?? 0)] })
        try file.run(
            "INSERT INTO exploited VALUES (?, ?)",
            forEach: source.exploited.sorted { $0.key < $1.key }.map {
                [.text($0.key), .text($0.value.published?.description ?? "")]
            })
        try file.run(
            "INSERT INTO likelihoods VALUES (?, ?)",
            forEach: source.allLikelihoods.sorted { $0.key < $1.key }.map { [.text($0.key), .number($0.value)] })
        try file.run(
            "INSERT OR IGNORE INTO notices VALUES (?, ?, ?, ?, ?, ?)",
            forEach: source.notices.sorted { $0.key < $1.key }.flatMap { key, notices in
                notices.sorted { ($0.name, $0.date) < ($1.name, $1.date) }.map { notice in
                    [
                        .text(key.package), .text(key.release), .text(key.id), .text(notice.name),
                        .text(notice.date.description), .text(notice.version ?? ""),
                    ]
                }
            })
        for (package, changelogs) in source.changelogsByName.sorted(by: { $0.key < $1.key }) {
            try file.run(
                "INSERT OR IGNORE INTO versions VALUES (?, ?, ?)",
                forEach: changelogs.flatMap { log in
                    log.versions.sorted().map { [.text(package), .text(log.file), .text($0)] }
                })
            let rows = changelogs.sorted { $0.file < $1.file }.flatMap { log in log.mentions.map { (log.file, $0) } }
            try file.run(
                "INSERT INTO changelogs VALUES (?, ?, ?, ?, ?, ?, ?)",
                forEach: rows.enumerated().map { place, row in
                    [
                        .text(package), .integer(place),
                        .text(row.0), .text(row.1.id), .text(row.1.version), .text(row.1.date?.description ?? ""),
                        .integer(row.1.isFix ? 1 : 0),
                    ]
                })
        }
        if source.releaseEnds != .builtIn {
            try file.rows("INSERT INTO meta VALUES ('ends', ?)", [.text(source.releaseEnds.origin)])
            try file.run(
                "INSERT INTO ends VALUES (?, ?, ?)",
                forEach: source.releaseEnds.releases.sorted { $0.key < $1.key }.map { name, ends in
                    [.text(name), .text(ends.security.description), .text(ends.longTerm.description)]
                })
        }
        try file.run(
            "INSERT INTO supports VALUES (?, ?, ?, ?, ?)",
            forEach: source.supports.sorted(by: precedes).enumerated().map { place, support in
                var day = ""
                if case .until(let end) = support.extent { day = end.description }
                return [
                    .integer(place), .text(support.release ?? ""), .text(support.package), .text(day),
                    .text(support.reason),
                ]
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var records = source.all
        records.sort(by: AdvisoryFiles.precedes)
        for start in stride(from: 0, to: records.count, by: encodedAtOnce) {
            let texts = Parallel.map(Array(records[start..<min(start + encodedAtOnce, records.count)])) { record in
                Result { String(decoding: try encoder.encode(StoredAdvisory(record)), as: UTF8.self) }
            }
            try file.run(
                "INSERT INTO advisories VALUES (?, ?)",
                forEach: texts.enumerated().map { [.integer(start + $0), .text(try $1.get())] })
        }
        try file.run(
            "INSERT OR IGNORE INTO names VALUES (?, ?)",
            forEach: places(in: records) { $0.affected.map(\.name) }.lazy.map { [.text($0.name), .integer($0.place)] })
        try file.run(
            "INSERT OR IGNORE INTO identifiers VALUES (?, ?)",
            forEach: places(in: records, by: \.identifiers).lazy.map { [.text($0.name), .integer($0.place)] })
        try file.rows("COMMIT", [])
        file.close()
        try seal(path)
    }

    /// How many records are text at one time, before they are written.
    private static let encodedAtOnce = 512

    /// How many records are read as one document: to begin one costs more than a record does.
    private static let decodedAtOnce = 64

    private static func decode(_ texts: ArraySlice<String>, places: ArraySlice<Int>) throws -> [Advisory] {
        let document = Data("[\(texts.joined(separator: ","))]".utf8)
        if let stored = try? JSONDecoder().decode([StoredAdvisory].self, from: document), stored.count == texts.count {
            return stored.map(\.advisory)
        }
        let damaged = zip(texts, places).first { text, _ in
            (try? JSONDecoder().decode(StoredAdvisory.self, from: Data(text.utf8))) == nil
        }
        throw ImageError(
            .malformedDocument,
            "the database of advisories is damaged: record \(damaged?.1 ?? places.startIndex) can't be read")
    }

    private static func precedes(_ left: AdvisoryData, _ right: AdvisoryData) -> Bool {
        (left.kind, AdvisoryFiles.name(of: left.file), left.digest ?? "", left.records)
            < (right.kind, AdvisoryFiles.name(of: right.file), right.digest ?? "", right.records)
    }

    private static func precedes(_ left: PackageSupport, _ right: PackageSupport) -> Bool {
        (left.release ?? "", left.package, left.reason, "\(left.extent)")
            < (right.release ?? "", right.package, right.reason, "\(right.extent)")
    }

    /// The records by names of theirs, in the order of the names.
    private static func places(
        in records: [Advisory], by names: (Advisory) -> [String]
    ) -> [(name: String, place: Int)] {
        records.enumerated().flatMap { place, record in Set(names(record)).map { (name: $0, place: place) } }
            .sorted { ($0.name, $0.place) < ($1.name, $1.place) }
    }

    /// What a file holds of some packages.
    struct Contents {
        var data: [AdvisoryData] = []
        var coverage: [(name: String, records: Int)] = []
        var unmatchedRanges = 0
        var exploited: [String: Exploitation] = [:]
        var likelihoods: [String: Double] = [:]
        var advisories: [Advisory] = []
        var notices: [(AdvisoryFiles.NoticeKey, FixNotice)] = []
        var changelogs: [PackageChangelog] = []
        var releaseEnds: ReleaseEnds?
        var supports: [PackageSupport] = []
        var damaged: [String: Int] = [:]
    }

    /// Reads what a file has of some packages; of all where none are named.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where it is damaged or of another version.
    static func read(_ path: String, wanted: Set<String>?) throws -> Contents {
        let file = try SQLiteFile.reading(path)
        guard try file.rows("SELECT value FROM meta WHERE name = 'format'", []).first?.first?.text == format else {
            throw ImageError(
                .malformedDocument,
                "this database is not one of imagescan advisories build, or of another version; build it again")
        }
        var contents = Contents()
        contents.data = try file.rows("SELECT kind, file, date, records, digest FROM data ORDER BY place", []).map {
            row in
            let date = row[2].text ?? ""
            var data = AdvisoryData(
                kind: row[0].text ?? "", file: row[1].text ?? "", date: date.isEmpty ? nil : date,
                records: row[3].integer ?? 0)
            data.digest = row[4].text.flatMap { $0.isEmpty ? nil : $0 }
            return data
        }
        contents.coverage = try file.rows("SELECT name, records FROM coverage ORDER BY name", []).map {
            ($0[0].text ?? "", $0[1].integer ?? 0)
        }
        contents.unmatchedRanges =
            try file.rows("SELECT value FROM meta WHERE name = 'unmatched'", []).first?.first?.text.flatMap { Int($0) }
            ?? 0
        for row in try file.rows("SELECT id, date FROM exploited", []) {
            contents.exploited[row[0].text ?? ""] = Exploitation(published: CalendarDate(row[1].text ?? ""))
        }
        for row in try file.rows("SELECT name, count FROM damaged", []) {
            contents.damaged[row[0].text ?? "", default: 0] += row[1].integer ?? 0
        }
        try readExtras(from: file, wanted: wanted, into: &contents)
        var places: Set<Int> = []
        if let wanted {
            for name in wanted.sorted() {
                for row in try file.rows("SELECT place FROM names WHERE name = ?", [.text(name)]) {
                    row[0].integer.map { _ = places.insert($0) }
                }
            }
        } else {
            places = Set(try file.rows("SELECT place FROM advisories", []).compactMap { $0[0].integer })
        }
        let sorted = places.sorted()
        let texts = try file.rows(
            "SELECT record FROM advisories WHERE place = ?", forEach: sorted.map { [.integer($0)] }
        ).map { $0.first?.text ?? "" }
        let parts = stride(from: 0, to: sorted.count, by: decodedAtOnce).map { start in
            start..<min(start + decodedAtOnce, sorted.count)
        }
        contents.advisories = try Parallel.map(parts) { part in
            Result { try decode(texts[part], places: sorted[part]) }
        }.flatMap { try $0.get() }
        let ids = Set(contents.advisories.flatMap(\.identifiers)).sorted()
        let scores = try file.rows("SELECT score FROM likelihoods WHERE id = ?", forEach: ids.map { [.text($0)] })
        for (id, row) in zip(ids, scores) { contents.likelihoods[id] = row.first?.number }
        return contents
    }
}

extension AdvisoryDatabase {
    /// Reads announcements, changelogs and the ends of releases.
    private static func readExtras(from file: SQLiteFile, wanted: Set<String>?, into contents: inout Contents) throws {
        func rows(of table: String) throws -> [[SQLiteFile.Value]] {
            guard let wanted else { return try file.rows("SELECT * FROM \(table)", []) }
            return try wanted.sorted().flatMap {
                try file.rows("SELECT * FROM \(table) WHERE package = ?", [.text($0)])
            }
        }
        for row in try rows(of: "notices") {
            guard let date = CalendarDate(row[4].text ?? "") else { continue }
            contents.notices.append(
                (
                    .init(package: row[0].text ?? "", release: row[1].text ?? "", id: row[2].text ?? ""),
                    FixNotice(
                        name: row[3].text ?? "", date: date, version: row[5].text.flatMap { $0.isEmpty ? nil : $0 })
                ))
        }
        var versions: [[String]: Set<String>] = [:]
        for row in try rows(of: "versions") {
            versions[[row[0].text ?? "", row[1].text ?? ""], default: []].insert(row[2].text ?? "")
        }
        for row in try rows(of: "changelogs") {
            let (package, name) = (row[0].text ?? "", row[2].text ?? "")
            let mention = PackageChangelog.Mention(
                id: row[3].text ?? "", version: row[4].text ?? "", date: CalendarDate(row[5].text ?? ""),
                isFix: row[6].integer == 1)
            if let last = contents.changelogs.indices.last, contents.changelogs[last].source == package,
                contents.changelogs[last].file == name
            {
                contents.changelogs[last].mentions.append(mention)
            } else {
                contents.changelogs.append(
                    PackageChangelog(
                        source: package, file: name, mentions: [mention], versions: versions[[package, name]] ?? []))
            }
        }
        contents.supports = try file.rows("SELECT release, package, until, reason FROM supports ORDER BY place", [])
            .map { row in
                let (release, day) = (row[0].text ?? "", CalendarDate(row[2].text ?? ""))
                return PackageSupport(
                    release: release.isEmpty ? nil : release, package: row[1].text ?? "",
                    extent: day.map { .until($0) } ?? .limited, reason: row[3].text ?? "")
            }
        guard let origin = try file.rows("SELECT value FROM meta WHERE name = 'ends'", []).first?.first?.text else {
            return
        }
        var ends = ReleaseEnds(origin: origin)
        for row in try file.rows("SELECT name, security, longTerm FROM ends", []) {
            guard let name = row[0].text, let security = CalendarDate(row[1].text ?? ""),
                let longTerm = CalendarDate(row[2].text ?? "")
            else { continue }
            ends.releases[name] = ReleaseEnds.Release(security: security, longTerm: longTerm)
        }
        contents.releaseEnds = ends
    }
}

/// An advisory as it is stored.
private struct StoredAdvisory: Codable {
    private struct Affected: Codable {
        let ecosystem: String
        let release: String?
        let name: String
        let ranges: [Range]
        let versions: [String]?
        let binaries: [String]?
        let urgency: String?
        let verdict: String
        let reason: String?
        let newest: String?
        let undecidable: String?
    }

    private struct Range: Codable {
        let introduced: String
        let fixed: String?
        let last: String?
        let limit: String?
    }

    private let id: String
    private let record: String?
    private let aliases: [String]
    private let published: String?
    /// The day, or `unknown`.
    private let withdrawn: String?
    private let summary: String?
    private let vectors: [String]
    private let severity: String?
    private let source: String
    private let affected: [Affected]

    init(_ advisory: Advisory) {
        id = advisory.id
        record = advisory.record
        aliases = advisory.aliases
        published = advisory.published?.description
        withdrawn = advisory.isWithdrawn ? advisory.withdrawn?.description ?? "unknown" : nil
        summary = advisory.summary
        vectors = advisory.vectors
        severity = advisory.severity?.rawValue
        source = advisory.source
        affected = advisory.affected.map { item in
            Affected(
                ecosystem: item.ecosystem, release: item.release, name: item.name,
                ranges: item.ranges.map {
                    Range(introduced: $0.introduced, fixed: $0.fixed, last: $0.lastAffected, limit: $0.limit)
                },
                versions: item.versions.isEmpty ? nil : item.versions.sorted(),
                binaries: item.binaries.isEmpty ? nil : item.binaries.sorted(), urgency: item.urgency,
                verdict: item.verdict.rawValue, reason: item.reason, newest: item.newestKnown,
                undecidable: item.undecidable)
        }
    }

    var advisory: Advisory {
        var advisory = Advisory(id: id, source: source)
        advisory.record = record
        advisory.aliases = aliases
        advisory.published = published.flatMap { CalendarDate($0) }
        advisory.isWithdrawn = withdrawn != nil
        advisory.withdrawn = withdrawn.flatMap { CalendarDate($0) }
        advisory.summary = summary
        advisory.vectors = vectors
        advisory.severity = severity.flatMap { VulnerabilityFinding.Severity(rawValue: $0) }
        advisory.affected = affected.map { item in
            var own = Advisory.Affected(ecosystem: item.ecosystem, release: item.release, name: item.name)
            own.ranges = item.ranges.map { stored in
                var range = Advisory.Range(
                    introduced: stored.introduced, fixed: stored.fixed, lastAffected: stored.last)
                range.limit = stored.limit
                return range
            }
            own.versions = item.versions ?? []
            own.binaries = Set(item.binaries ?? [])
            own.urgency = item.urgency
            own.verdict = Advisory.Verdict(rawValue: item.verdict) ?? .open
            own.reason = item.reason
            own.newestKnown = item.newest
            own.undecidable = item.undecidable
            return own
        }
        return advisory
    }
}
