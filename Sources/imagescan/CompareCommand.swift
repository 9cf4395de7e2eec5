import ArgumentParser
import ImageKit

/// Compares two images or stages, or several as a history.
struct CompareCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two images to the byte: what changed, and what it saved.",
        discussion: """
            The rows are packages, files of no package by cause, files that are not live any more by fate, and archive
            overhead; they sum to the difference exactly. Above them stand groups: a package that nothing else removed
            needs, with the packages that were there only for it. Three and more images make a history table. Formats:
            table (default), markdown (short enough for a comment on a pull request), html (one file that fetches
            nothing), json, csv; a history has table, json, csv.

            Sizes of gates are bytes (20MB, 20MiB), or per cent of the first image where that makes sense; a measure may
            stand in front: --max-size live:200MB. Without one the measure is diff, which docker images shows. A gate that
            fails ends with exit status 2. Of several images the last is held against the first.

            EXAMPLES
              imagescan compare before.tar after.tar
              imagescan compare stages.tar#builder stages.tar#final --stages
              imagescan compare before.tar after.tar -o markdown=pr.md -o html=report.html -o json=diff.json
              imagescan compare before.tar after.tar --max-growth 5% --max-waste 20MB
            """
    )

    @Argument(help: "The images, in their order; see imagescan --help for how to name one.")
    var images: [String]
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var gates: GateOptions
    @Flag(help: "List files that were added, removed and changed; hashes every file.")
    var files = false
    @Flag(help: "Say what the second image took from the first and what it left behind; hashes every file.")
    var stages = false

    var sandbox: Sandbox? { reading.sandbox(reading: images, writing: output) }

    func validate() throws {
        guard images.count >= 2 else { throw ValidationError("name two images or more to compare") }
        guard images.filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input can be only one of the images")
        }
        try output.check(images.count == 2 ? ComparisonReport.formats : HistoryReport.formats)
    }

    func run() async throws {
        let settings = try reading.settings()
        let gates = try gates.gates(settings)
        let analyses = try await reading.analyze(
            images, identity: files || stages ? .digest : .checksum, readsLinkage: stages)
        guard analyses.count == 2 else {
            let report = HistoryReport(analyses)
            try output.write { try report.text(as: $0, style: $1) }
            if !gates.isEmpty {
                let comparison = ImageComparison(from: analyses[0], to: analyses[analyses.count - 1])
                try CompareCommand.end(gates.compactMap { $0.failure(comparison) })
            }
            return
        }
        let report = ComparisonReport(
            ImageComparison(from: analyses[0], to: analyses[1]),
            files: files ? FileChanges(from: analyses[0].tree, to: analyses[1].tree) : nil,
            stages: stages ? StageComparison(from: analyses[0], to: analyses[1]) : nil, gates: gates)
        try output.write { try report.text(as: $0, style: $1) }
        try CompareCommand.end(report.failures)
    }

    private static func end(_ failures: [String]) throws {
        for failure in failures { Terminal.note("imagescan: gate failed: \(failure)") }
        if !failures.isEmpty { throw ExitCode(2) }
    }
}
