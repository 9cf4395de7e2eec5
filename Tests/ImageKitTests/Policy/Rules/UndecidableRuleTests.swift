import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct UndecidableRuleTests {
    @Test func givesTheReason() async throws {
        let judgement = try await PolicyImage().judge(UndecidableRule.self, "reason: nobody knows")
        #expect(judgement == .noData("nobody knows"))
        #expect(throws: PolicyError.self) { try UndecidableRule(RuleParameters()) }
    }
}
