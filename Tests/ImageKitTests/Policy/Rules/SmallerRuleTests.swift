import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct SmallerRuleTests {
    private func image(_ count: Int) -> PolicyImage {
        var image = PolicyImage()
        image.layer("COPY") { $0.add(file: "a", String(repeating: "x", count: count)) }
        return image
    }

    @Test(arguments: [
        (1000, 500, "50%", true), (1000, 501, "50%", false), (1000, 500, "500B", true), (1000, 501, "500", false),
        (1000, 1100, "0%", false), (1000, 1000, "0%", true), (0, 0, "1%", false),
    ])
    func comparesLiveFiles(before: Int, after: Int, bound: String, holds: Bool) async throws {
        let judgement = try await image(after).judge(
            SmallerRule.self, "measure: live\nby: \(bound)", before: image(before))
        #expect(judgement.verdict == (holds ? .pass : .fail))
        #expect(judgement.evidence.map(\.detail) == ["\(before) bytes, live files", "\(after) bytes, live files"])
    }

    @Test func saysHowMuch() async throws {
        let judgement = try await image(250).judge(SmallerRule.self, "measure: live\nby: 80%", before: image(1000))
        #expect(
            judgement.message == "250 B instead of 1.00 kB (live files), 75.0 % smaller; the claim is 80.0 % smaller")
    }

    @Test func hasNoDataWithoutAnImageBefore() async throws {
        #expect(try await image(1).judge(SmallerRule.self, "by: 1%").message == "no image was given with --before")
    }
}
