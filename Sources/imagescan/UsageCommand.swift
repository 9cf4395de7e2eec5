public import ArgumentParser
public import ImageKit

/// Shows what the bytes of an image are there for.
struct UsageCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage",
        abstract: "Show what every byte of an image is there for.",
        usage: "imagescan usage [<options>] <image>",
        discussion: """
            Each file of each layer is booked once; the rows and the archive overhead sum to the layers exactly. A \
            table shows the 30 largest rows unless you give --all. The html format writes one page with a map of the \
            image; it loads nothing from the network. The formats of --removable are \(RemovableReport.formatList).

            EXAMPLES
              imagescan usage app.tar
              imagescan usage app.tar --by cause --fate live
              imagescan usage app.tar --by directory --depth 3 --sort live
              imagescan usage app.tar --max-waste 5% --min-efficiency 95%
              imagescan usage app.tar --removable
              imagescan usage app.tar -o html=app.html --advisories advisories.db
              imagescan usage app.tar --by layer --fate overwritten --fate deleted

            EXIT STATUS
              0  success
              1  the image could not be read
              2  a gate failed
              64 wrong usage
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<UsageReport>
    @Option(help: "Sum by owner (package, or cause for the rest), layer, package, cause or directory.")
    var by = Usage.Grouping.owner
    @Option(help: "Count only files with this fate: live, overwritten, copied or deleted; can be repeated.")
    var fate: [Fate.Kind] = []
    @Flag(help: "Find files with the same contents; hashes every file.")
    var duplicates = false
    @Flag(
        help: "Rank the packages that were installed by name by the bytes that removing them frees; marks build tools.")
    var removable = false
    @Option(help: ArgumentHelp("With --by directory, how many levels to tell apart.", valueName: "levels"))
    var depth: Int?
    @Option(help: "Sort by diff, download, live, wasted, files or name.")
    var sort: Usage.Order?
    @Flag(help: "Show every row of a table.")
    var all = false
    @OptionGroup var base: BaseOptions
    @OptionGroup var gates: ImageGateOptions
    @OptionGroup var advisories: AdvisoryOptions

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? {
        reading.sandbox(
            reading: [image.image] + [base.image].compactMap(\.self), files: advisories.files, writing: output)
    }

    func validate() throws {
        try advisories.check()
        if removable { try output.check(for: RemovableReport.self) } else { try output.check() }
        if let depth, depth < 1 || by != .directory {
            throw ValidationError("--depth takes 1 or more levels of --by directory")
        }
        if removable, sort != nil {
            throw ValidationError("--removable is sorted by what a removal frees; leave out --sort")
        }
        if removable, !fate.isEmpty || duplicates || by != .owner || advisories.isGiven {
            throw ValidationError(
                "--removable ranks packages; it can't be combined with --by, --fate, --duplicates or --advisories")
        }
    }

    func run() async throws {
        let gates = try gates.gates(reading.settings())
        if removable {
            let analysis = try await image.analyze(booksBytes: !gates.isEmpty, readsLinkage: true)
            try output.write(RemovableReport(analysis))
            return try CompareCommand.end(gates.compactMap { $0.failure(analysis) })
        }
        let analyses = try await image.analyze(
            with: base, booksBytes: true, identity: duplicates ? .digest : .checksum,
            readsAdvisoryFiles: advisories.isGiven)
        let analysis = analyses.image
        guard let ledger = analysis.ledger else { return }
        let usage = Usage(ledger, by: by, fates: fate.isEmpty ? nil : Set(fate), depth: depth ?? 2, order: sort)
        let report = UsageReport(
            analysis, usage, duplicates: duplicates ? DuplicateContents(in: analysis.tree) : nil,
            limit: all ? nil : 30, base: analyses.base, gates: gates,
            vulnerabilities: try advisories.findings(ifAny: analysis, base: analyses.base))
        try output.write(report)
        try CompareCommand.end(report.failures)
    }
}

extension Usage.Grouping: ExpressibleByArgument {}
extension Usage.Order: ExpressibleByArgument {}
extension Fate.Kind: ExpressibleByArgument {}
