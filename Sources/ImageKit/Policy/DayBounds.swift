import ImageLedger
import ImageReading
import ImageWriting

/// Bounds on a day that an image tells of.
struct DayBounds {
    let notBefore: CalendarDate?
    let maximumAge: Int?

    /// Judges a day.
    ///
    /// - Parameter subject: what the day belongs to, as the subject of a sentence.
    func judge(_ date: CalendarDate, _ subject: String, _ evidence: [Evidence], _ input: RuleInput) -> Judgement {
        let age = input.today.days(since: date)
        let words = "\(date)" + (age >= 0 ? ", \(age) days ago" : ", which is \(-age) days ahead")
        if let notBefore, date < notBefore { return .fail("\(subject): \(words), before \(notBefore)", evidence) }
        if let maximumAge, age > maximumAge {
            return .fail("\(subject): \(words), more than \(maximumAge) days", evidence)
        }
        return .pass("\(subject): \(words)", evidence)
    }
}

extension CalendarDate {
    /// What a day's text is, for an error.
    static let form = "a day such as 2026-01-31"

    /// A time of an image's documents; nil where it stands for none: reproducible builds write 1970, Go's zero time is year 1.
    init?(stamp: String?) {
        guard let stamp, let date = CalendarDate(stamp), let first = CalendarDate("1980-01-02"), date >= first else {
            return nil
        }
        self = date
    }
}
