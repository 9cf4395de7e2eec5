import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image has a label.
struct LabelRule: Rule {
    static let documentation = RuleDocumentation(
        id: "label",
        title: "A label is set",
        reason: "Labels are what people and tools learn of an image before they run it.",
        method: """
            The Labels field of the configuration: present, like the pattern where one is given, and a day (2026-01-31, or an \
            RFC 3339 time) where a bound on the day is given.
            """,
        limits: "A label is what the author wrote; security.non-root=true makes no container run as another user.",
        remedy:
            "Set the label with the value that is asked for: LABEL key=\"value\" in the Dockerfile, or docker build --label.",
        parameters: [
            .init("label", "text", "The label's key."),
            .init("value", "glob", "What its value looks like; without * and ? exactly this."),
            .init("not-before", "day", "The value is this day or a later one."),
            .init("max-age-days", "number", "The value is a day no longer ago than this."),
        ],
        example: "label: security.updates\nnot-before: 2025-01-08",
        references: ["OCI image specification: annotations"])

    private let label: String
    private let value: String?
    private let notBefore: CalendarDate?
    private let maximumAge: Int?

    init(_ parameters: RuleParameters) throws {
        label = try parameters.requiredText("label")
        value = try parameters.text("value")
        notBefore = try parameters.read("not-before", CalendarDate.form) { CalendarDate($0) }
        maximumAge = try parameters.number("max-age-days")
    }

    func judge(_ input: RuleInput) -> Judgement {
        let found = input.execution.labels?[label]
        let field = Evidence.field("Labels.\(label)", found)
        guard let found else { return .fail("there is no label \(label)", [field]) }
        let shown = SecretText.shown(found, named: label)
        if let value, !GlobPattern(value).matches(found) { return .fail("\(label) is \(shown), not \(value)", [field]) }
        guard notBefore != nil || maximumAge != nil else { return .pass("\(label)=\(shown)", [field]) }
        guard let date = CalendarDate(found) else { return .fail("\(label) is no day: \(shown)", [field]) }
        return DayBounds(notBefore: notBefore, maximumAge: maximumAge).judge(date, label, [field], input)
    }
}
