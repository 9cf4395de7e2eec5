import ArgumentParser
import ImageKit

/// Shows the SBOMs and provenance that lie beside an image in its archive.
struct AttestationsCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "attestations",
        abstract: "Show the SBOMs and provenance in an archive and compare the SBOMs with the image.",
        usage: "imagescan attestations [<options>] <image>",
        discussion: """
            Finds BuildKit's attestation manifests, manifests whose subject is the image, and cosign's tags. Reads \
            in-toto statements, bare or in envelopes, with SPDX, CycloneDX or SLSA provenance. For each SBOM it says \
            which packages are listed but absent, which are present but not listed, and which have another version. \
            Digests are checked; signatures are not.

            EXAMPLES
              imagescan attestations app.tar
              imagescan attestations app.tar -o json=attestations.json
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<AttestationsReport>

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
    }
}
