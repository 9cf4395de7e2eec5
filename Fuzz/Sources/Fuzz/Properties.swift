@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Ends the program where something does not hold.
func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}

/// Nothing from an image may steer a terminal.
func expectPrintable(_ text: String) {
    expect(
        !text.unicodeScalars.contains { $0 != "\n" && DisplayText.isUnsafe($0) },
        "not printable: \(text.debugDescription)")
}

/// What a reader of inputs came to.
enum Outcome<Value: Equatable>: Equatable {
    case value(Value)
    case failure(ImageError.Code)

    init(_ body: () throws -> Value) throws {
        do {
            self = .value(try body())
        } catch let error as ImageError {
            expectPrintable("\(error)")
            self = .failure(error.code)
        }
    }
}

/// The order of three values is total and goes with their equality and hashes.
func expectOrdered<Value: Comparable & Hashable>(_ values: [Value]) {
    expectOrderedWithoutHashes(values)
    for one in values {
        for other in values where one == other {
            expect(one.hashValue == other.hashValue, "hashes of \(one), \(other)")
        }
    }
}

/// The order of a few values is total and goes with their equality.
func expectOrderedWithoutHashes<Value: Comparable>(_ values: [Value]) {
    for one in values {
        expect(one == one && !(one < one), "\(one) against itself")
        for other in values {
            let relations = [one < other, one == other, other < one]
            expect(relations.count { $0 } == 1, "\(one) against \(other)")
            for third in values where one < other && !(other > third) {
                expect(one < third, "\(one) before \(other) before \(third)")
            }
        }
    }
}
