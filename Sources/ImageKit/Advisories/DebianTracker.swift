import ImageLedger
import ImagePackages
import ImageReading

/// The JSON of Debian's security tracker: source package, vulnerability, release.
enum DebianTracker {
    static let kind = "debian-tracker"

    private struct Issue: Decodable {
        let description: String?
        let releases: [String: Release]?
    }

    /// What the entry of a source package says.
    struct Reading {
        /// One for each vulnerability.
        var advisories: [Advisory] = []
        /// The releases that it speaks of.
        var releases: Set<String> = []
        /// The vulnerabilities whose entry can't be read.
        var damaged: [String] = []
    }

    private struct Release: Decodable {
        let status: String?
        let repositories: [String: String]?
        let fixed: String?
        let urgency: String?
        let nodsa: String?
        let nodsaReason: String?

        enum CodingKeys: String, CodingKey {
            case status, repositories, urgency, nodsa
            case fixed = "fixed_version"
            case nodsaReason = "nodsa_reason"
        }
    }

    /// The numbers of the releases by their names.
    static let numbers = [
        "wheezy": "7", "jessie": "8", "stretch": "9", "buster": "10", "bullseye": "11", "bookworm": "12",
        "trixie": "13",
        "forky": "14", "duke": "15",
    ]

    /// The releases that a source's entry names, without its being decoded.
    static func releases(in bytes: ArraySlice<UInt8>) -> [String] {
        let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
        return numbers.filter { text.contains("\"\($0.key)\"") }.map(\.value)
    }

    /// Reads the entry of a source package.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where it is no entry at all.
    static func read(_ source: String, _ bytes: ArraySlice<UInt8>, name: String) throws -> Reading {
        let issues = try JSONDocument.decode([String: Lenient<Issue>].self, from: Array(bytes), name: name)
        var reading = Reading()
        for (id, issue) in issues.sorted(by: { $0.key < $1.key }) {
            guard let issue = issue.value else {
                reading.damaged.append(id)
                continue
            }
            var advisory = Advisory(id: id, source: kind)
            advisory.summary = issue.description
            for (codename, release) in (issue.releases ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let number = numbers[codename] else { continue }
                reading.releases.insert(number)
                advisory.affected.append(affected(source, number, codename, release))
            }
            if !advisory.affected.isEmpty { reading.advisories.append(advisory) }
        }
        return reading
    }

    /// What one release says; without ranges where the package never had the vulnerability there, which other data may not know.
    private static func affected(
        _ source: String, _ number: String, _ codename: String, _ release: Release
    ) -> Advisory.Affected {
        var affected = Advisory.Affected(ecosystem: "Debian", release: number, name: source)
        // Version 0 stands for "never affected".
        if release.status == "resolved", release.fixed == "0" { return affected }
        if release.status == "resolved", release.fixed == nil {
            affected.undecidable = "is resolved according to the tracker, which does not say in which version"
            return affected
        }
        affected.urgency = release.urgency.flatMap { $0 == "not yet assigned" ? nil : $0 }
        affected.reason = release.nodsa
        let order = ImagePackages.Package.Kind(rawValue: "deb").ecosystem
        affected.newestKnown = (release.repositories ?? [:]).values.max { (order.order($0, $1) ?? 0) < 0 }
        affected.ranges = [Advisory.Range(fixed: release.status == "resolved" ? release.fixed : nil)]
        switch release.status {
        case "undetermined": affected.verdict = .undetermined
        case "open":
            if release.urgency == "unimportant" {
                affected.verdict = .unimportant
            } else if release.urgency == "end-of-life" {
                affected.verdict = .endOfLife
            } else if release.nodsa != nil {
                affected.verdict = Advisory.Verdict(rawValue: release.nodsaReason ?? "") ?? .noDSA
            }
        default: if release.urgency == "unimportant" { affected.verdict = .unimportant }
        }
        return affected
    }
}
