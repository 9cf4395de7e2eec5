@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads a policy.
enum PolicyTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        do {
            let policy = try Policy(yaml: String(decoding: input.bytes, as: UTF8.self))
            for entry in policy.entries { _ = entry.rule.needs }
        } catch let error as PolicyError {
            expectPrintable(error.description)
        }
    }
}
