import ArgumentParser
import ImageKit

/// Shows the SBOMs and provenance that lie beside an image in its archive.
struct AttestationsCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "attestations",
        abstract: "Show the SBOMs, provenance and signatures in an archive and compare the SBOMs with the image.",
        usage: "imagescan attestations [<options>] <image>",
        discussion: """
            Finds BuildKit's attestation manifests, manifests whose subject is the image, and cosign's tags. Reads \
            in-toto statements, bare or in envelopes, with SPDX, CycloneDX or SLSA provenance. For each SBOM it says \
            which packages are listed but absent, which are present but not listed, and which have another version; \
            for each signature of cosign's, which image it names. Digests are checked; signatures are not. SBOMs that BuildKit made of build stages or of the build context \
            are shown and not compared.

            EXAMPLES
              imagescan attestations app.tar
              imagescan attestations app.tar --fail-on absent --fail-on version
              imagescan attestations app.tar -o json=attestations.json

            EXIT STATUS
              0  nothing that --fail-on names was found
              1  the image could not be read
              2  an attestation is not as --fail-on asks
              64 wrong usage
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<AttestationsReport>
    @Option(
        help: ArgumentHelp(
            """
            Fail if an SBOM lists a package that is absent, lacks one that is there (unlisted) or has another version, if a \
            statement is about another image (subject), or can't be read (unreadable); can be repeated.
            """, valueName: "fault"), transform: fault)
    var failOn: [AttestationFault] = []

    private static func fault(_ text: String) throws -> AttestationFault {
        guard let fault = AttestationFault(rawValue: text) else {
            let names = AttestationFault.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--fail-on takes \(names), not \(text)")
        }
        return fault
    }

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws { try output.check() }

    func run() async throws {
        var options = try reading.scanOptions(reading.settings())
        options.readsAttestations = true
        var attestations = ImageAttestations()
        let analyses = try await reading.analyze([image.image], options: options) { archive, image in
            attestations = try archive.attestations(for: image)
        }
        reading.warn(attestations.diagnostics)
        guard let analysis = analyses.first else { return }
        let report = AttestationsReport(analysis, attestations)
        try output.write(report)
        let faults = report.faults.filter(failOn.contains)
        for fault in faults { Terminal.note("imagescan: \(fault.words)") }
        if !faults.isEmpty { throw ExitCode(2) }
    }
}
