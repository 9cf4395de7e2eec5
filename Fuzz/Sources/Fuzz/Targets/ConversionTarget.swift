@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads the JSON of an inventory, which may come from anybody, and writes it as a software bill.
enum ConversionTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        var input = input
        let ways = Ways(reading: 0, format: input.takeChoice(), report: 0)
        try ReportProperties.expect(SoftwareBill(inventory: input.bytes, name: "inventory"), ways)
    }
}
