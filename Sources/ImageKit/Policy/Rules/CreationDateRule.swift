import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image was made on or after a day.
struct CreationDateRule: Rule {
    static let documentation = RuleDocumentation(
        id: "creation-date",
        title: "When the image was made",
        reason: "An image that is not built anew does not get the updates of its packages.",
        method: "The created field of the configuration, a time in UTC; its day is compared.",
        limits: """
            Builders write what they like: reproducible builds set a fixed time, and dates before 1980 or in no form of \
            RFC 3339 are no data. A new date alone updates nothing; see package-version and base-image.
            """,
        remedy: "Build the image anew with --pull and --no-cache, and do so on a schedule.",
        parameters: [
            .init("not-before", "day", "The first day it may have been made."),
            .init("max-age-days", "number", "How many days ago it may have been made at most."),
        ],
        example: "max-age-days: 30")

    private let bounds: DayBounds

    init(_ parameters: RuleParameters) throws {
        bounds = DayBounds(
            notBefore: try parameters.read("not-before", CalendarDate.form) { CalendarDate($0) },
            maximumAge: try parameters.number("max-age-days"))
        if bounds.notBefore == nil, bounds.maximumAge == nil {
            throw parameters.error("the rule needs not-before or max-age-days")
        }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let written = input.analysis.image.configuration.created
        let field = Evidence.field("created", written)
        guard let date = CalendarDate(stamp: written) else {
            return .noData("the image does not say when it was made: \(written ?? "not set")", [field])
        }
        return bounds.judge(date, "made", [field], input)
    }
}
