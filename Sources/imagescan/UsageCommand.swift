public import ArgumentParser
public import ImageKit

/// Shows what the bytes of an image are there for.
struct UsageCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "Show what every byte of an image is there for.",
        discussion: """
            Each file of each layer is counted once; the rows and the archive overhead add up to the layers exactly. A \
            table shows the 30 largest rows, and all of them with --all. The page that html writes is one file with a map \
            of the image, and fetches nothing.

            The formats of --removable are \(RemovableReport.formatList).

            EXAMPLES
              imagescan usage app.tar
              imagescan usage app.tar --by cause --fate live
              imagescan usage app.tar --removable
              imagescan usage app.tar -o html=app.html
              imagescan usage app.tar --by layer --fate overwritten --fate deleted
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<UsageReport>
    @Option(help: "Sum by owner (package, or cause for the rest), layer, package, cause or directory.")
    var by = Usage.Grouping.owner
    @Option(help: "Count only files with this fate: live, overwritten, copied or deleted; may be given several times.")
    var fate: [Fate.Kind] = []
    @Flag(help: "Find files with the same contents; hashes every file.")
    var duplicates = false
    @Flag(
        help: "Rank the packages that were installed by name by the bytes that removing them frees; marks build tools.")
    var removable = false
    @Flag(help: "Show all rows of a table.")
    var all = false

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws {
        if removable { try output.check(for: RemovableReport.self) } else { try output.check() }
        if removable, !fate.isEmpty || duplicates || by != .owner {
            throw ValidationError("--removable ranks packages; it can't be combined with --by, --fate or --duplicates")
        }
    }

    func run() async throws {
        if removable {
            let report = RemovableReport(try await image.analyze(readsLinkage: true))
            try output.write(report)
            return
        }
        let analysis = try await image.analyze(booksBytes: true, identity: duplicates ? .digest : .checksum)
        guard let ledger = analysis.ledger else { return }
        let report = UsageReport(
            analysis, Usage(ledger, by: by, fates: fate.isEmpty ? nil : Set(fate)),
            duplicates: duplicates ? DuplicateContents(in: analysis.tree) : nil, limit: all ? nil : 30)
        try output.write(report)
    }
}

extension Usage.Grouping: ExpressibleByArgument {}
extension Fate.Kind: ExpressibleByArgument {}
