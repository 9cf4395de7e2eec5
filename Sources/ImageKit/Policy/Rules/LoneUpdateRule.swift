import ImageLedger
import ImagePackages

/// Package lists are fetched in the instruction that installs from them.
struct LoneUpdateRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-lone-update",
        title: "No update of package lists alone",
        reason: """
            An instruction that only fetches package lists is cached. The install after it goes on with lists that may be \
            months old and misses security updates, and the lists stay in their layer.
            """,
        method: """
            Every RUN of the history that is not the base image's: one that runs apt-get update, apt update, apk update, \
            dnf makecache or zypper refresh must also install or upgrade behind it. Chains, heredocs, sh -c and options are understood.
            """,
        limits: "Images without a history, as some tools write, have no data. Scripts that a step runs are not read.",
        remedy:
            "RUN apt-get update && apt-get install -y --no-install-recommends PACKAGE && rm -rf /var/lib/apt/lists/*",
        references: ["CIS Docker Benchmark 4.7", "Dockle CIS-DI-0007"])

    private static let updates: [String: Set<String>] = [
        "apt": ["update"], "apt-get": ["update"], "aptitude": ["update"], "apk": ["update"],
        "yum": ["makecache", "check-update"], "dnf": ["makecache", "check-update"], "zypper": ["refresh", "ref"],
    ]
    private static let installs: Set<String> = [
        "install", "reinstall", "add", "upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade", "build-dep", "source",
        "download", "satisfy", "update", "in", "up", "dup", "fix",
    ]

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        input.history.judgement(
            "instruction updates package lists alone", plural: "instructions update package lists alone",
            none: "no instruction updates package lists alone"
        ) { _, commands in
            // Lists that are fetched behind the last install are of no use either.
            let last = commands.lastIndex { LoneUpdateRule.updates[$0.program]?.contains($0.verb) ?? false }
            guard let last else { return nil }
            let installs = commands[last...].contains { command in
                guard let own = LoneUpdateRule.updates[command.program] else { return false }
                return !own.contains(command.verb) && LoneUpdateRule.installs.contains(command.verb)
            }
            return installs ? nil : "\(commands[last].program) \(commands[last].verb) without an install"
        }
    }
}
