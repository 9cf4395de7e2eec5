import ArgumentParser
import ImageKit

/// Checks an archive.
struct ValidateCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check every digest, size, diff ID and document of an archive.",
        discussion: """
            Checks all images of the archive unless one is chosen, and says what was checked. The exit status is 1 where
            anything is wrong. Formats: table (default), json.

            EXAMPLES
              imagescan validate app.tar
              imagescan validate all.tar#app:slim -o json
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws { try output.check(ValidationReport.formats) }

    func run() async throws {
        guard !reading.noVerify else { throw ValidationError("validate always verifies; drop --no-verify") }
        var options = try reading.scanOptions(reading.settings())
        let progress = ProgressLine(isShown: !reading.quiet, of: [image.image])
        options.progress = progress.progress
        defer { progress.finish() }
        let place = ImageReference(image.image)
        let archive = try place.open(options)
        let validation = try await ImageValidator(options: options).validate(
            archive, reference: place.reference, platform: reading.platform)
        progress.finish()
        reading.warn(validation.diagnostics)
        let report = ValidationReport(validation)
        try output.write { try report.text(as: $0, style: $1) }
        guard validation.isValid else {
            let failures = validation.checks.compactMap(\.failure)
            for failure in failures { Terminal.note("imagescan: \(failure)") }
            throw ExitCode(1)
        }
    }
}
