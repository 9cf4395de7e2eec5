import FoundationEssentials
public import ImageLedger
public import ImagePackages
public import ImageReading

/// Advisories read from the files that databases publish: OSV records (a zip, a folder, JSON lines, one file), the JSON of
/// Debian's security tracker, CISA's list of exploited vulnerabilities, and EPSS scores.
///
/// What a file is, is decided by its contents. Nothing is kept but records that name a wanted package.
public struct AdvisoryFiles: AdvisorySource {
    /// Bytes that one record may have.
    static let recordLimit = 16 << 20
    /// Bytes that one file may have, uncompressed.
    static let fileLimit: Int64 = 1 << 30
    /// How many files a folder may hold.
    static let folderLimit = 200_000

    /// The files, in the order in which they were read.
    public internal(set) var provenance: [AdvisoryData] = []
    /// Records that were left out, and ranges that can't be matched.
    public var diagnostics: [Diagnostic] { log.diagnostics }
    /// What is known to be exploited.
    private(set) var exploited: [String: Exploitation] = [:]
    var log = DiagnosticLog()
    private var likelihoods: [String: Double] = [:]
    var records: [Advisory] = []
    /// The day of the last change of each record of OSV.
    var recordDates: [String: String] = [:]
    /// How many ranges of commits there are, which an image can't be matched with.
    public internal(set) var unmatchedRanges = 0
    /// How many records there are of each ecosystem and release.
    public internal(set) var recordCounts: [String: Int] = [:]
    /// Until when releases are supported: the table that was given, else the one that comes with the library.
    public private(set) var releaseEnds = ReleaseEnds.builtIn
    /// What is said of the support of packages.
    private(set) var supports: [PackageSupport] = []
    /// Announcements of fixes.
    private(set) var notices: [NoticeKey: [FixNotice]] = [:]
    /// Changelogs by the name of their source package.
    private(set) var changelogsByName: [String: [PackageChangelog]] = [:]
    var vectorsByID: [String: [String]] = [:]
    /// Texts that many records have, each kept once.
    var texts: Set<String> = []
    /// How many records could not be read, by the packages that they name; under an empty name those that name none.
    var damaged: [String: Int] = [:]
    /// Ecosystems of which there was a record.
    var covered: Set<String> = []
    let wanted: Set<String>?
    private let hashesFiles: Bool

    /// Reads files and folders.
    ///
    /// - Parameters:
    ///   - paths: files and folders.
    ///   - wanted: names of packages; records of others are counted and not kept. Nil keeps all.
    ///   - hashesFiles: whether ``provenance`` has the files' digests.
    /// - Throws: ``/ImageReading/ImageError`` where a path can't be read, is damaged as a whole, or is of no known kind.
    public init(paths: [String], wanted: Set<String>?, hashesFiles: Bool = false) throws {
        self.wanted = wanted
        self.hashesFiles = hashesFiles
        for path in paths {
            let known = provenance.count
            try read(path)
            guard provenance.count > known else {
                throw ImageError(.malformedDocument, "the folder holds no advisories", archive: path)
            }
        }
    }

    /// The advisories for some packages.
    public func advisories(for names: [String: Set<String>]) -> [Advisory] {
        // Debian's own tracker knows more of a vulnerability than what OSV made of it.
        let debian = names["Debian"] ?? []
        var tracked: Set<TrackedIssue> = []
        for record in records where record.source == DebianTracker.kind {
            for affected in record.affected where debian.contains(affected.name) {
                tracked.insert(TrackedIssue(package: affected.name, release: affected.release, id: record.id))
            }
        }
        return records.compactMap { record -> Advisory? in
            guard isCurrent(record) else { return nil }
            var record = record
            let ids = record.identifiers
            record.affected.removeAll { affected in
                guard names[affected.ecosystem]?.contains(affected.name) == true else { return true }
                guard record.source == OSVRecord.kind, affected.ecosystem == "Debian" else { return false }
                return ids.contains {
                    tracked.contains(TrackedIssue(package: affected.name, release: affected.release, id: $0))
                }
            }
            return record.affected.isEmpty ? nil : record
        }.sorted(by: AdvisoryFiles.precedes)
    }

    private struct TrackedIssue: Hashable {
        let package: String
        let release: String?
        let id: String
    }

