import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct SizeRuleTests {
    /// 1000 live bytes, and 1000 that are deleted; 8192 bytes of tars.
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.layer("COPY") { tar in
            tar.add(file: "a", String(repeating: "x", count: 1000))
            tar.add(file: "b", String(repeating: "x", count: 1000))
        }
        image.layer("RUN rm b") { $0.add(file: ".wh.b") }
        return image
    }()

    @Test(arguments: [
        ("at-most: 1000\nmeasure: live", true), ("at-most: 999B\nmeasure: live", false),
        ("at-most: 1kB\nmeasure: live", true),
        ("at-least: 1001\nmeasure: live", false), ("at-least: 1000\nat-most: 1KiB\nmeasure: live", true),
        ("at-most: 5632\nmeasure: diff", true), ("at-most: 5631\nmeasure: diff", false), ("at-most: 2000", true),
        ("at-most: 1999", false), ("at-most: 1999\nmeasure: contents", false),
        ("at-most: 5631\nmeasure: download", false),
        ("stated: 2kB", true), ("stated: 2.1kB", true), ("stated: 2.2kB", false), ("stated: 1.9kB", false),
        ("stated: 2.2kB\ntolerance: 10%", true), ("stated: 2001B\ntolerance: 0%", false), ("stated: 900B", false),
    ])
    func comparesToTheByte(yaml: String, holds: Bool) async throws {
        #expect(try await image.judge(SizeRule.self, yaml).verdict == (holds ? .pass : .fail))
    }

    @Test func measuresTheImageBefore() async throws {
        var after = PolicyImage()
        after.layer("COPY") { $0.add(file: "a") }
        let claim = "of: before\nmeasure: live\nat-least: 1000"
        #expect(try await after.judge(SizeRule.self, claim, before: image).verdict == .pass)
        #expect(try await after.judge(SizeRule.self, claim).verdict == .noData)
    }

    @Test(arguments: [
        "", "at-most: 5%", "at-most: big", "at-most: 1\nmeasure: net", "at-most: 1\nof: base", "tolerance: 5%",
        "stated: 1kB\ntolerance: 101%",
        "stated: 1kB\ntolerance: 5MB",
    ])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try SizeRule(RuleParameters(yaml: yaml)) }
    }
}
