import ArgumentParser
import ImageKit

/// Compares two images or stages, or several as a history.
struct CompareCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two images to the byte: what changed, and what it saved.",
        discussion: """
            The rows are packages, files that belong to no package by cause, files that are no longer live by fate, and \
            archive overhead; they add up to the difference exactly. Above them stand groups: a package that no other \
            removed package needs, with the packages that were there only for it.

            Three or more images make a history, whose formats are \(HistoryReport.formatList).

            Sizes of gates are bytes (20MB, 20MiB), or a percentage of the first image where that makes sense. A measure \
            may stand in front: --max-size live:200MB. Without one the measure is diff, which docker images shows. A gate \
            that fails ends with exit status 2. In a history the last image is compared with the first.

            EXAMPLES
              imagescan compare before.tar after.tar
              imagescan compare stages.tar#builder stages.tar#final --stages
              imagescan compare before.tar after.tar -o markdown=pr.md -o html=report.html -o json=diff.json
              imagescan compare before.tar after.tar --max-growth 5% --max-waste 20MB
            """
    )

    @Argument(help: "The images in order; see imagescan --help for how to name one.")
    var images: [String]
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var output: OutputOptions<ComparisonReport>
    @OptionGroup var gates: GateOptions
    @Flag(help: "List files that were added, removed and changed; hashes every file.")
    var files = false
    @Flag(help: "Show what the second image copied from the first and what it left behind; hashes every file.")
    var stages = false

    var sandbox: Sandbox? { reading.sandbox(reading: images, writing: output) }

    func validate() throws {
        guard images.count >= 2 else { throw ValidationError("name two images or more to compare") }
        guard images.filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input can be only one of the images")
        }
        if images.count == 2 { try output.check() } else { try output.check(for: HistoryReport.self) }
    }

    func run() async throws {
        let settings = try reading.settings()
        let gates = try gates.gates(settings)
        let analyses = try await reading.analyze(
            images, identity: files || stages ? .digest : .checksum, readsLinkage: stages)
        guard analyses.count == 2 else {
            let report = HistoryReport(analyses)
            try output.write(report)
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
        try output.write(report)
        try CompareCommand.end(report.failures)
    }

    private static func end(_ failures: [String]) throws {
        for failure in failures { Terminal.note("imagescan: gate failed: \(failure)") }
        if !failures.isEmpty { throw ExitCode(2) }
    }
}
