@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Opens a whole archive, analyses its images, and writes one of the reports in one of its formats.
enum ImageTarget: FuzzTarget {
    private static let file = InputInFile()

    static func run(_ input: FuzzInput) throws {
        var input = input
        let ways = Ways(reading: input.takeChoice(), format: input.takeChoice(), report: input.takeChoice())
        try file.write(ways.repairsChecksums ? TarChecksums.repaired(input.bytes) : input.bytes)
        try CallingThread.run { try await analyze(ways) }
    }

    private static func analyze(_ ways: Ways) async throws {
        let archive = try ImageArchive(path: file.path, options: ways.options)
        if ways.report == .validation || ways.report == .integrity {
            let validator = ImageValidator(options: ways.options, checksFiles: ways.report == .integrity)
            return try await ReportProperties.expect(validator.validate(archive), ways)
        }
        var analyses: [ImageAnalysis] = []
        for listing in archive.images.prefix(2) {
            let image = try archive.image(listing)
            let analysis = try await ImageAnalyzer(options: ways.options).analyze(image)
            AnalysisProperties.expect(analysis)
            if ways.report == .attestations {
                try ReportProperties.expect(analysis, archive.attestations(for: image), ways)
            }
            analyses.append(analysis)
        }
        guard let first = analyses.first, let last = analyses.last else { return }
        try ReportProperties.expect(from: first, to: last, ways)
    }
}
