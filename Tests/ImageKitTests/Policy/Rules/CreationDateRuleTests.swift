import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct CreationDateRuleTests {
    private func judge(_ created: String?, _ yaml: String) async throws -> Judgement {
        var image = PolicyImage()
        image.configuration.created = created
        image.layer("ADD rootfs") { $0.add(file: "a") }
        return try await image.judge(CreationDateRule.self, yaml)
    }

    @Test(arguments: [
        ("2026-02-27T23:59:59.999999999Z", "max-age-days: 2", true), ("2026-02-26T00:00:00Z", "max-age-days: 2", false),
        ("2026-01-08T10:00:00+02:00", "not-before: 2026-01-08", true),
        ("2026-01-07T10:00:00Z", "not-before: 2026-01-08", false),
        ("2026-03-05T00:00:00Z", "max-age-days: 0", true),
    ])
    func comparesDays(created: String, yaml: String, holds: Bool) async throws {
        #expect(try await judge(created, yaml).verdict == (holds ? .pass : .fail))
    }

    @Test(arguments: [
        nil, "", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1980-01-01T00:00:01Z", "now", "2026-13-01T00:00:00Z",
    ])
    func hasNoDataWithoutADate(created: String?) async throws {
        #expect(try await judge(created, "max-age-days: 1").verdict == .noData)
    }

    @Test func needsABound() {
        #expect(throws: PolicyError.self) { try CreationDateRule(RuleParameters()) }
    }
}
