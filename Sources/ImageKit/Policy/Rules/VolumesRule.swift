import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// No system directory is a volume.
struct VolumesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-sensitive-volumes",
        title: "No volume over a system directory",
        reason:
            "A volume over a system directory outlives the container and is easily shared with the host or with others.",
        method: "The Volumes of the configuration, their paths in normal form, against a list of directories.",
        limits: "What is mounted when a container starts is not in the image.",
        remedy: "Remove the VOLUME; name a directory of the application's own, below /var/lib or /srv.",
        parameters: [
            .init("directories", "list of globs", "What must be no volume; /* at an end stands for everything below.")
        ],
        example: "directories: [/etc, /etc/*]",
        references: ["Dockle DKL-DI-0002"])

    private static let usual = [
        "/", "/bin", "/bin/*", "/sbin", "/sbin/*", "/lib", "/lib/*", "/lib32", "/lib32/*", "/lib64", "/lib64/*", "/usr",
        "/usr/bin", "/usr/bin/*", "/usr/sbin", "/usr/sbin/*", "/usr/lib", "/usr/lib/*", "/usr/libexec",
        "/usr/libexec/*",
        "/usr/local", "/usr/local/bin", "/usr/local/bin/*", "/usr/local/sbin", "/usr/local/sbin/*", "/etc", "/etc/*",
        "/root", "/root/.ssh", "/boot", "/boot/*", "/dev", "/dev/*", "/proc", "/proc/*", "/sys", "/sys/*", "/run",
        "/var",
        "/var/run", "*/docker.sock", "*/containerd.sock", "/var/lib/docker", "/var/spool/cron",
    ]

    private let directories: [GlobPattern]

    init(_ parameters: RuleParameters) throws {
        directories = try (parameters.texts("directories") ?? VolumesRule.usual).map { GlobPattern($0) }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let volumes = input.execution.volumes ?? []
        let offences = volumes.sorted().filter { volume in
            guard let path = BytePath(Array(volume.utf8)) else { return true }
            return directories.contains { $0.matches("/" + path.string) }
        }.map { Evidence(.configuration, "Volumes: \($0)") }
        return .offences(
            offences, "volume over a system directory", plural: "volumes over system directories",
            none: volumes.isEmpty ? "the image has no volumes" : "no volume is over a system directory")
    }
}
