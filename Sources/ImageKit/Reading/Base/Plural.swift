/// Counts with their nouns, for people.
package enum Plural {
    /// A count and what is counted: `1 file`, `2 files`, and with a plural that takes more than an s `2 libraries`.
    ///
    /// - Parameters:
    ///   - count: how many there are.
    ///   - singular: what one is called.
    ///   - plural: what several are called; nil adds an s.
    package static func text(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
    }
}
