import ImageLedger
import ImagePackages
import ImageReading

/// No package has a vulnerability that everybody knows.
struct HighProfileVulnerabilitiesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-high-profile-vulnerabilities",
        title: "No high-profile vulnerabilities",
        reason:
            "Some vulnerabilities are so well known, or so widely exploited, that they are fixed before all others.",
        method: """
            The vulnerabilities that the caller gives: those known to be exploited (KEV), those that Docker Scout's policy \
            names, and those that the policy at hand names. Without such data, or without KEV where none of the others is \
            there, there is no data; an image alone does not tell.
            """,
        limits: """
            The program has no vulnerability data of its own and fetches none: --advisories names it. Programs that use the library \
            pass it as RuleInput.vulnerabilities. \
            \(Vulnerability.unlistedLimit)
            """,
        remedy: "Upgrade the packages named, with or without a newer base image.",
        parameters: [
            .init("ids", "list of globs", "Vulnerabilities that fail beside those marked, for example CVE-2021-44228.")
        ],
        example: "ids: [CVE-2021-44228, CVE-2024-3094]",
        references: ["Docker Scout: No high-profile vulnerabilities (formerly High-profile vulnerabilities)"])

    private let ids: [GlobPattern]

    init(_ parameters: RuleParameters) throws { ids = try (parameters.texts("ids") ?? []).map { GlobPattern($0) } }

    func judge(_ input: RuleInput) -> Judgement {
        guard let known = input.vulnerabilities else { return .noData(Vulnerability.noData) }
        let found = known.filter { item in item.isHighProfile || ids.contains { $0.matches(item.id) } }
        let judgement = Judgement.offences(
            found.map(\.evidence), "high-profile vulnerability", plural: "high-profile vulnerabilities",
            none: "no high-profile vulnerability")
        guard judgement.verdict != .pass || input.knowsExploited else {
            return .noData(
                "the data does not say what is known to be exploited (CISA's KEV does), and none of the best known is there"
            )
        }
        return Vulnerability.judge(judgement, input)
    }
}
