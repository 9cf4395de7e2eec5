import ArgumentParser
import ImageKit

/// Checks an archive.
struct ValidateCommand: AsyncParsableCommand, ImageCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check every digest, size, diff ID and document of an archive.",
        usage: "imagescan validate [<options>] <image>",
        discussion: """
            Checks every image of the archive unless you choose one, with the indices, attestations and other artifacts \
            around it, and says what it checked. It reads every layer anew, whatever a cache of layers has. An archive whose index.json and manifest.json name different images by one \
            name fails. With --files it also \
            compares every file that dpkg, apk or pip installed with the digest they recorded, following links and \
            diversions, and reports what is changed or missing, and what is extra in a Python package's own folder. A script of which only the \
            first line differs, which installers rewrite, is shown and does not fail, nor does one that another package \
            replaced with its own. \
            Configuration files of dpkg are reported separately; what path-exclude left out is only counted.

            EXAMPLES
              imagescan validate app.tar
              imagescan validate all.tar#app:slim -o json
              imagescan validate app.tar --files

            EXIT STATUS
              0  nothing is wrong
              1  the archive is damaged
              2  with --files: a file, other than a configuration file, changed or is missing
              64 wrong usage
            """
    )

    @OptionGroup var image: ImageOptions
    @OptionGroup var output: OutputOptions<ValidationReport>
    @Flag(
        help: "Compare files with what dpkg, apk and pip recorded about them; exit with 2 if one is changed or missing."
    )
    var files = false

    var reading: ReadingOptions { image.reading }
    var sandbox: Sandbox? { reading.sandbox(reading: [image.image], writing: output) }

    func validate() throws {
        try output.check()
        guard !reading.noVerify else { throw ValidationError("validate always verifies; leave out --no-verify") }
        guard reading.cache == nil else { throw ValidationError("validate reads every layer; leave out --cache") }
    }

    func run() async throws {
        var options = try reading.scanOptions(reading.settings(), usesCache: false)
        let progress = ProgressLine(isShown: !reading.quiet, of: [image.image])
        options.progress = progress.progress
        defer { progress.finish() }
        let place = ImageReference(image.image)
        let validator = ImageValidator(options: options, checksFiles: files)
        let archive = try place.open(validator.options)
        let validation = try await validator.validate(
            archive, reference: place.reference, platform: reading.platform)
        progress.finish()
        reading.warn(validation.diagnostics + (validation.files ?? []).flatMap(\.integrity.diagnostics))
        let report = ValidationReport(validation)
        try output.write(report)
        guard validation.isValid else {
            let failures = validation.checks.compactMap(\.failure)
            for failure in failures { Terminal.note("imagescan: \(failure)") }
            throw ExitCode(1)
        }
        if !validation.isIntact { throw ExitCode(2) }
    }
}
