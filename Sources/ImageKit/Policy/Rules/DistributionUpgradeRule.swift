import ImageLedger
import ImagePackages

/// The build does not move to another release.
struct DistributionUpgradeRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-dist-upgrade",
        title: "No upgrade of the distribution",
        reason: """
            dist-upgrade may remove packages and install new ones to upgrade others; what the image holds then depends on the \
            day it was built. A newer base image does the same in a known way.
            """,
        method: """
            Every RUN of the history that is not the base image's: no apt-get dist-upgrade, apt full-upgrade, aptitude \
            full-upgrade, do-release-upgrade, or zypper dup.
            """,
        limits: "Scripts that a step runs are not read.",
        remedy: "Build from a newer base image; for security updates alone, apt-get upgrade.",
        references: ["Dockle DKL-DI-0003"])

    private static let verbs: Set<String> = ["dist-upgrade", "full-upgrade", "dup"]
    private static let programs: Set<String> = ["apt", "apt-get", "aptitude", "zypper"]

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        input.history.judgement(
            "instruction upgrades the distribution", plural: "instructions upgrade the distribution",
            none: "no instruction upgrades the distribution"
        ) { _, commands in
            commands.first { command in
                command.program == "do-release-upgrade"
                    || DistributionUpgradeRule.programs.contains(command.program)
                        && DistributionUpgradeRule.verbs.contains(command.verb)
            }.map { "runs \($0.program) \($0.verb)" }
        }
    }
}
