import ImageLedger
import ImagePackages

/// Every dpkg package is as new as the archives it comes from.
struct OutstandingUpgradesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-outstanding-upgrades",
        title: "No outstanding upgrades",
        reason:
            "Debian fixes vulnerabilities in new versions of its packages; an image keeps the old ones until it is rebuilt.",
        method: """
            Every installed dpkg package is looked up in apt's lists (--apt-lists): what apt-get dist-upgrade would upgrade, \
            by the archives' priorities and dpkg's order of versions; apt-get upgrade does the same but where a new version \
            needs another package installed or removed. Packages on hold are left out. Without lists there is no data.
            """,
        limits: """
            Preferences and pinning of the image are not read, and relations between packages are not looked at: apt may keep a \
            package back that another one on hold, or an architecture without lists, holds in place, and it is counted here. \
            Phased updates are taken to have arrived. Lists older than the archive miss what came since. pip packages are \
            not covered.
            """,
        remedy: "Build the image anew on a current base, or run apt-get update && apt-get upgrade in the build.",
        parameters: [
            .init(
                "security-only", "true or false", "Whether only versions of a security archive count; false without it."
            )
        ],
        example: "security-only: true",
        references: ["CIS Docker Benchmark 4.4", "Dockle CIS-DI-0004"])

    private let isSecurityOnly: Bool

    init(_ parameters: RuleParameters) throws { isSecurityOnly = try parameters.flag("security-only") ?? false }

    func judge(_ input: RuleInput) -> Judgement {
        guard let upgrades = input.upgrades else {
            return .noData("no apt lists given; --apt-lists names the folder that apt-get update fills")
        }
        let counted = upgrades.filter { !$0.isHeld && ($0.isSecurity || !isSecurityOnly) }
        let security = counted.count(where: \.isSecurity)
        return .offences(
            counted.map { upgrade in
                .package(
                    upgrade.package,
                    "\(upgrade.version) in \(upgrade.archive)" + (upgrade.isSecurity ? ", a security update" : ""))
            }, "outstanding upgrade (\(security) of security archives)",
            plural: "outstanding upgrades (\(security) of security archives)",
            none: isSecurityOnly ? "no outstanding security update" : "no outstanding upgrade")
    }
}
