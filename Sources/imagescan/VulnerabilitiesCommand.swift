public import ArgumentParser
import FoundationEssentials
import ImageAdvisories
public import ImageKit

/// Finds the vulnerabilities of an image with advisories that the user brings.
struct VulnerabilitiesCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "vulnerabilities",
        abstract: "Find known vulnerabilities, offline, with the advisory data you bring.",
        usage: "imagescan vulnerabilities [<options>] <image> --advisories <path> ...",
        discussion: """
            Debian and Ubuntu packages are matched by source package and version in the image's release, Python's by \
            name, Alpine's by origin. The data is what databases publish: OSV records (all.zip, a folder, JSON lines), \
            the JSON of Debian's security tracker, its DSA and DLA lists, Debian changelogs, CISA's KEV and EPSS, and \
            distro-info-data's tables of releases; debian-security-support's lists name packages whose support ended \
            early. What a changelog in the image says is fixed counts as fixed. \
            Nothing is fetched, and nothing is called clean that the data does not cover.

            --fail-on ends with exit status 2 where a package could not be looked up. Software that no package manager \
            lists, such as CPython below /usr/local in Docker's python images, needs OSV's records of Bitnami: without \
            them it is no data, which --fail-on says and passes over; --fail-on no-data does not. Rules of check have \
            no data then.

            EXAMPLES
              imagescan vulnerabilities app.tar --advisories osv/ --only-fixed
              imagescan vulnerabilities app.tar --advisories data/ --severity high
              imagescan vulnerabilities app.tar --advisories data/ --fail-on kev
              imagescan vulnerabilities app.tar --advisories data/ -o html=app.html

            EXIT STATUS
              0  nothing that --fail-on names was found
              1  the image or the data could not be read
              2  --fail-on found something, or had no data to rule it out
              64 wrong usage
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<VulnerabilityReport>
    @OptionGroup var advisories: AdvisoryOptions
    @OptionGroup var base: BaseOptions
    @Flag(help: "Show only what a newer version fixes.")
    var onlyFixed = false
    @Option(help: ArgumentHelp("Show only this severity and worse.", valueName: "severity"))
    var severity: VulnerabilityFinding.Severity?
    @Option(help: "Rows of a table: finding, package, vulnerability or layer.")
    var by = VulnerabilityReport.Grouping.finding
    @Option(
        help: ArgumentHelp(
            "A newer version of the base image: how many of the base's vulnerabilities it is without.",
            valueName: "image"),
        completion: .file())
    var newerBase: String?
    @Option(
        help: ArgumentHelp(
            "The lists that apt-get update fetched, to tell that without a newer base: /var/lib/apt/lists or a folder of Packages files.",
            valueName: "folder"),
        completion: .directory)
    var aptLists: String?
    @Flag(help: "Leave out what came with the base image.")
    var ignoreBase = false
    @Option(
        help: ArgumentHelp(
            "Fail on critical, high, medium or low and worse, on kev (known to be exploited), or with fixable- in front on those with a fix; no-data also fails on software that no package manager lists and the data does not cover; can be repeated.",
            valueName: "what"), completion: .list(VulnerabilityGate.words), transform: VulnerabilityGate.parse)
    var failOn: [VulnerabilityGate] = []

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? {
        reading.sandbox(
            reading: [image.image] + [base.image, newerBase].compactMap(\.self),
            files: advisories.files + [aptLists].compactMap(\.self), writing: output)
    }

    func validate() throws {
        try output.check()
        guard !advisories.advisories.isEmpty else {
            throw ValidationError(
                "name the advisory data with --advisories; imagescan has none of its own and fetches none")
        }
        guard newerBase == nil || aptLists == nil else {
            throw ValidationError("--newer-base and --apt-lists answer the same question; give one of them")
        }
    }

    func run() async throws {
        let analyses = try await image.analyze(with: base, readsAdvisoryFiles: true)
        var found = try advisories.findings(in: analyses.image, base: analyses.base)
        if let newerBase, let newer = try await reading.analyze([newerBase], readsAdvisoryFiles: true).first {
            found.newerBase = BaseUpgrade(of: found, newer: try advisories.findings(in: newer), named: newerBase)
        } else if let aptLists {
            let packages = analyses.image.inventory.packages
            let lists = try AptLists(folder: aptLists, for: packages)
            found.newerBase = BaseUpgrade(of: found, upgrades: AptUpgrade.all(of: packages, in: lists.indices))
        }
        if newerBase != nil || aptLists != nil, found.newerBase == nil, !reading.quiet {
            Terminal.note(
                "warning: what a newer base fixes can't be told: no vulnerability is known to come from the base image; "
                    + "--base tells which layers are its")
        }
        reading.warn(found.diagnostics)
        // What these formats have no place for.
        let bare: [ReportFormat] = [.csv, .jsonLines, .openVEX]
        let isBare = output.formats.contains { bare.contains($0) }
        if !reading.quiet, isBare || !failOn.isEmpty {
            for gap in found.gapSummaries { Terminal.note("warning: \(DisplayText.escaped(gap.sentence))") }
        }
        if ignoreBase {
            if !reading.quiet, found.findings.contains(where: { $0.isOfBase == nil }) {
                Terminal.note(
                    "warning: --ignore-base leaves out only what is known to be of the base, and of some findings that is "
                        + "not known; --base names the base image or how many layers are its")
            }
            found = found.ignoringBase()
        }
        let report = VulnerabilityReport(
            analyses.image, found, grouping: by, showsSummaries: reading.verbose,
            where: { finding in
                (!onlyFixed || finding.isFixable) && (severity.map { finding.severity <= $0 } ?? true)
            })
        if let leftOut = report.leftOut, isBare, !reading.quiet {
            Terminal.note("warning: of the vulnerabilities \(leftOut)")
        }
        try output.write(report)
        let counted = found.counted
        let failures = failOn.filter { gate in counted.contains(where: gate.catches) }
        for gate in failures {
            let count = Plural.text(counted.count(where: gate.catches), "vulnerability", "vulnerabilities")
            Terminal.note("gate failed: \(count) of --fail-on \(gate.text)")
        }
        if !reading.quiet, failOn.contains(where: \.asksForSeverity) {
            let unrated = counted.count { $0.severity == .unknown }
            if unrated > 0 {
                Terminal.note(
                    "warning: \(Plural.text(unrated, "vulnerability", "vulnerabilities")) of unknown severity can't be "
                        + "held against --fail-on; records of OSV have severities")
            }
        }
        if failOn.contains(where: \.asksForSeverity), !found.knowsSeverities {
            Terminal.note("imagescan: the data has no severities, so nothing can be said to be clean")
            throw ExitCode(2)
        }
        if failOn.contains(where: \.asksForExploited), !found.knowsExploited {
            Terminal.note("imagescan: the data does not say what is known to be exploited, so --fail-on kev can't hold")
            throw ExitCode(2)
        }
        let needsAll = failOn.contains(where: \.asksForData)
        if !failOn.isEmpty, !found.isComplete || needsAll && !found.unknown.isEmpty {
            Terminal.note(
                "imagescan: the data does not cover \(needsAll ? "all of the image" : "every package"), so nothing can be said "
                    + "to be clean")
            throw ExitCode(2)
        }
        if !failures.isEmpty { throw ExitCode(2) }
    }
}

/// What ends a search for vulnerabilities with exit status 2.
struct VulnerabilityGate: Sendable {
    private enum Target {
        case severity(VulnerabilityFinding.Severity)
        case exploited
        /// That something was not looked up, also software that no package manager lists.
        case noData
    }

    let text: String
    private let target: Target
    private let isFixable: Bool

    private static let noDataWord = "no-data"

    /// All that can be asked for.
    static let words = ["critical", "high", "medium", "low", "kev"].flatMap { [$0, "fixable-\($0)"] } + [noDataWord]

    static func parse(_ text: String) throws -> VulnerabilityGate {
        if text == noDataWord { return VulnerabilityGate(text: text, target: .noData, isFixable: false) }
        let isFixable = text.hasPrefix("fixable-")
        let word = isFixable ? String(text.dropFirst("fixable-".count)) : text
        if word == "kev" { return VulnerabilityGate(text: text, target: .exploited, isFixable: isFixable) }
        guard let severity = VulnerabilityFinding.Severity(rawValue: word), severity <= .low else {
            throw ValidationError(
                "--fail-on takes critical, high, medium, low or kev, or these with fixable- in front, or no-data, not \(text)"
            )
        }
        return VulnerabilityGate(text: text, target: .severity(severity), isFixable: isFixable)
    }

    /// Whether it needs severities.
    var asksForSeverity: Bool { if case .severity = target { true } else { false } }
    /// Whether it needs the list of what is exploited.
    var asksForExploited: Bool { if case .exploited = target { true } else { false } }
    /// Whether all has to be looked up, also software that no package manager lists.
    var asksForData: Bool { if case .noData = target { true } else { false } }

    /// Whether a finding is what the gate is for.
    func catches(_ finding: VulnerabilityFinding) -> Bool {
        guard !isFixable || finding.isFixable else { return false }
        switch target {
        case .severity(let severity): return finding.severity <= severity
        case .exploited: return finding.isExploited
        case .noData: return false
        }
    }
}

/// The advisory data, and what is said of its findings.
struct AdvisoryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Advisories: a file or folder of OSV records, Debian's tracker, its DSA list, changelogs, KEV, EPSS; can be repeated.",
            valueName: "path"),
        completion: .file())
    var advisories: [String] = []
    @Option(
        help: ArgumentHelp("VEX statements: OpenVEX, CSAF or CycloneDX; can be repeated.", valueName: "file"),
        completion: .file())
    var vex: [String] = []
    @Option(
        help: ArgumentHelp(
            "Findings to live with: YAML entries of id, reason, package (a glob) and expires; can be repeated.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var ignore: [String] = []
    @Option(
        help: ArgumentHelp("Leave out advisories that were published later.", valueName: "yyyy-mm-dd"), transform: day)
    var asOf: CalendarDate?

    private static func day(_ text: String) throws -> CalendarDate {
        guard let date = CalendarDate(text) else {
            throw ValidationError("--as-of takes a day such as 2026-01-31, not \(text)")
        }
        return date
    }

    var files: [String] { advisories + vex + ignore }
    /// Whether there is data, for which the image's changelogs are read too.
    var isGiven: Bool { !advisories.isEmpty }

    /// Refuses what says something of findings where no advisories give any.
    func check() throws {
        guard advisories.isEmpty, !(vex.isEmpty && ignore.isEmpty && asOf == nil) else { return }
        throw ValidationError("--vex, --ignore and --as-of go with --advisories")
    }

    /// What the data says of an image; nil where none is given.
    func findings(ifAny analysis: ImageAnalysis, base: BaseLayers? = nil) throws -> VulnerabilityFindings? {
        isGiven ? try findings(in: analysis, base: base) : nil
    }

    /// What the data says of an image; nothing is known without data.
    func findings(in analysis: ImageAnalysis, base: BaseLayers? = nil) throws -> VulnerabilityFindings {
        let source = try AdvisoryFiles(paths: advisories, wanted: VulnerabilityMatcher.names(in: analysis))
        let today = asOf ?? CalendarDate(Date())
        var found = try VulnerabilityMatcher(source, asOf: asOf, today: today).findings(in: analysis, base: base)
        found = found.readingChangelogs(of: analysis, and: source, asOf: asOf)
        let statements = try StatementFiles(paths: vex)
        for remark in statements.remarks { Terminal.note("warning: \(DisplayText.escaped(remark))") }
        found = statements.applied(to: found, of: analysis.image, asOf: asOf)
        for file in ignore {
            let result = try IgnoreFile(file).applied(to: found, today: today)
            found = result.findings
            for remark in result.remarks { Terminal.note("warning: \(DisplayText.escaped(remark))") }
        }
        return found
    }

    /// What was fixed and introduced between two images; nil without data.
    func comparison(from before: ImageAnalysis, to after: ImageAnalysis) throws -> VulnerabilityComparison? {
        guard isGiven else { return nil }
        return VulnerabilityComparison(from: try findings(in: before), to: try findings(in: after))
    }
}

extension VulnerabilityFinding.Severity: ExpressibleByArgument {}
extension VulnerabilityReport.Grouping: ExpressibleByArgument {}
