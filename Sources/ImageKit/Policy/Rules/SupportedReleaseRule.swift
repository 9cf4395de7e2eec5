import ImageLedger
import ImagePackages
import ImageReading

/// The distribution's release still gets security updates.
struct SupportedReleaseRule: Rule {
    static let documentation = RuleDocumentation(
        id: "supported-release",
        title: "The release is supported",
        reason: "A release past its end gets no more fixes, and scanners that know only its fixes call it clean.",
        method: """
            VERSION_ID of os-release against a table of the ends of support of Debian and Ubuntu, as distro-info-data of \
            2026-06-30 has them, on the day of the check (--date).
            """,
        limits:
            "Other distributions have no data. Extended support that is paid for counts with support: lts alone for Debian.",
        remedy: "Build FROM a newer release.",
        parameters: [
            .init(
                "support", "security or lts",
                "Whose support counts: the distribution's own (security), or its long-term support too (lts, the default)."
            )
        ],
        example: "support: lts")

    /// The last days of security support and of long-term support.
    private static let ends: [String: (security: String, lts: String)] = [
        "debian:8": ("2018-06-17", "2020-06-30"), "debian:9": ("2020-07-18", "2022-06-30"),
        "debian:10": ("2022-09-10", "2024-06-30"), "debian:11": ("2024-08-14", "2026-08-31"),
        "debian:12": ("2026-07-11", "2028-06-30"), "debian:13": ("2028-08-09", "2030-06-30"),
        "ubuntu:16.04": ("2021-04-30", "2021-04-30"), "ubuntu:18.04": ("2023-05-31", "2023-05-31"),
        "ubuntu:20.04": ("2025-05-29", "2025-05-29"), "ubuntu:22.04": ("2027-06-01", "2027-06-01"),
        "ubuntu:24.04": ("2029-05-31", "2029-05-31"), "ubuntu:25.04": ("2026-01-15", "2026-01-15"),
        "ubuntu:25.10": ("2026-07-09", "2026-07-09"), "ubuntu:26.04": ("2031-05-29", "2031-05-29"),
    ]

    private let countsLongTerm: Bool

    init(_ parameters: RuleParameters) throws {
        countsLongTerm = try parameters.choice("support", of: ["security", "lts"]) != "security"
    }

    func judge(_ input: RuleInput) -> Judgement {
        guard let system = input.analysis.inventory.distribution, let version = system.versionID else {
            return .noData("os-release names no release")
        }
        let number = system.id == "debian" ? String(version.prefix { $0 != "." }) : version
        let name = "\(system.id):\(number)"
        let evidence = [Evidence(.file, "/etc/os-release", system.prettyName ?? name)]
        guard let ends = SupportedReleaseRule.ends[name],
            let end = CalendarDate(countsLongTerm ? ends.lts : ends.security)
        else {
            return .noData("the end of support of \(name) is not known here", evidence)
        }
        let words = "\(name), supported until \(end)"
        return input.today <= end ? .pass(words, evidence) : .fail(words, evidence)
    }
}
