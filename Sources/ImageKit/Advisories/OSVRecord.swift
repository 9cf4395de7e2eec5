import FoundationEssentials
import ImageLedger
import ImagePackages
import ImageReading

/// A record in the form of OSV (Open Source Vulnerability format, 1.7).
enum OSVRecord {
    static let kind = "osv"

    private struct Record: Decodable {
        let id: String
        let modified: String?
        let published: String?
        let withdrawn: String?
        let aliases: [String]?
        let upstream: [String]?
        let summary: String?
        let severity: [Severity]?
        let affected: [Affected]?
        /// GitHub's records of what nobody has scored have their severity here.
        let specifics: Lenient<Specifics>?

        enum CodingKeys: String, CodingKey {
            case id, modified, published, withdrawn, aliases, upstream, summary, severity, affected
            case specifics = "database_specific"
        }
    }

    private struct Severity: Decodable {
        let type: String?
        let score: String?
    }

    private struct Affected: Decodable {
        let package: Package?
        let ranges: [Ranges]?
        let versions: [String]?
        let severity: [Severity]?
        let specifics: Lenient<Specifics>?

        enum CodingKeys: String, CodingKey {
            case package, ranges, versions, severity
            case specifics = "ecosystem_specific"
        }
    }

    private struct Package: Decodable {
        let ecosystem: String
        let name: String
    }

    private struct Ranges: Decodable {
        let type: String
        let events: [Event]?
    }

    private struct Event: Decodable {
        let introduced: String?
        let fixed: String?
        let last: String?
        let limit: String?

        enum CodingKeys: String, CodingKey {
            case introduced, fixed, limit
            case last = "last_affected"
        }
    }

    private struct Specifics: Decodable {
        let urgency: String?
        let binaries: [Binary]?
        let severity: String?
    }

    private struct Binary: Decodable {
        let name: String?

        enum CodingKeys: String, CodingKey { case name = "binary_name" }
    }

    /// What a record says at a glance, without its being decoded.
    struct Facts {
        private(set) var names: [String] = []
        private(set) var ecosystems: Set<String> = []
        /// The time of the last change.
        private(set) var modified: String?

        init(_ bytes: ArraySlice<UInt8>) {
            // Keys are looked for as bytes: a record of no interest costs no more than this walk.
            var position = bytes.startIndex
            while let start = bytes[position...].firstIndex(of: UInt8(ascii: "\"")) {
                guard let end = Facts.end(of: start, in: bytes) else { return }
                let text = bytes[(start + 1)..<end]
                position = end + 1
                switch text.count {
                case 4 where text.elementsEqual("name".utf8):
                    Facts.value(after: &position, in: bytes).map { names.append($0) }
                case 9 where text.elementsEqual("ecosystem".utf8):
                    Facts.value(after: &position, in: bytes).map { _ = ecosystems.insert($0) }
                case 8 where text.elementsEqual("modified".utf8):
                    if let value = Facts.value(after: &position, in: bytes) { modified = value }
                default: continue
                }
            }
        }

        private static func end(of start: Int, in bytes: ArraySlice<UInt8>) -> Int? {
            var index = start + 1
            while index < bytes.endIndex {
                if bytes[index] == UInt8(ascii: "\\") {
                    index += 2
                } else if bytes[index] == UInt8(ascii: "\"") {
                    return index
                } else {
                    index += 1
                }
            }
            return nil
        }

