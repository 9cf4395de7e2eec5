import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ByteCountTests {
    @Test func keepsThreeDigits() {
        #expect(ByteCount.text(999) == "999 B")
        #expect(ByteCount.text(999_950) == "1.00 MB")
        #expect(ByteCount.signed(-12_345) == "-12.3 kB")
    }

    @Test func tellsWhatIsComparedApart() {
        #expect(ByteCount.distinctTexts(1_000_001, 1_000_000) == ("1000001 B", "1000000 B"))
        #expect(ByteCount.distinctTexts(2_000_000, 1_000_000) == ("2.00 MB", "1.00 MB"))
        #expect(ByteCount.distinctTexts(7, 7) == ("7 B", "7 B"))
        #expect(ByteCount.distinctPercents(0.1, 0.10004) == ("10.000 %", "10.004 %"))
        #expect(ByteCount.distinctPercents(0.5, 0.5) == ("50.0 %", "50.0 %"))
    }

    // A file of one byte that became a sparse one of exabytes.
    @Test func survivesSharesBeyondAnyInteger() {
        #expect(ByteCount.percent(-4.6e18).hasPrefix("-9223372"))
        #expect(ByteCount.percent(0.1234) == "12.3 %")
    }
}
