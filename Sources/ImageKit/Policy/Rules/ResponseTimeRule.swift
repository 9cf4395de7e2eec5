import ImageLedger
import ImageReading

/// No fix has been out for longer than it may take to install it.
struct ResponseTimeRule: Rule {
    static let documentation = RuleDocumentation(
        id: "response-time",
        title: "Fixes are installed in time",
        reason: "A promise such as \"critical within 24 hours, high within 72\" can be held against an image.",
        method: """
            The vulnerabilities found with --advisories for which there is a fix. The day on which it was published is that of \
            the distribution's announcement (the DSA and DLA lists of Debian's security tracker, if they are given), else the \
            day on which the advisory itself was published, and the evidence says which. From then to the day of the check \
            (--date) it may be as long as the severity allows; hours count as days begun, since only days are known.
            """,
        limits: """
            An advisory may be older than the fix. Where no day is known there is no data. What has no fix yet is not late. \
            An image tells how late it is now, not how long earlier fixes took. \(Vulnerability.unlistedLimit)
            """,
        remedy: "Upgrade the packages and build again; imagescan vulnerabilities --only-fixed names the versions.",
        parameters: Vulnerability.Severity.rated.map {
            .init($0.rawValue, "duration", "How long a fix of \($0.rawValue) severity may take, for example 24h or 3d.")
        },
        example: "critical: 24h\nhigh: 72h")

    private let limits: [Vulnerability.Severity: Int]

    init(_ parameters: RuleParameters) throws {
        var limits: [Vulnerability.Severity: Int] = [:]
        for severity in Vulnerability.Severity.rated {
            guard let text = try parameters.text(severity.rawValue) else { continue }
            guard let days = ResponseTimeRule.days(text) else {
                throw PolicyError("\(severity.rawValue) must be a time such as 24h or 3d, not \(text)")
            }
            limits[severity] = days
        }
        guard !limits.isEmpty else {
            throw PolicyError("the rule needs a time for one severity at least, for example critical: 24h")
        }
        self.limits = limits
    }

    /// Whole days of `24h`, `72 hours`, `3d` or `2 weeks`; part of a day counts as one.
    static func days(_ text: String) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits), number <= 100_000 else { return nil }
        switch text.dropFirst(digits.count).filter({ !$0.isWhitespace }) {
        case "h", "hour", "hours": return (number + 23) / 24
        case "d", "day", "days": return number
        case "w", "week", "weeks": return 7 * number
        default: return nil
        }
    }

    func judge(_ input: RuleInput) -> Judgement {
        guard let known = input.vulnerabilities else { return .noData(Vulnerability.noData) }
        let fixable = known.filter { limits[$0.severity] != nil && $0.fixedVersion != nil }
        var late: [Evidence] = []
        var undated: [Evidence] = []
        for vulnerability in fixable {
            guard let limit = limits[vulnerability.severity] else { continue }
            guard let notice = vulnerability.fixNotice else {
                undated.append(vulnerability.evidence)
                continue
            }
            let age = input.today.days(since: notice.date)
            guard age > limit else { continue }
            late.append(
                .package(
                    vulnerability.package,
                    "\(vulnerability.id), \(vulnerability.severity.rawValue), fixed in \(vulnerability.fixedVersion ?? ""): "
                        + "\(notice.name) of \(notice.date), \(Plural.text(age, "day")) ago; "
                        + "\(Plural.text(limit, "day")) allowed"))
        }
        guard late.isEmpty else { return .fail("\(Plural.text(late.count, "fix", "fixes")) out for too long", late) }
        guard undated.isEmpty else {
            return .noData("of \(Plural.text(undated.count, "fix", "fixes")) the day is not known", undated)
        }
        if let unrated = Vulnerability.unrated(known) { return unrated }
        let bounds = Vulnerability.Severity.rated.compactMap { severity in
            limits[severity].map { "\(severity.rawValue) \(Plural.text($0, "day"))" }
        }
        let words = fixable.isEmpty ? "nothing to fix" : "\(Plural.text(fixable.count, "fix", "fixes")) still in time"
        return Vulnerability.judge(.pass("\(words) (\(bounds.joined(separator: ", ")))"), input)
    }
}

extension Vulnerability.Severity {
    /// Those that a rating gives.
    static let rated: [Vulnerability.Severity] = [.critical, .high, .medium, .low]
}