        private static func value(after position: inout Int, in bytes: ArraySlice<UInt8>) -> String? {
            var index = position
            while index < bytes.endIndex, bytes[index].isJSONSpace { index += 1 }
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: ":") else { return nil }
            index += 1
            while index < bytes.endIndex, bytes[index].isJSONSpace { index += 1 }
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\""), let end = end(of: index, in: bytes) else {
                return nil
            }
            position = end + 1
            return String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
        }
    }

    /// Whether bytes are one record: an object with an identifier and what it affects.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        guard bytes.first(where: { !$0.isJSONSpace }) == UInt8(ascii: "{") else { return false }
        let head = String(decoding: bytes.prefix(1 << 20), as: UTF8.self)
        return head.contains("\"id\"")
            && (head.contains("\"affected\"") || head.contains("\"schema_version\"") || head.contains("\"modified\""))
            && !head.contains("\"@context\"") && !head.contains("\"catalogVersion\"")
    }

    /// An ecosystem and its release: `Debian:12` is Debian's 12, `Ubuntu:Pro:22.04:LTS` Ubuntu's Pro.
    static func ecosystem(_ text: String) -> (name: String, release: String?, key: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return (text, nil, text) }
        return (parts[0], parts[1], text)
    }

    /// What a record says.
    struct Reading {
        /// One advisory for each vulnerability that the record is about, nearly always one.
        var advisories: [Advisory]
        /// How many ranges of commits it has.
        var unmatched: Int
        /// CVSS vectors that can't be read.
        var badVectors: [String]
    }

    /// Reads a record.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where it is damaged.
    static func read(_ bytes: [UInt8], name: String) throws -> Reading {
        let record = try JSONDocument.decode(Record.self, from: bytes, name: name)
        guard !record.id.isEmpty else { throw ImageError(.malformedDocument, "the record has no id", path: name) }
        var advisory = Advisory(id: record.id, source: kind)
        advisory.aliases = ((record.aliases ?? []) + (record.upstream ?? [])).filter { $0 != record.id }
        advisory.published = record.published.flatMap { CalendarDate($0) }
        advisory.modified = record.modified
        advisory.isWithdrawn = record.withdrawn != nil
        advisory.withdrawn = record.withdrawn.flatMap { CalendarDate($0) }
        advisory.summary = record.summary
        var unmatched = 0
        var severities = record.severity ?? []
        for affected in record.affected ?? [] {
            guard let package = affected.package else { continue }
            severities += affected.severity ?? []
            let place = ecosystem(package.ecosystem)
            let isPython = place.name == "PyPI"
            var own = Advisory.Affected(
                ecosystem: place.name, release: place.release,
                name: isPython ? PythonName.normalized(package.name) : package.name)
            own.versions = affected.versions ?? []
            own.urgency = affected.specifics?.value?.urgency
            own.binaries = Set((affected.specifics?.value?.binaries ?? []).compactMap(\.name))
            if own.urgency == "unimportant" { own.verdict = .unimportant }
            if own.urgency == "end-of-life" { own.verdict = .endOfLife }
            for ranges in affected.ranges ?? [] {
                guard ranges.type == "ECOSYSTEM" || ranges.type == "SEMVER" else {
                    unmatched += 1
                    if own.versions.isEmpty, affected.ranges?.allSatisfy({ $0.type == ranges.type }) == true {
                        own.undecidable = "names its versions by commits alone, which can't be matched offline"
                    }
                    continue
                }
                let read = OSVRecord.ranges(ranges.events ?? [], own)
                if read.isEmpty { own.undecidable = "has a range without a first version" }
                own.ranges += read
            }
            if own.versions.isEmpty, affected.ranges?.isEmpty ?? true { own.undecidable = "names no version" }
            advisory.affected.append(own)
        }
        let vectors = severities.filter { $0.type?.hasPrefix("CVSS") == true }.compactMap(\.score)
        advisory.vectors = vectors.filter { CVSS($0) != nil }
        advisory.severity =
            severities.filter { $0.type?.hasPrefix("CVSS") != true }.compactMap(\.score)
            .compactMap { VulnerabilityFinding.Severity(word: $0) }.min()
            ?? record.specifics?.value?.severity.flatMap { VulnerabilityFinding.Severity(word: $0) }
        return Reading(
            advisories: parts(of: advisory), unmatched: unmatched, badVectors: vectors.filter { CVSS($0) == nil })
    }

    /// The advisories of a record that names several CVEs, as an announcement of a fix does: one for each of them.
    private static func parts(of advisory: Advisory) -> [Advisory] {
        var seen: Set<String> = []
        let names = advisory.identifiers.filter { $0.hasPrefix("CVE-") && seen.insert($0).inserted }
        guard names.count > 1, !advisory.id.hasPrefix("CVE-") else { return [advisory] }
        return names.map { name in
            var part = advisory
            part.id = name
            part.aliases = []
            part.record = advisory.id
            return part
        }
    }

    /// The ranges of a list of events, which need not be in the order of the versions.
    private static func ranges(_ events: [Event], _ affected: Advisory.Affected) -> [Advisory.Range] {
        let ecosystem = OSVRecord.order(of: affected.ecosystem)
        var starts: [String] = []
        var ends: [(version: String, isInclusive: Bool)] = []
        var known: Set<String> = []
        let limits = events.compactMap(\.limit).filter { $0 != "*" }
        for event in events {
            if let introduced = event.introduced, known.insert("<\(introduced)").inserted { starts.append(introduced) }
            if let fixed = event.fixed, known.insert(">\(fixed)").inserted { ends.append((fixed, false)) }
            if let last = event.last, known.insert("=\(last)").inserted { ends.append((last, true)) }
        }
        func precedes(_ left: String, _ right: String) -> Bool { (ecosystem.order(left, right) ?? 0) < 0 }
        // As a start, and only there, 0 is before every version.
        func isBehind(_ version: String, _ start: String) -> Bool {
            start == "0" ? version != "0" : precedes(start, version)
        }
        starts.sort { $1 != "0" && isBehind($1, $0) }
        ends.sort { precedes($0.version, $1.version) }
        let limit = limits.max(by: precedes)
        var first = 0
        return starts.enumerated().map { place, start in
            // A range ends at the first end behind its start, and before the next start.
            while first < ends.count, start != "0", precedes(ends[first].version, start) { first += 1 }
            let next = place + 1 < starts.count ? starts[place + 1] : nil
            func isWithin(_ end: String) -> Bool { next.map { !precedes($0, end) } ?? true }
            // One that ends where it starts is empty, unless a later end is its own.
            var own = first
            while own < ends.count, !ends[own].isInclusive, !isBehind(ends[own].version, start) { own += 1 }
            if own == ends.count || !isWithin(ends[own].version) { own = first }
            let end = own < ends.count && isWithin(ends[own].version) ? ends[own] : nil
            var range = Advisory.Range(
                introduced: start, fixed: end.flatMap { $0.isInclusive ? nil : $0.version },
                lastAffected: end.flatMap { $0.isInclusive ? $0.version : nil })
            range.limit = limit
            return range
        }
    }

    /// Whose rules the versions of an ecosystem follow.
    private static func order(of ecosystem: String) -> any Ecosystem {
        Ecosystems.all.first { $0.advisoryEcosystems.contains(ecosystem) }
            ?? ImagePackages.Package.Kind(rawValue: ecosystem.lowercased()).ecosystem
    }
}