    /// The order of a database, whatever that of its inputs.
    static func precedes(_ left: Advisory, _ right: Advisory) -> Bool {
        (left.id, left.source, left.record ?? "", left.modified ?? "")
            < (right.id, right.source, right.record ?? "", right.modified ?? "")
    }

    /// Every record that was kept.
    public var all: [Advisory] { records.filter(isCurrent) }

    /// Whether no later state of a record was read.
    private func isCurrent(_ record: Advisory) -> Bool {
        guard let modified = record.modified, let newest = recordDates[record.record ?? record.id] else { return true }
        return modified >= newest
    }

    /// Every EPSS score.
    var allLikelihoods: [String: Double] { likelihoods }

    /// Ecosystems with their releases, of which there is data.
    public var coverage: [String] { covered.union(recordCounts.keys).sorted() }

    /// How many records could not be read and may be about a package.
    public func damagedRecords(about package: String?) -> Int { damaged[package ?? "", default: 0] }

    /// Whether there is data for a release of an ecosystem.
    public func covers(_ ecosystem: String, release: String?) -> Bool {
        guard let release else { return covered.contains(ecosystem) || recordCounts[ecosystem] != nil }
        return recordCounts["\(ecosystem):\(release)"] != nil || recordCounts["\(ecosystem):\(release):LTS"] != nil
    }

    /// Since when an identifier is known to be exploited.
    public func exploitation(of id: String) -> Exploitation? { exploited[id] }

    /// CVSS vectors that records say of an identifier.
    public func vectors(of id: String) -> [String] { vectorsByID[id] ?? [] }

    /// What an announcement of a fix is kept under.
    struct NoticeKey: Hashable, Comparable {
        let package: String
        let release: String
        let id: String

        static func < (left: NoticeKey, right: NoticeKey) -> Bool {
            (left.package, left.release, left.id) < (right.package, right.release, right.id)
        }
    }

    /// The announcements of fixes in a release.
    public func fixNotices(of ids: [String], package: String, release: String?) -> [FixNotice] {
        guard let release else { return [] }
        return ids.flatMap { notices[NoticeKey(package: package, release: release, id: $0)] ?? [] }
    }

    /// What is said of the support of a package.
    public func support(of package: String, release: String?) -> [PackageSupport] {
        supports.filter { $0.concerns(package, release: release) }
    }

    /// The changelogs that were given of a source package, in the order of their files' names.
    public func changelogs(of package: String) -> [PackageChangelog] {
        (changelogsByName[package] ?? []).sorted { $0.file < $1.file }
    }

    /// A file's name without its folders, which say nothing where a database is carried to.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The EPSS score of an identifier.
    public func exploitLikelihood(_ id: String) -> Double? { likelihoods[id] }

    // MARK: Files

    private mutating func read(_ path: String) throws {
        do {
            let file = try InputFile(path: path)
            switch file.kind {
            case .directory: try readFolder(path)
            case .regular(let size): try readHashed(file, size: size, path: path)
            case .stream: throw ImageError(.unreadable, "advisories are read from files and folders")
            }
        } catch let error as ImageError {
            throw error.located(archive: path)
        }
    }

