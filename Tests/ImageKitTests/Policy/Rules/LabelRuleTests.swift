import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct LabelRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.config.labels = [
            "security.updates": "2025-01-08", "security.non-root": "true", "stamp": "2026-02-20T10:00:00Z",
            "odd": "a\u{1B}b",
        ]
        image.layer("ADD rootfs") { $0.add(file: "a") }
        return image
    }()

    @Test(arguments: [
        "label: odd", "label: security.non-root\nvalue: true", "label: security.updates\nvalue: 2025-*",
        "label: security.updates\nnot-before: 2025-01-08", "label: stamp\nmax-age-days: 9",
    ])
    func passesWhereTheLabelFits(yaml: String) async throws {
        #expect(try await image.judge(LabelRule.self, yaml).verdict == .pass)
    }

    @Test(arguments: [
        ("label: maintainer", "there is no label maintainer"),
        ("label: security.non-root\nvalue: \"1\"", "security.non-root is true, not 1"),
        (
            "label: security.updates\nnot-before: 2025-01-09",
            "security.updates: 2025-01-08, 417 days ago, before 2025-01-09"
        ),
        ("label: stamp\nmax-age-days: 8", "stamp: 2026-02-20, 9 days ago, more than 8 days"),
        ("label: security.non-root\nmax-age-days: 8", "security.non-root is no day: true"),
    ])
    func namesWhatIsOtherwise(yaml: String, message: String) async throws {
        let judgement = try await image.judge(LabelRule.self, yaml)
        #expect(judgement.verdict == .fail)
        #expect(judgement.message == message)
    }

    @Test(arguments: ["", "label: a\nnot-before: soon", "label: a\nmax-age-days: -1", "label: [a]"])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try LabelRule(RuleParameters(yaml: yaml)) }
    }
}
