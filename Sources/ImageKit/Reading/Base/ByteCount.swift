/// Bytes for people: three significant digits and a decimal unit.
package enum ByteCount {
    package static func text(_ bytes: Int64) -> String {
        let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
        let magnitude = bytes.magnitude
        guard magnitude >= 1000 else { return "\(bytes) B" }
        var divisor: UInt64 = 1000
        var unit = 0
        while unit + 1 < units.count, magnitude >= divisor * 1000 {
            divisor *= 1000
            unit += 1
        }
        // Tenths and hundredths rounded half up; 999.95 becomes the next unit's 1.00.
        let scaled = Double(magnitude) / Double(divisor)
        let digits = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0
        if scaled >= 999.5, unit + 1 < units.count { return "\(bytes < 0 ? "-" : "")1.00 \(units[unit + 1])" }
        return "\(bytes < 0 ? "-" : "")\(fixed(scaled, digits: digits)) \(units[unit])"
    }

    /// Two amounts as people read them, or with all their digits where they would read the same.
    package static func distinctTexts(_ one: Int64, _ other: Int64) -> (String, String) {
        let texts = (text(one), text(other))
        return texts.0 != texts.1 || one == other ? texts : ("\(one) B", "\(other) B")
    }

    /// Bytes with their sign, for a difference.
    package static func signed(_ bytes: Int64) -> String { bytes > 0 ? "+" + text(bytes) : text(bytes) }

    /// A share as a percentage with one decimal.
    package static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded() / 10
        return "\(tenths < 0 ? "-" : "")\(fixed(tenths.magnitude, digits: 1)) %"
    }

    /// Two shares of at least 0 as percentages, with as many decimals as tell them apart, at most nine.
    package static func distinctPercents(_ one: Double, _ other: Double) -> (String, String) {
        for digits in 1...9 where one != other {
            let texts = (fixed(one * 100, digits: digits), fixed(other * 100, digits: digits))
            if texts.0 != texts.1 { return ("\(texts.0) %", "\(texts.1) %") }
        }
        return (percent(one), percent(other))
    }

    /// A number with a fixed count of decimals; beyond 2^63 the largest there is.
    package static func fixed(_ value: Double, digits: Int) -> String {
        let power = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let rounded = Int64(exactly: (value * power).rounded()) ?? (value < 0 ? .min : .max)
        guard digits > 0 else { return String(rounded) }
        let whole = rounded / Int64(power)
        let rest = String(rounded % Int64(power))
        return "\(whole)." + String(repeating: "0", count: digits - rest.count) + rest
    }
}
