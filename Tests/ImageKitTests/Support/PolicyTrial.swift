import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Images in memory held against rules.
enum PolicyTrial {
    /// What a rule has to judge: an image of layers, analysed as far as the policies need it.
    static func input(
        _ tars: [TarBuilder], configuration: ImageConfiguration = ImageConfiguration(), for policies: [Policy],
        today: String = "2026-01-31"
    ) async throws -> RuleInput {
        var options = ScanOptions()
        options.prepare(for: policies)
        let image = try TestImage.image(tars.map(\.archive), configuration: configuration)
        let analysis = try await ImageAnalyzer(options: options).analyze(image)
        return RuleInput(analysis, today: try #require(CalendarDate(today)))
    }

    /// What came of each rule of a policy's text.
    static func findings(
        _ yaml: String, _ tars: [TarBuilder] = [TarBuilder()],
        configuration: ImageConfiguration = ImageConfiguration(), today: String = "2026-01-31"
    ) async throws -> [Finding] {
        let policy = try Policy(yaml: yaml)
        let input = try await input(tars, configuration: configuration, for: [policy], today: today)
        return PolicyCheck(input, policies: [policy]).findings
    }
}
