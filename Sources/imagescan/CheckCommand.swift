import ArgumentParser
import FoundationEssentials
import ImageKit

/// Checks an image against policies and claims.
struct CheckCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check an image against policies and claims, with the evidence.",
        usage: "imagescan check [<options>] <image>",
        discussion: """
            A rule passes, fails, warns, or has no data where the archive does not say; the reason is printed next to \
            it. The built-in policies are default, scout, cis and dockle; imagescan policy show NAME prints one. A \
            claims file lists what a document says about the image, with the rule that decides each claim.

            EXAMPLES
              imagescan check app.tar
              imagescan check app.tar --policy cis --policy our-policy.yaml
              imagescan check app.tar --claims claims.yaml --before old.tar
              imagescan check app.tar --policy scout --advisories data/
              imagescan check app.tar --base python-slim.tar -o sarif=out.sarif
              imagescan check app.tar -o junit=out.xml --fail-on warn

            EXIT STATUS
              0  nothing failed
              1  the image or a policy could not be read
              2  a rule failed
              64 wrong usage
            """
    )

    /// What ends a check with exit status 2 beside a failure.
    enum Strictness: String, ExpressibleByArgument, CaseIterable {
        case warn
        case noData = "no-data"
    }

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<CheckReport>
    @Option(
        help: ArgumentHelp(
            "A policy: \(Policy.builtInNames.joined(separator: ", ")) or a YAML file; can be repeated.",
            valueName: "name|file"), completion: .custom { _, _, prefix in PolicyFile.completions(prefix) })
    var policy: [String] = []
    @Option(
        help: ArgumentHelp("A file with the claims of a document; can be repeated.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var claims: [String] = []
    @Option(help: ArgumentHelp("An earlier image, for claims about a change.", valueName: "image"), completion: .file())
    var before: String?
    @Option(help: ArgumentHelp("The image this one was built from.", valueName: "image"), completion: .file())
    var base: String?
    @Option(
        help: ArgumentHelp(
            "The lists that apt-get update fetched, to find outstanding upgrades: /var/lib/apt/lists or a folder of Packages files.",
            valueName: "folder"), completion: .directory)
    var aptLists: String?
    @OptionGroup var advisories: AdvisoryOptions
    @Option(help: ArgumentHelp("Fail on warn or no-data too; can be repeated.", valueName: "status"))
    var failOn: [Strictness] = []
    @Option(
        help: ArgumentHelp("Decide ages and exceptions as of this day instead of today.", valueName: "yyyy-mm-dd"),
        transform: day)
    var date: CalendarDate?

    private static func day(_ text: String) throws -> CalendarDate {
        guard let date = CalendarDate(text) else {
            throw ValidationError("--date takes a day such as 2026-01-31, not \(text)")
        }
        return date
    }

    private var images: [String] { [image.image] + [before, base].compactMap(\.self) }

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? {
        let files =
            [aptLists].compactMap(\.self) + advisories.files + claims
            + policy.filter { !Policy.builtInNames.contains($0) }
        return reading.sandbox(reading: images, files: files, writing: output)
    }

    func validate() throws {
        try advisories.check()
        guard images.filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("standard input can be only one of the images")
        }
        try output.check()
    }

    func run() async throws {
        var policies = try policy.map { try PolicyFile.load($0) } + claims.map { try PolicyFile.read($0) }
        if policies.isEmpty { policies = [try PolicyFile.load("default")] }
        var options = try reading.scanOptions(reading.settings())
        options.prepare(for: policies)
        options.readsAdvisoryFiles = advisories.isGiven
        var attestations: [ImageAttestations] = []
        let analyses = try await reading.analyze(images, options: options) { archive, image in
            if options.readsAttestations { attestations.append(try archive.attestations(for: image)) }
        }
        let earlier = before == nil ? nil : analyses[1]
        var input = RuleInput(
            analyses[0], before: earlier, base: base == nil ? nil : analyses[analyses.count - 1],
            today: date ?? CalendarDate(Date()))
        input.attestations = attestations.first
        if let aptLists {
            let packages = input.analysis.inventory.packages
            let lists = try AptLists(folder: aptLists, for: packages)
            input.upgrades = AptUpgrade.all(of: packages, in: lists.indices)
        }
        if advisories.isGiven {
            let found = try advisories.findings(
                in: input.analysis, base: BaseLayers(of: input.analysis.image, base: input.base?.image))
            input.releaseEnds = found.releaseEnds
            reading.warn(found.diagnostics)
            input.vulnerabilities = Vulnerability.all(of: found)
            input.takenBackVulnerabilities = Vulnerability.takenBack(in: found)
            input.vulnerabilityData = [found.dataSentence] + found.dateRemarks
            input.vulnerabilityGap = Vulnerability.gap(in: found)
            input.unlistedGap = Vulnerability.unlistedGap(in: found)
            input.knowsExploited = found.knowsExploited
            if let earlier {
                let then = try advisories.findings(in: earlier)
                // What is excused there was there all the same.
                input.vulnerabilitiesBefore = Vulnerability.all(of: then) + Vulnerability.takenBack(in: then)
                input.vulnerabilityGapBefore = Vulnerability.gap(in: then) ?? Vulnerability.unlistedGap(in: then)
            }
        }
        let failing = failOn.map { $0 == .warn ? Finding.Status.warn : .noData }
        let check = PolicyCheck(input, policies: policies, failing: Set(failing).union([.fail]))
        try output.write(CheckReport(check))
        if check.isFailed { throw ExitCode(2) }
    }
}
