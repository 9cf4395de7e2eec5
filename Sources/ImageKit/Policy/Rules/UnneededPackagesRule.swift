import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Nothing is installed that a running service has no use for.
struct UnneededPackagesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "unneeded-packages",
        title: "No packages on a list of tools",
        reason:
            "Compilers, editors, login servers and network tools help whoever breaks in, and each has vulnerabilities of its own.",
        method: "The names of the installed dpkg packages against a list of globs.",
        limits: """
            What is needed is for you to say; the list is a start. Programs without a package are not seen, nor are packages of \
            rpm and apk.
            """,
        remedy:
            "Leave out what only recommendations brought: apt-get install --no-install-recommends. Build in one stage and copy the result to a slim one, or apt-get purge the packages in the instruction that uses them.",
        parameters: [
            .init("packages", "list of globs", "Names to look for, in place of the list that comes with the rule."),
            .init("also", "list of globs", "Names to look for beside that list."),
            .init("allow", "list of globs", "Names that may be there."),
        ],
        example: "also: [curl, git]\nallow: [make]",
        references: ["CIS Docker Benchmark 4.3", "Dockle CIS-DI-0003"])

    private static let usual = [
        "build-essential", "gcc", "gcc-?", "gcc-??", "g++", "g++-?", "g++-??", "clang", "clang-??", "tcc", "make",
        "cmake", "gdb",
        "strace", "ltrace", "vim", "vim-tiny", "vim-nox", "nano", "emacs*", "openssh-server", "dropbear*", "telnet",
        "telnetd",
        "inetutils-telnet", "inetutils-telnetd", "ftp", "tftp", "rsh-client", "rsh-server", "netcat*", "ncat", "nmap",
        "tcpdump", "tshark", "wireshark*", "ettercap*", "hydra", "john", "aircrack-ng", "sudo", "man-db",
    ]

    private let unneeded: [GlobPattern]
    private let allowed: [GlobPattern]

    init(_ parameters: RuleParameters) throws {
        let names = try (parameters.texts("packages") ?? UnneededPackagesRule.usual) + (parameters.texts("also") ?? [])
        unneeded = names.map { GlobPattern($0) }
        allowed = try (parameters.texts("allow") ?? []).map { GlobPattern($0) }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let packages = input.analysis.inventory.packages.filter { $0.kind.ecosystem.isSystem }
        guard !packages.isEmpty else {
            return .noData("the image has no system packages that are read here")
        }
        let offences = packages.filter { package in
            unneeded.contains { $0.matches(package.name) } && !allowed.contains { $0.matches(package.name) }
        }.map { Evidence.package($0, $0.summary) }
        return .offences(
            offences, "package that may be unneeded", plural: "packages that may be unneeded",
            none: "no package is on the list of tools; imagescan advise finds those that no other needs")
    }
}
