public import ArgumentParser
public import ImageKit

/// Lists the packages of an image.
struct InventoryCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "List every package of an image with the bytes it takes.",
        usage: "imagescan inventory [<options>] <image>",
        discussion: """
            The size of a package is the bytes of its live files. A file that two packages own is counted once, under \
            the first.

            EXAMPLES
              imagescan inventory app.tar
              imagescan inventory app.tar -o json=inventory.json -o table
              docker save app | imagescan inventory -
              imagescan inventory archive.tar --platform linux/arm64
              imagescan inventory archive.tar#app:slim
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<InventoryReport>
    @Flag(help: "Also show packages that a package manager knows but that are not installed.")
    var removed = false
    @Option(help: "Sort a table, jsonl or csv by name, size (the largest first) or layer.")
    var sort = InventoryReport.Order.name
    @Flag(help: "Also read licenses, and write everything that imagescan convert needs to json.")
    var sbom = false
    @Flag(help: "With --sbom, list every live regular file with its digests.")
    var files = false

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws {
        try output.check()
        if files, !sbom { throw ValidationError("--files needs --sbom") }
    }

    func run() async throws {
        var options = try reading.scanOptions(reading.settings())
        options.readsLicenses = sbom
        options.readsLinkage = sbom
        if files { options.askForFiles() }
        let analyses = try await reading.analyze([image.image], options: options)
        guard let analysis = analyses.first else { return }
        let report = InventoryReport(analysis, includesRemoved: removed, isDetailed: sbom, order: sort)
        try output.write(report)
    }
}

extension InventoryReport.Order: ExpressibleByArgument {}
