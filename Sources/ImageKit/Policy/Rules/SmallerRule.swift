import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image is smaller than an earlier one.
struct SmallerRule: Rule {
    static let documentation = RuleDocumentation(
        id: "smaller",
        title: "Smaller than before",
        reason: "A saving that a document states should be there, in the measure that the document uses.",
        method: "Both images in one measure, to the byte. Smaller by a share means: (before - now) / before.",
        limits: "Compared is what --before names. Archives that differ in compression differ in the measure download.",
        remedy: "imagescan compare shows in rows that sum exactly what came and went.",
        parameters: [
            Measure.parameter, .init("by", "size or share", "The smallest saving, for example 50% or 800MB."),
        ],
        example: "measure: diff\nby: 50%")

    private let measure: Measure
    private let bound: SizeGate.Bound

    init(_ parameters: RuleParameters) throws {
        measure = try Measure.read(parameters)
        let bound = try parameters.read("by", "a size, or a share of at most 100%, such as 800MB or 50%") { text in
            let bound = SizeGate.Bound(text)
            if case .percent(let share) = bound, share > 100 { return SizeGate.Bound?.none }
            return bound
        }
        guard let bound else { throw parameters.error("the rule needs by") }
        self.bound = bound
    }

    func judge(_ input: RuleInput) -> Judgement {
        guard let before = input.before else { return .noData(PercentRule.noBefore) }
        let (then, now) = (before.size(measure), input.analysis.size(measure))
        let evidence = [
            Evidence(.image, before.image.archive, "\(then) bytes, \(measure.words(before))"),
            Evidence(.image, input.analysis.image.archive, "\(now) bytes, \(measure.words(input.analysis))"),
        ]
        let percent = PercentRule.decrease(from: then, to: now)
        let words =
            "\(ByteCount.text(now)) instead of \(ByteCount.text(then)) (\(measure.words(before, input.analysis))), "
        switch bound {
        case .percent(let share):
            let (found, asked) = PercentRule.words(percent, "smaller", "larger", asked: share)
            return percent >= share
                ? .pass(words + found, evidence) : .fail("\(words)\(found); the claim is \(asked) smaller", evidence)
        case .bytes(let bytes):
            let saved = then - now
            let share = PercentRule.words(percent, "smaller", "larger")
            guard saved < bytes else { return .pass(words + share, evidence) }
            let (found, asked) = ByteCount.distinctTexts(Int64(clamping: saved.magnitude), bytes)
            return .fail(
                "\(words)\(found) \(saved < 0 ? "larger" : "smaller") (\(share)); the claim is \(asked) smaller",
                evidence)
        }
    }
}
