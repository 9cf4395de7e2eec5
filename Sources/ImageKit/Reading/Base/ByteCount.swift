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

    /// Bytes with their sign, for a difference.
    package static func signed(_ bytes: Int64) -> String { bytes > 0 ? "+" + text(bytes) : text(bytes) }

    /// A share as a percentage with one decimal.
    package static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded() / 10
        return "\(tenths < 0 ? "-" : "")\(fixed(tenths.magnitude, digits: 1)) %"
    }

    /// A number with a fixed count of decimals; beyond 2^63 the largest there is.
    package static func fixed(_ value: Double, digits: Int) -> String {
        let power = [1.0, 10, 100, 1000][min(digits, 3)]
        let rounded = Int64(exactly: (value * power).rounded()) ?? (value < 0 ? .min : .max)
        guard digits > 0 else { return String(rounded) }
        let whole = rounded / Int64(power)
        let rest = String(rounded % Int64(power))
        return "\(whole)." + String(repeating: "0", count: digits - rest.count) + rest
    }
}
