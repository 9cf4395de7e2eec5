import ImageReading

/// What rules that compare with an earlier image share.
enum PercentRule {
    /// Why a comparison can't be made.
    static let noBefore = "no image was given with --before"

    /// By how many per cent a number is smaller than an earlier one; negative where it is larger, 0 where there was none.
    static func decrease(from before: Int64, to after: Int64) -> Double {
        before == 0 ? 0 : (Double(before) - Double(after)) * 100 / Double(before)
    }

    /// The decrease in words, and the share that was asked for, in as many digits as tell them apart.
    static func words(_ percent: Double, _ fewer: String, _ more: String, asked share: Double) -> (String, String) {
        guard percent >= 0, percent < share else {
            return (words(percent, fewer, more), ByteCount.percent(share / 100))
        }
        let (found, asked) = ByteCount.distinctPercents(percent / 100, share / 100)
        return ("\(found) \(fewer)", asked)
    }

    /// The decrease in words: `74.9 % fewer`.
    static func words(_ percent: Double, _ fewer: String, _ more: String) -> String {
        "\(ByteCount.percent(percent.magnitude / 100)) \(percent < 0 ? more : fewer)"
    }
}