    private mutating func readFolder(_ path: String) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path).sorted(),
            names.count <= AdvisoryFiles.folderLimit
        else {
            throw ImageError(
                .unreadable, "the folder can't be read, or holds more than \(AdvisoryFiles.folderLimit) files")
        }
        var data = AdvisoryData(kind: OSVRecord.kind, file: path)
        for name in names where !name.hasPrefix(".") {
            let inner = path + "/" + name
            // A FIFO would be waited for when it is opened.
            guard InputFile.isFileOrDirectory(inner) else {
                log.append(.skippedAdvisory) {
                    Diagnostic(.skippedAdvisory, "left out: it is neither a file nor a folder", path: inner)
                }
                continue
            }
            let file = try InputFile(path: inner)
            if case .directory = file.kind {
                try readFolder(inner)
                continue
            }
            guard case .regular(let size) = file.kind else { continue }
            // A folder of single records is one source, not a thousand.
            if name.hasSuffix(".json"), size < AdvisoryFiles.recordLimit {
                let bytes = try contents(file, size: size)
                if OSVRecord.isOne(bytes) {
                    add(bytes[...], of: inner, to: &data)
                    continue
                }
            }
            do {
                try readHashed(file, size: size, path: inner)
            } catch let error as ImageError where AdvisoryFiles.isNote(name) && error.code == .malformedDocument {
                log.append(.skippedAdvisory) {
                    Diagnostic(.skippedAdvisory, "left out: \(error.reason)", path: inner)
                }
            } catch let error as ImageError {
                throw error.located(archive: inner)
            }
        }
        if data.records > 0 { provenance.append(data) }
    }

    /// Whether a file of a folder may be there for people, or be the copy of a list that does not name its release: what can't
    /// be read of these costs the file and not the folder.
    private static func isNote(_ name: String) -> Bool {
        [".md", ".txt", ".rst", ".asc", ".sig", ".sha256"].contains { name.hasSuffix($0) }
            || ["README", "LICENSE", "COPYING", "MANIFEST"].contains { name.hasPrefix($0) }
            || name == "security-support-ended"
    }

    private func contents(_ file: InputFile, size: Int64) throws -> [UInt8] {
        let stream = try PeekedStream(file.region(offset: 0, size: size), count: CompressionFormat.headLength)
        var limits = Limits()
        limits.document = AdvisoryFiles.fileLimit
        return try CompressionFormat(head: stream.peeked).decode(stream, limits: limits)
            .readAll(limits: limits, what: "the file").asUTF8()
    }

    private mutating func readHashed(_ file: InputFile, size: Int64, path: String) throws {
        let known = provenance.count
        try read(file, size: size, path: path)
        guard hashesFiles, provenance.count > known else { return }
        let digest = try SHA256.digest(of: file, size: size)
        for place in known..<provenance.count where provenance[place].digest == nil {
            provenance[place].digest = digest
        }
    }

    private mutating func read(_ file: InputFile, size: Int64, path: String) throws {
        let head = try file.region(offset: 0, size: min(size, 32)).read(upTo: 32)
        if head.starts(with: SQLiteFile.magic) {
            guard SQLiteFile.isWhole(head, size: size) else {
                throw ImageError(.truncated, "the database of advisories is cut short; copy or build it again")
            }
            try AdvisoryDatabase.checkSeal(of: file, size: size)
            let contents = try AdvisoryDatabase.read(path, wanted: wanted)
            provenance += contents.data
            unmatchedRanges += contents.unmatchedRanges
            covered.formUnion(contents.coverage.filter { $0.records == 0 }.map(\.name))
            for item in contents.coverage where item.records > 0 { recordCounts[item.name, default: 0] += item.records }
            exploited.merge(contents.exploited) { first, _ in first }
            likelihoods.merge(contents.likelihoods) { max($0, $1) }
            for advisory in contents.advisories { keep(advisory) }
            damaged.merge(contents.damaged) { $0 + $1 }
            for (key, notice) in contents.notices { add(notice, for: key) }
            for changelog in contents.changelogs { changelogsByName[changelog.source, default: []].append(changelog) }
            if let ends = contents.releaseEnds { add(ends) }
            supports += contents.supports
            return
        }
        if ZipRecords.isZip(try file.region(offset: 0, size: min(size, 4)).read(upTo: 4)) {
            var data = AdvisoryData(kind: OSVRecord.kind, file: path)
            var batch = RecordBatch()
            var others: [String] = []
            try ZipRecords.forEach(in: path, skipped: { others.append($0) }) { name, bytes in
                readMember(bytes.withoutByteOrderMark, of: "\(path), \(name)", batch: &batch, to: &data)
            }
            add(batch.take(), to: &data)
            for name in others { skipMember(name, of: path) }
            provenance.append(data)
            return
        }
        let bytes = try contents(file, size: size)
        if try readPlain(bytes, path) { return }
        switch AdvisoryFileKind(bytes) {
        case .osv:
            var data = AdvisoryData(kind: OSVRecord.kind, file: path)
            let skipped = log.diagnostics.count { $0.code == .skippedAdvisory }
            add(bytes[...], of: path, to: &data)
            guard data.records > 0, log.diagnostics.count(where: { $0.code == .skippedAdvisory }) == skipped else {
                throw ImageError(.malformedDocument, log.diagnostics.last?.message ?? "no record")
            }
            provenance.append(data)
        case .lines:
            var data = AdvisoryData(kind: OSVRecord.kind, file: path)
            let lines = bytes.split(separator: UInt8(ascii: "\n")).enumerated()
                .filter { !$0.element.allSatisfy(\.isJSONSpace) }
            add(lines.map { UnreadRecord(file: "\(path), line \($0 + 1)", bytes: $1) }, to: &data)
            provenance.append(data)
        case .list: try readList(bytes, path)
        case .tracker: try readTracker(bytes, path)
        case .exploited:
            let list = try ExploitedList(bytes)
            exploited.merge(list.entries) { first, _ in first }
            leaveOut(list.malformed, "entry", "entries", path)
            sayIfEmpty(list.entries.count, path)
            provenance.append(AdvisoryData(kind: "kev", file: path, date: list.date, records: list.entries.count))
        case .likelihoods:
            let scores = ExploitScores(bytes)
            leaveOut(scores.malformed, "line", "lines", path)
            sayIfEmpty(scores.scores.count, path)
            likelihoods.merge(scores.scores) { max($0, $1) }
            provenance.append(AdvisoryData(kind: "epss", file: path, date: scores.date, records: scores.scores.count))
        case nil:
            throw ImageError(
                .malformedDocument,
                "these are no advisories that are known here: a database of imagescan advisories build, OSV, Debian's security tracker, its DSA or DLA list, a Debian changelog, CISA's KEV, EPSS, distro-info-data's debian.csv or ubuntu.csv, or a list of debian-security-support"
            )
        }
    }

    /// Reads lists of announcements, tables of releases and changelogs, which are plain text; false for other kinds.
    private mutating func readPlain(_ bytes: [UInt8], _ path: String) throws -> Bool {
        if SecurityNotices.isOne(bytes) {
            let list = SecurityNotices(bytes, wanted: wanted)
            for fix in list.fixes {
                add(fix.notice, for: NoticeKey(package: fix.package, release: fix.release, id: fix.id))
            }
            if list.malformed > 0 {
                log.append(.skippedAdvisory) {
                    Diagnostic(
                        .skippedAdvisory, "\(list.malformed) announcements are left out: their headings can't be read",
                        path: path)
                }
            }
            provenance.append(
                AdvisoryData(
                    kind: SecurityNotices.kind, file: path, date: list.newest?.description, records: list.count))
        } else if ReleaseTable.isOne(bytes) {
            let table = try ReleaseTable(bytes)
            var ends = ReleaseEnds(origin: AdvisoryFiles.name(of: path))
            ends.releases = table.releases
            add(ends)
            provenance.append(AdvisoryData(kind: ReleaseTable.kind, file: path, records: table.releases.count))
        } else if SupportList.isOne(bytes) {
            let list = try SupportList(bytes, name: AdvisoryFiles.name(of: path))
            leaveOut(list.malformed, "line", "lines", path)
            supports += list.entries
            provenance.append(AdvisoryData(kind: SupportList.kind, file: path, records: list.entries.count))
        } else if DebianChangelog.isOne(bytes),
            let changelog = DebianChangelog.read(bytes, file: AdvisoryFiles.name(of: path))
        {
            if wanted?.contains(changelog.source) ?? true {
                changelogsByName[changelog.source, default: []].append(changelog)
            }
            provenance.append(
                AdvisoryData(
                    kind: "debian-changelog", file: path,
                    date: changelog.mentions.compactMap(\.date).max()?.description,
                    records: changelog.mentions.count))
        } else {
            return false
        }
        return true
    }

    private mutating func leaveOut(_ count: Int, _ one: String, _ several: String, _ path: String) {
        guard count > 0 else { return }
        log.append(.skippedAdvisory) {
            Diagnostic(
                .skippedAdvisory,
                "\(Plural.text(count, one, several)) can't be read and \(count == 1 ? "is" : "are") left out",
                path: path)
        }
    }

    private mutating func add(_ notice: FixNotice, for key: NoticeKey) {
        if notices[key]?.contains(notice) == true { return }
        notices[key, default: []].append(notice)
    }

    private mutating func add(_ ends: ReleaseEnds) {
        releaseEnds.releases.merge(ends.releases) { $1 }
        let isFirst = releaseEnds.origin == ReleaseEnds.builtIn.origin
        releaseEnds.origin = isFirst ? ends.origin : "\(releaseEnds.origin), \(ends.origin)"
    }
}

extension Diagnostic.Code {
    /// An advisory is damaged and was left out.
    public static let skippedAdvisory = Diagnostic.Code(rawValue: "skippedAdvisory")
    /// An advisory names commits, which an image does not have.
    public static let unmatchedRanges = Diagnostic.Code(rawValue: "unmatchedRanges")
}
