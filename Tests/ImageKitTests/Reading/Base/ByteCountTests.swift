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

    // A file of one byte that became a sparse one of exabytes.
    @Test func survivesSharesBeyondAnyInteger() {
        #expect(ByteCount.percent(-4.6e18).hasPrefix("-9223372"))
        #expect(ByteCount.percent(0.1234) == "12.3 %")
    }
}
