import ImageReading

/// A license's text with the digits that tell it from others, made once for all names it stands for.
struct LicenseBody: Sendable {
    let text: String
    let digits: String

    /// Makes the body of a text; nil where there is none but white space.
    init?(_ text: String?) {
        guard let text, !text.utf8.allSatisfy(\.isSpace) else { return nil }
        self.text = text
        digits = String(Digest.of(Array(text.utf8), algorithm: .sha256).hex.prefix(8))
    }
}
