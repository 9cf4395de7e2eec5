import Foundation

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// An image in memory, held against one rule.
struct TestPolicy {
    struct NoRule: Error {}

    var layers: [TarBuilder] = []
    var execution = ImageConfiguration.Execution()
    /// What made the image: `created_by` of each step, and whether it made a layer.
    var history: [(String, hasLayer: Bool)] = []

    /// Judges the image by a rule with parameters in YAML.
    ///
    /// - Parameters:
    ///   - rule: its name.
    ///   - yaml: its parameters.
    ///   - base: what is given as the base image.
    ///   - edit: adds what else is given.
    func judge(
        _ rule: String, _ yaml: String = "", on base: TestPolicy? = nil,
        _ edit: (inout RuleInput) throws -> Void = { _ in }
    ) async throws -> Judgement {
        guard let type = RuleCatalog.rule(named: rule) else { throw NoRule() }
        let parameters = try RuleParameters(yaml: yaml)
        let made = try type.init(parameters)
        try parameters.finish()
        let policy = Policy(name: "test", entries: [.init(id: rule, title: rule, rule: made)])
        var input = RuleInput(
            try await analysis(for: policy), base: try await base?.analysis(for: policy),
            today: CalendarDate(Date(timeIntervalSince1970: 0)))
        try edit(&input)
        return made.judge(input)
    }

    /// The image as no rule needs it.
    func analysis() async throws -> ImageAnalysis { try await analysis(for: Policy(name: "test", entries: [])) }

    private func analysis(for policy: Policy) async throws -> ImageAnalysis {
        var configuration = ImageConfiguration()
        configuration.config = execution
        configuration.history = history.map { text, hasLayer in
            var step = ImageConfiguration.History()
            step.createdBy = text
            step.emptyLayer = !hasLayer
            return step
        }
        var options = ScanOptions()
        options.prepare(for: [policy])
        let image = try TestImage.image(layers.map(\.archive), configuration: configuration)
        return try await ImageAnalyzer(options: options).analyze(image)
    }

    /// An image of a base, which ends with its default command, and of steps that each make an empty layer.
    static func steps(_ steps: [String], base: [String] = ["ADD rootfs.tar.xz / # buildkit"]) -> TestPolicy {
        var policy = TestPolicy()
        policy.history = base.map { ($0, true) } + [("CMD [\"bash\"]", false)] + steps.map { ($0, true) }
        policy.layers = Array(repeating: TarBuilder(), count: base.count + steps.count)
        return policy
    }

    /// An image of one layer with files.
    static func files(_ fill: (inout TarBuilder) -> Void) -> TestPolicy {
        var tar = TarBuilder()
        fill(&tar)
        var policy = TestPolicy()
        policy.layers = [tar]
        return policy
    }
}
