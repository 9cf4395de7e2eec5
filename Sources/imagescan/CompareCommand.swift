import ArgumentParser
import ImageKit

/// Compares two images or stages, or several as a history.
struct CompareCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two images to the byte: what changed, and what it saved.",
        usage: "imagescan compare [<options>] <images> ...",
        discussion: """
            The rows are packages, files that belong to no package (by cause), files that are no longer live (by \
            fate), and archive overhead; they sum to the difference exactly. Groups above the rows say why: a removed \
            package that no other removed package needs, with the packages that were there only for it. Three or more \
            images make a history, whose formats are \(HistoryReport.formatList).

            With --advisories, csv has a line more for each vulnerability behind those of bytes: kind is vulnerability, \
            name its package, change fixed, introduced, remaining or undecided (the first image was not all looked up), \
            the sizes are empty, and id, severity and fixedVersion are columns at the end.

            A gate takes bytes (20MB, 20MiB) or, where that makes sense, a percentage of the first image. Put a \
            measure in front to bound another one than diff, the uncompressed size of the layers: --max-size \
            live:200MB. If a gate fails, the exit status is 2. Of more than two images, gates compare the last with \
            the first.

            EXAMPLES
              imagescan compare before.tar after.tar
              imagescan compare stages.tar#builder stages.tar#final --stages
              imagescan compare before.tar after.tar -o markdown=pr.md -o json=diff.json
              imagescan compare before.tar after.tar --max-growth 5% --max-waste 20MB
              imagescan compare a.tar b.tar --advisories data/ --fail-on-introduced high

            EXIT STATUS
              0  success
              1  an image or the advisories could not be read
              2  a gate or --fail-on-introduced failed
              64 wrong usage
            """
    )

    @Argument(help: "The images in order; see imagescan --help for how to name one.", completion: .file())
    var images: [String]
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var output: OutputOptions<ComparisonReport>
    @OptionGroup var gates: GateOptions
    @Flag(help: "Show every row of the tables.")
    var all = false
    @Flag(help: "List the files that were added, removed or changed; hashes every file.")
    var files = false
    @Flag(help: "Show what the second image copied from the first and what it left behind; hashes every file.")
    var stages = false

    @OptionGroup var advisories: AdvisoryOptions
    @Option(
        help: ArgumentHelp(
            "With --advisories, fail if the second image has new vulnerabilities: critical, high, medium, low, kev, or fixable-high; no-data as in vulnerabilities.",
            valueName: "what"), completion: .list(VulnerabilityGate.words), transform: VulnerabilityGate.parse)
    var failOnIntroduced: [VulnerabilityGate] = []

    var sandbox: Sandbox? { reading.sandbox(reading: images, files: advisories.files, writing: output) }

    func validate() throws {
        try advisories.check()
        guard images.count >= 2 else { throw ValidationError("name two or more images to compare") }
        guard images.count == 2 || !(files || stages || !advisories.advisories.isEmpty) else {
            throw ValidationError("--files, --stages and --advisories compare two images; name the two to look into")
        }
        guard failOnIntroduced.isEmpty || !advisories.advisories.isEmpty else {
            throw ValidationError("--fail-on-introduced needs --advisories")
        }
        guard images.filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input can be only one of the images")
        }
        if images.count == 2 { try output.check() } else { try output.check(for: HistoryReport.self) }
    }

    func run() async throws {
        let settings = try reading.settings()
        let gates = try gates.gates(settings)
        let analyses = try await reading.analyze(
            images, identity: files || stages ? .digest : .checksum, readsLinkage: stages,
            readsAdvisoryFiles: advisories.isGiven)
        guard analyses.count == 2 else {
            let report = HistoryReport(analyses)
            try output.write(report)
            if !gates.isEmpty {
                let comparison = ImageComparison(from: analyses[0], to: analyses[analyses.count - 1])
                try CompareCommand.end(gates.compactMap { $0.failure(comparison) })
            }
            return
        }
        let found = try advisories.comparison(from: analyses[0], to: analyses[1])
        let report = ComparisonReport(
            ImageComparison(from: analyses[0], to: analyses[1]),
            files: files ? FileChanges(from: analyses[0].tree, to: analyses[1].tree) : nil,
            stages: stages ? StageComparison(from: analyses[0], to: analyses[1]) : nil, gates: gates, showsAll: all,
            vulnerabilities: found)
        if !reading.quiet, output.formats.contains(.csv) {
            // What this format has no place for.
            for remark in found?.remarks ?? [] { Terminal.note("warning: \(DisplayText.escaped(remark))") }
        }
        try output.write(report)
        let introduced = failOnIntroduced.compactMap { gate -> String? in
            let count = found?.introduced.count(where: gate.catches) ?? 0
            return count == 0 ? nil : "\(count) introduced of --fail-on-introduced \(gate.text)"
        }
        if failOnIntroduced.contains(where: \.asksForExploited), let found, !found.after.knowsExploited {
            try CompareCommand.end(
                report.failures + ["--fail-on-introduced: the data does not say what is known to be exploited"])
        }
        if !failOnIntroduced.isEmpty, introduced.isEmpty, let found {
            let needsAll = failOnIntroduced.contains(where: \.asksForData)
            if !found.isComplete || needsAll && !found.isWhole {
                for remark in found.remarks { Terminal.note("imagescan: \(DisplayText.escaped(remark))") }
                let what = needsAll ? "all of both images" : "every package of both images"
                try CompareCommand.end(report.failures + ["--fail-on-introduced: the data does not cover \(what)"])
            }
        }
        try CompareCommand.end(report.failures + introduced)
    }

    static func end(_ failures: [String]) throws {
        for failure in failures { Terminal.note("imagescan: gate failed: \(failure)") }
        if !failures.isEmpty { throw ExitCode(2) }
    }
}
