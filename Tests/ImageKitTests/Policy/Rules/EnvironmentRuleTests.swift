import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct EnvironmentRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.config.env = ["PATH=/bin", "CAPS=all", "CAPS=compute,utility", "EMPTY=", "NAMELESS"]
        image.layer("ADD rootfs") { $0.add(file: "a") }
        return image
    }()

    @Test(arguments: [
        ("variable: CAPS\nvalue: compute,utility", true), ("variable: CAPS\nvalue: all", false),
        ("variable: CAPS\nvalue: utility,compute", false),
        ("variable: CAPS\nvalue: utility,compute\nseparator: \",\"", true),
        ("variable: CAPS\nvalue: compute\nseparator: \",\"", false), ("variable: CAPS\nvalue: \"*compute*\"", true),
        ("variable: EMPTY", true), ("variable: EMPTY\nvalue: \"\"", true), ("variable: NAMELESS", false),
        ("variable: CAP", false),
        ("variable: CAP\nset: false", true), ("variable: CAPS\nset: false", false),
    ])
    func holdsOrNot(yaml: String, holds: Bool) async throws {
        #expect(try await image.judge(EnvironmentRule.self, yaml).verdict == (holds ? .pass : .fail))
    }

    @Test func showsTheSetting() async throws {
        let judgement = try await image.judge(EnvironmentRule.self, "variable: CAPS\nvalue: all")
        #expect(judgement.message == "CAPS is compute,utility, not all")
        #expect(judgement.evidence == [.field("Env.CAPS", "CAPS=compute,utility")])
    }

    @Test(arguments: [
        "", "variable: A\nset: false\nvalue: b", "variable: A\nseparator: \",\"", "variable: A\nset: perhaps",
    ])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try EnvironmentRule(RuleParameters(yaml: yaml)) }
    }
}
