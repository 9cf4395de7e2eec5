/// Something in an image that was read, but not as plainly as it should have been.
///
/// A diagnostic never stands for a lost result: whatever is left out because of damage is named by one.
public struct Diagnostic: Sendable, Hashable, Codable {
    /// What kind of remark this is; new codes may be added in any version.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable {
        /// The code as it is written in JSON, for example `trailingData`.
        public let rawValue: String

        /// Makes a code from its written form.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// What kind of remark this is.
    public var code: Code
    /// One sentence, safe to print on a terminal.
    public var message: String
    /// The index of the layer it concerns, 0 being the lowest; nil where it concerns the whole image.
    public var layer: Int?
    /// The path inside the image, escaped for display; nil where it concerns no single path.
    public var path: String?

    /// Makes a diagnostic; the texts are escaped for display.
    public init(_ code: Code, _ message: String, layer: Int? = nil, path: String? = nil) {
        self.code = code
        self.message = DisplayText.escaped(message)
        self.layer = layer
        self.path = path.map { DisplayText.escaped($0) }
    }
}
