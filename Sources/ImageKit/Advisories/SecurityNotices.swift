import ImageLedger
import ImageReading

/// The lists of Debian's security announcements: `data/DSA/list` and `data/DLA/list` of the security tracker.
///
/// Each begins with a day, a name and a source package; the vulnerabilities stand in braces below, and the fixed version of
/// each release behind its codename in brackets.
struct SecurityNotices {
    static let kind = "debian-notices"

    /// One fix in one release.
    struct Fix {
        let package: String
        let release: String
        let id: String
        let notice: FixNotice
    }

    private(set) var fixes: [Fix] = []
    private(set) var count = 0
    private(set) var newest: CalendarDate?
    /// How many headings could not be read.
    private(set) var malformed = 0

    /// Whether bytes begin as such a list does: `[02 Nov 2026] DSA-1234-1 `.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        guard let line = bytes.prefix(4096).split(separator: UInt8(ascii: "\n")).first else { return false }
        return heading(String(decoding: line, as: UTF8.self)) != nil
    }

    init(_ bytes: [UInt8], wanted: Set<String>?) {
        var notice: FixNotice?
        var ids: [String] = []
        for part in bytes.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: part, as: UTF8.self)
            if line.hasPrefix("[") {
                notice = SecurityNotices.heading(line)
                ids = []
                if let notice {
                    count += 1
                    newest = max(newest ?? notice.date, notice.date)
                } else {
                    malformed += 1
                }
                continue
            }
            let text = line.drop { $0 == "\t" || $0 == " " }
            guard let notice else { continue }
            if text.hasPrefix("{") {
                ids = text.dropFirst().prefix { $0 != "}" }.split(separator: " ").map(String.init)
            } else if text.hasPrefix("[") {
                let words = text.split(separator: " ")
                guard words.count >= 4, words[1] == "-",
                    let release = DebianTracker.numbers[String(words[0].dropFirst().dropLast())]
                else { continue }
                let package = String(words[2])
                guard wanted?.contains(package) ?? true else { continue }
                var own = notice
                own.version = String(words[3])
                fixes += ids.map { Fix(package: package, release: release, id: $0, notice: own) }
            }
        }
    }

    private static func heading(_ line: String) -> FixNotice? {
        let words = line.split(separator: " ")
        guard words.count >= 4, words[0].hasPrefix("["), words[2].hasSuffix("]"),
            words[3].hasPrefix("DSA-") || words[3].hasPrefix("DLA-"),
            let date = CalendarDate(day: words[0].dropFirst(), month: words[1], year: words[2].dropLast())
        else { return nil }
        return FixNotice(name: String(words[3]), date: date)
    }
}
