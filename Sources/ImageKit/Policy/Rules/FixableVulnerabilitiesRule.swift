import ImageLedger
import ImagePackages

/// No package has a bad vulnerability that a newer version is without.
struct FixableVulnerabilitiesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-fixable-vulnerabilities",
        title: "No fixable critical or high vulnerabilities",
        reason: "A known vulnerability with a published fix is the first thing an attacker tries.",
        method: """
            The vulnerabilities that the caller gives, matched to packages by the caller: those of the severities asked for \
            that have a fixed version. Without such data, or where it has no severity of one that could be fixed, there is no \
            data; an image alone does not tell.
            """,
        limits: """
            The program has no vulnerability data of its own and fetches none: --advisories names it. Programs that use the library \
            pass it as RuleInput.vulnerabilities. The rule no-outstanding-upgrades tells which packages Debian has newer versions of. \
            \(Vulnerability.unlistedLimit)
            """,
        remedy: "Upgrade the packages named.",
        parameters: [
            .init(
                "severities", "list", "Severities that fail: critical, high, medium, low; critical and high without it."
            )
        ],
        example: "severities: [critical, high]",
        references: [
            "Docker Scout: No fixable critical or high vulnerabilities (formerly Fixable critical and high vulnerabilities)"
        ])

    private let severities: [Vulnerability.Severity]

    init(_ parameters: RuleParameters) throws {
        severities = try (parameters.texts("severities") ?? ["critical", "high"]).map { text in
            guard let severity = Vulnerability.Severity(rawValue: text) else {
                throw PolicyError(
                    "severities are \(Vulnerability.Severity.allCases.map(\.rawValue).joined(separator: ", ")), not \(text)"
                )
            }
            return severity
        }
    }

    func judge(_ input: RuleInput) -> Judgement {
        guard let known = input.vulnerabilities else { return .noData(Vulnerability.noData) }
        let found = known.filter { severities.contains($0.severity) && $0.fixedVersion != nil }
        let judgement = Judgement.offences(
            found.map(\.evidence), "fixable vulnerability", plural: "fixable vulnerabilities",
            none: "no fixable vulnerability of these severities: "
                + severities.map(\.rawValue).joined(separator: ", "))
        if judgement.verdict == .pass, let unrated = Vulnerability.unrated(known) { return unrated }
        return Vulnerability.judge(judgement, input)
    }
}
