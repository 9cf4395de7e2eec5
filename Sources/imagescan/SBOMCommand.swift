import ArgumentParser
import ImageKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes a software bill of materials for other tools.
struct SBOMCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "sbom",
        abstract: "Write a software bill of materials: SPDX, CycloneDX, or one line a package.",
        usage: "imagescan sbom [<options>] <image>",
        discussion: """
            A document describes one image; jsonl has every image of the archive unless you choose one. The same image \
            always gives the same bytes: the time of creation is the image's own, or SOURCE_DATE_EPOCH if that is set.

            EXAMPLES
              imagescan sbom app.tar -o spdx-json=app.spdx.json
              imagescan sbom app.tar --files -o cyclonedx-json@1.7
              imagescan sbom app.tar --advisories advisories.db -o cyclonedx-json
              imagescan sbom all.tar -o jsonl=packages.jsonl
              imagescan sbom app.tar --referrer app.sbom.layout
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<BillReport>
    @OptionGroup var snapshot: SnapshotOptions
    @OptionGroup var advisories: AdvisoryOptions
    @Option(
        help: ArgumentHelp(
            "Write the document as an artifact that refers to the image, in a new OCI layout; can be repeated.",
            valueName: "[format=]folder"))
    var referrer: [ReferrerTarget] = []
    @Flag(help: "List every live regular file with its digests (not in jsonl).")
    var files = false

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? {
        var sandbox = reading.sandbox(reading: [image.image], files: advisories.files, writing: output)
        sandbox?.folders = referrer.map(\.folder)
        return sandbox
    }

    func validate() throws {
        // If only a referrer is asked for, nothing else is written.
        if writesDocuments { try output.check() }
        try advisories.check()
        let formats = (writesDocuments ? output.formats : []) + referrer.map(\.format)
        guard advisories.advisories.isEmpty || formats.allSatisfy({ $0.rawValue.hasPrefix("cyclonedx") }) else {
            throw ValidationError(
                "--advisories goes with -o cyclonedx-json: no other format has a place for vulnerabilities")
        }
    }

    private var writesDocuments: Bool { !output.outputs.isEmpty || referrer.isEmpty }

    func run() async throws {
        let created = try SourceDate.current()
        try snapshot.check(for: output.formats)
        var options = try reading.scanOptions(reading.settings())
        options.readsLicenses = true
        options.readsLinkage = true
        options.readsAdvisoryFiles = advisories.isGiven
        if files { options.askForFiles() }
        var subject: Descriptor?
        let formats = writesDocuments ? output.formats : []
        let takesAll = referrer.isEmpty && formats.allSatisfy { $0 == .jsonLines }
        // What is read is not kept beside the bills.
        let bills = try await reading.analyze([image.image], options: options, takesAll: takesAll) {
            archive, image in
            if !referrer.isEmpty { subject = archive.manifestDescriptor(of: image) }
        }.map { analysis in
            let bill = SoftwareBill(analysis)
            let found = try advisories.findings(ifAny: analysis)
            return found.map { bill.adding($0, of: analysis) } ?? bill
        }
        let report = BillReport(
            bills, created: created, job: try snapshot.job(for: formats, image: bills.first?.image.name ?? ""))
        try writeReferrers(of: report, subject: subject)
        if writesDocuments { try output.write(report) }
    }

    private func writeReferrers(of report: BillReport, subject: Descriptor?) throws {
        for target in referrer {
            guard let subject else {
                throw ImageError(
                    .notAnImage,
                    "the archive has no manifest for a document to refer to; save the image as an OCI archive",
                    archive: image.image)
            }
            let layout = try BillReferrer(report.text(as: target.format), format: target.format, subject: subject)
            try OutputFolder.write(layout.files, to: target.folder)
        }
    }
}

/// The time that reproducible builds give (<https://reproducible-builds.org/specs/source-date-epoch/>).
enum SourceDate {
    /// Seconds since 1970; nil where `SOURCE_DATE_EPOCH` is not set.
    static func current() throws -> Int64? {
        guard let value = unsafe getenv("SOURCE_DATE_EPOCH") else { return nil }
        let text = unsafe String(cString: value)
        guard let seconds = Int64(text), seconds >= 0 else {
            throw SettingsError(
                "environment variable SOURCE_DATE_EPOCH: it must be a number of seconds since 1970, not \(DisplayText.escaped(text))"
            )
        }
        return seconds
    }
}

/// Where a document goes as a referrer of its image: `[FORMAT=]FOLDER`.
struct ReferrerTarget: ExpressibleByArgument {
    let format: ReportFormat
    let folder: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let named = ReportFormat(rawValue: parts[0])
        let hasFormat = parts.count == 2 && BillReferrer.formats.contains(named)
        format = hasFormat ? named : .spdxJSON
        folder = hasFormat ? parts[1] : argument
        // A word in front of = is a format; a folder of such a name is ./NAME=....
        guard !folder.isEmpty, hasFormat || parts.count == 1 || parts[0].contains("/") else { return nil }
    }
}
