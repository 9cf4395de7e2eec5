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
            2026-06-30 has them, on the day of the check (--date). debian.csv and ubuntu.csv of a newer distro-info-data, \
            given with --advisories, replace it.
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

    private let countsLongTerm: Bool

    init(_ parameters: RuleParameters) throws {
        countsLongTerm = try parameters.choice("support", of: ["security", "lts"]) != "security"
    }

    func judge(_ input: RuleInput) -> Judgement {
        guard let system = input.analysis.inventory.distribution, let version = system.versionID else {
            return .noData("os-release names no release")
        }
        let evidence = [Evidence(.file, "/etc/os-release", system.displayName)]
        guard let (name, ends) = input.releaseEnds.release(system.id, version) else {
            return .noData(
                "the end of support of \(system.id) \(version) is not known (\(input.releaseEnds.origin))", evidence)
        }
        let end = countsLongTerm ? ends.longTerm : ends.security
        let words = "\(name), supported until \(end)"
        return input.today <= end ? .pass(words, evidence) : .fail(words, evidence)
    }
}
