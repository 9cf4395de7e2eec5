/// A whole number of any size that was written in decimal digits.
///
/// Versions hold dates, revisions and hashes, which need not fit into a machine word.
struct DecimalNumber: Sendable, Hashable {
    /// The most digits that Python itself turns into a number by default.
    static let maximumDigits = 4300
    static let zero = DecimalNumber(digits: [UInt8(ascii: "0")])

    /// The digits without leading zeros; a single one for zero.
    private let digits: [UInt8]

    private init(digits: [UInt8]) { self.digits = digits }

    /// Reads decimal digits.
    ///
    /// Fails where there are none, one is no ASCII digit, or there are more than ``maximumDigits``.
    init?(_ text: some Collection<UInt8>) {
        guard !text.isEmpty, text.count <= DecimalNumber.maximumDigits, text.allSatisfy(\.isDigit) else { return nil }
        let significant = text.drop { $0 == UInt8(ascii: "0") }
        digits = significant.isEmpty ? DecimalNumber.zero.digits : Array(significant)
    }
}

extension DecimalNumber: Comparable {
    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        if left.digits.count != right.digits.count { return left.digits.count < right.digits.count }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }
}

extension DecimalNumber: CustomStringConvertible {
    var description: String { String(decoding: digits, as: UTF8.self) }
}
