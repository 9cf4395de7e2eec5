import ImageReading

/// What rules that compare with an earlier image share.
enum PercentRule {
    /// Why a comparison can't be made.
    static let noBefore = "no image was given with --before"

    /// By how many per cent a number is smaller than an earlier one; negative where it is larger, 0 where there was none.
    static func decrease(from before: Int64, to after: Int64) -> Double {
        before == 0 ? 0 : (Double(before) - Double(after)) * 100 / Double(before)
    }

    /// The decrease in words: `74.9 % fewer`.
    static func words(_ percent: Double, _ fewer: String, _ more: String) -> String {
        "\(ByteCount.percent(percent.magnitude / 100)) \(percent < 0 ? more : fewer)"
    }
}
