import FoundationEssentials
import ImagePackages
import ImageReading

/// Points in time as documents for other tools write them: `2026-01-31T12:00:00Z`.
enum BillTime {
    /// Seconds since 1970, up to the end of the year 9999; Docker's zero time, in the year 1, says that there is none.
    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// A number of seconds since 1970; what lies outside the years 1970 to 9999 is brought to their ends.
    static func text(_ seconds: Int64) -> String {
        let seconds = min(max(seconds, range.lowerBound), range.upperBound)
        return Date.ISO8601FormatStyle().format(Date(timeIntervalSince1970: Double(seconds)))
    }

    /// Seconds since 1970 of an RFC 3339 timestamp, fractions of a second left out; nil where it is none.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 64,
            let day = CalendarDate(String(decoding: bytes[..<10], as: UTF8.self)),
            let epoch = CalendarDate("1970-01-01"), bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            let hours = number(bytes, 11, limit: 23), bytes[13] == UInt8(ascii: ":"),
            let minutes = number(bytes, 14, limit: 59), bytes[16] == UInt8(ascii: ":"),
            let seconds = number(bytes, 17, limit: 60)
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { $0.isDigit }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = offset(Array(rest)) else { return nil }
        return Int64(day.days(since: epoch)) * 86_400 + hours * 3600 + minutes * 60 + seconds - offset
    }

    /// Seconds east of UTC: `Z`, or hours and minutes.
    private static func offset(_ bytes: [UInt8]) -> Int64? {
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = number(bytes, 1, limit: 23),
            let minutes = number(bytes, 4, limit: 59)
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    private static func number(_ bytes: [UInt8], _ index: Int, limit: Int64) -> Int64? {
        guard index + 1 < bytes.count, bytes[index].isDigit, bytes[index + 1].isDigit else { return nil }
        let value = Int64(bytes[index] - 0x30) * 10 + Int64(bytes[index + 1] - 0x30)
        return value <= limit ? value : nil
    }
}
