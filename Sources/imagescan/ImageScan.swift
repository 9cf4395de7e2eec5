import ArgumentParser

/// The command line tool.
@main
struct ImageScan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imagescan",
        abstract: "Says what is in a container image and what every byte of it is there for.",
        discussion: """
            IMAGE is an image archive or layout as docker save, podman, buildah, skopeo or umoci write it: a file, a
            directory, or - for standard input. docker-archive:, oci-archive: and oci-dir: may stand in front of a path;
            #reference behind it chooses among several images. Nothing is unpacked to disk and nothing is fetched.

            EXAMPLES
              imagescan inventory app.tar
              docker save app | imagescan inventory -
              imagescan inventory app.tar -o json=app.json -o table
              imagescan layers all.tar#app:slim
              imagescan usage app.tar --by cause
              imagescan compare before.tar after.tar
              imagescan why app.tar gcc
              imagescan advise app.tar
              imagescan check app.tar --policy cis
              imagescan licenses app.tar
              imagescan attestations app.tar
              imagescan sbom app.tar -o cyclonedx-json=app.cdx.json
              imagescan validate app.tar

            EXIT STATUS
              0 fine, 1 the image, or a policy or setting, could not be read, 2 a gate or rule failed, 64 wrong usage
            """,
        version: Version.text,
        subcommands: [
            InventoryCommand.self, LayersCommand.self, UsageCommand.self, WhyCommand.self, AdviseCommand.self,
            CompareCommand.self, CheckCommand.self, PolicyCommand.self, LicensesCommand.self,
            AttestationsCommand.self, SBOMCommand.self, ConvertCommand.self, ValidateCommand.self,
        ]
    )

    private static func prepare(_ command: any ParsableCommand) { (command as? any ImageCommand)?.prepare() }

    static func main() async {
        Terminal.prepare()
        do {
            var command = try parseAsRoot()
            prepare(command)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Terminal.exit(with: error)
        }
    }
}
