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
            Evidence(.image, before.image.archive, "\(then) bytes, \(measure.words)"),
            Evidence(.image, input.analysis.image.archive, "\(now) bytes, \(measure.words)"),
        ]
        let percent = PercentRule.decrease(from: then, to: now)
        let words =
            "\(ByteCount.text(now)) instead of \(ByteCount.text(then)) (\(measure.words)), "
            + PercentRule.words(percent, "smaller", "larger")
        let isEnough: Bool
        let asked: String
        switch bound {
        case .percent(let share): (isEnough, asked) = (percent >= share, ByteCount.percent(share / 100))
        case .bytes(let bytes): (isEnough, asked) = (then - now >= bytes, ByteCount.text(bytes))
        }
        return isEnough
            ? .pass(words, evidence) : .fail("\(words); the claim is \(asked) smaller", evidence)
    }
}
