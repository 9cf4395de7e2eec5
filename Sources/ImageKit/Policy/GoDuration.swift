/// A length of time as Docker's tools write it: `1m30s`, `500ms`.
struct GoDuration: Hashable, Sendable, CustomStringConvertible {
    /// What such a text is, for an error.
    static let form = "a duration such as 30s or 1m30s"

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("h", 3_600_000_000_000), ("ms", 1_000_000), ("m", 60_000_000_000), ("us", 1000), ("µs", 1000), ("ns", 1),
        ("s", 1_000_000_000),
    ]

    let nanoseconds: Int64

    /// What a configuration says.
    ///
    /// - Parameters:
    ///   - nanoseconds: the field; nil and 0 stand for the default.
    ///   - seconds: the default.
    init(nanoseconds: Int64?, default seconds: Int64) {
        self.nanoseconds = nanoseconds.flatMap { $0 == 0 ? nil : $0 } ?? seconds * 1_000_000_000
    }

    /// Reads a text of whole numbers, each with its unit; fails for everything else and for more than 292 years.
    init?(_ text: String) {
        var rest = text[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            guard let number = Int64(digits), let unit = GoDuration.units.first(where: { rest.hasPrefix($0.name) })
            else {
                return nil
            }
            rest = rest.dropFirst(unit.name.count)
            let (part, isTooLarge) = number.multipliedReportingOverflow(by: unit.nanoseconds)
            let (sum, isTooMuch) = total.addingReportingOverflow(part)
            guard !isTooLarge, !isTooMuch else { return nil }
            total = sum
        }
        guard !text.isEmpty else { return nil }
        nanoseconds = total
    }

    /// The duration in its largest units, for example `1m30s`.
    var description: String {
        guard nanoseconds != 0 else { return "0s" }
        var rest = nanoseconds.magnitude
        var text = nanoseconds < 0 ? "-" : ""
        for name in ["h", "m", "s", "ms", "us", "ns"] {
            guard let unit = GoDuration.units.first(where: { $0.name == name })?.nanoseconds.magnitude else { continue }
            if rest / unit > 0 { text += "\(rest / unit)\(name)" }
            rest %= unit
        }
        return text
    }
}
