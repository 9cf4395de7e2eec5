import ArgumentParser
import CMalloc
import ImageKit

/// The command line tool.
@main
struct ImageScan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imagescan",
        abstract: "Says what is in a container image and what every byte of it is for.",
        discussion: """
            Reads an image archive as it is: nothing is unpacked to disk and nothing is fetched. Three commands to \
            start with:

              imagescan inventory app.tar             Which packages are in it?
              imagescan usage app.tar                 What is every byte there for?
              imagescan compare before.tar after.tar  What changed, and what did it save?

            EXAMPLES
              docker save app | imagescan inventory -
              imagescan inventory app.tar -o json=app.json -o table
              imagescan why app.tar gcc
              imagescan advise app.tar
              imagescan check app.tar --policy cis
              imagescan sbom app.tar -o cyclonedx-json=app.cdx.json

            An image is a file or directory that docker save, podman, buildah, skopeo or umoci wrote, or - for \
            standard input. Add #reference to choose among several images, as in all.tar#app:slim. Put \
            docker-archive:, docker-dir:, oci-archive:, oci-dir: or dir: in front to accept only that format; \
            where an archive has two lists of images that disagree, this chooses the list.

            EXIT STATUS
              0  success
              1  the image, a policy or a setting could not be read
              2  a gate or rule failed
              64 wrong usage
            """,
        version: Version.text,
        subcommands: [
            InventoryCommand.self, LayersCommand.self, UsageCommand.self, FilesCommand.self, WhyCommand.self,
            AdviseCommand.self,
            CompareCommand.self, VulnerabilitiesCommand.self, AdvisoriesCommand.self,
            CheckCommand.self, PolicyCommand.self, CacheCommand.self,
            LicensesCommand.self,
            AttestationsCommand.self, SBOMCommand.self, ConvertCommand.self, ValidateCommand.self,
        ]
    )

    private static func prepare(_ command: any ParsableCommand) { (command as? any ImageCommand)?.prepare() }

    static func main() async {
        Terminal.prepare()
        // 2 to 3 MB of the peak of a large image.
        malloc_keep_bound()
        var parsed: (any ParsableCommand)?
        do {
            let arguments = ImageReference.marking(CommandLine.arguments.dropFirst())
            try Guidance.check(arguments, commands: configuration.subcommands)
            var command = try parseAsRoot(arguments)
            parsed = command
            prepare(command)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Terminal.exit(with: error, of: parsed.map { type(of: $0) } ?? ImageScan.self)
        }
    }
}

/// What `--version` prints.
enum Version {
    static var text: String {
        let libraries = LibraryVersions.current
        return
            "imagescan \(ImageKitVersion.number) (\(libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", ")))"
    }
}
