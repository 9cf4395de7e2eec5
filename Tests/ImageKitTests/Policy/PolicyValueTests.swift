import FoundationEssentials
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The small values of policies: durations, days.
@Suite struct PolicyValueTests {
    @Test(arguments: [
        ("30s", 30_000_000_000, "30s"), ("1m30s", 90_000_000_000, "1m30s"), ("500ms", 500_000_000, "500ms"),
        ("0s", 0, "0s"), ("2h", 7_200_000_000_000, "2h"), ("90s", 90_000_000_000, "1m30s"), ("1us", 1000, "1us"),
    ])
    func readsDurations(_ text: String, _ nanoseconds: Int64, _ shown: String) throws {
        let duration = try #require(GoDuration(text))
        #expect(duration.nanoseconds == nanoseconds && duration.description == shown)
    }

    @Test(arguments: ["", "30", "s", "-1s", "1.5s", "1x", "9999999999999h", "30 s"]) func refusesDurations(
        _ text: String
    ) {
        #expect(GoDuration(text) == nil)
    }

    @Test(arguments: [
        ("2026-01-31", "2026-01-31"), ("2025-01-08T10:11:12.5Z", "2025-01-08"),
        ("2024-02-29", "2024-02-29"),
    ])
    func readsDays(_ text: String, _ day: String) { #expect(CalendarDate(text)?.description == day) }

    @Test(arguments: ["", "2026", "2026-02-30", "2025-02-29", "2026-13-01", "26-01-01", "2026-01-31x", "２０２６-01-31"])
    func refusesDays(_ text: String) { #expect(CalendarDate(text) == nil) }

    @Test func countsDays() throws {
        let (early, late) = (try #require(CalendarDate("2024-02-28")), try #require(CalendarDate("2025-03-01")))
        #expect(late.days(since: early) == 367 && early < late)
        #expect(CalendarDate(.distantFuture).description == "4001-01-01")
    }
}
