public import FoundationEssentials

/// A day of the Gregorian calendar in UTC.
public struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    private static let style = Date.ISO8601FormatStyle().year().month().day()
    private static let secondsPerDay = 86_400.0

    private let daysSince1970: Int

    /// The day on which a point in time lies.
    ///
    /// - Parameter date: the time; what lies outside the years 1 to 9999 is brought to their ends.
    public init(_ date: Date) {
        let days = (date.timeIntervalSince1970 / CalendarDate.secondsPerDay).rounded(.down)
        daysSince1970 = Int(min(max(days, -719_162), 2_932_896))
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// The day in three words, as mail writes it: `02`, `Nov`, `2026`; fails where it is none.
    package init?(day: some StringProtocol, month: some StringProtocol, year: some StringProtocol) {
        guard let day = Int(day), (1...31).contains(day), year.utf8.count == 4, let year = Int(year),
            let month = CalendarDate.months.firstIndex(of: month.prefix(3).lowercased())
        else { return nil }
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        self.init("\(year)-\(padded(month + 1))-\(padded(day))")
    }

    /// The day on which a second since 1970 lies.
    init(second: Int64) { self.init(Date(timeIntervalSince1970: Double(second))) }

    /// The day that stands alone, `2026-01-31`, or begins an RFC 3339 timestamp; fails where there is none.
    public init?(_ text: String) {
        let day = text.unicodeScalars.prefix(10)
        guard day.count == 10, text.unicodeScalars.count == 10 || text.unicodeScalars.dropFirst(10).first == "T",
            let date = try? CalendarDate.style.parse(String(day))
        else { return nil }
        self.init(date)
        // The parser takes the 31st of February for a day of March.
        guard description == String(day) else { return nil }
    }

    /// Days from another day to this one; negative where the other is later.
    public func days(since other: CalendarDate) -> Int { daysSince1970 - other.daysSince1970 }

    /// Orders days by time.
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool { left.daysSince1970 < right.daysSince1970 }

    /// `2026-01-31`.
    public var description: String {
        CalendarDate.style.format(Date(timeIntervalSince1970: Double(daysSince1970) * CalendarDate.secondsPerDay))
    }
}
