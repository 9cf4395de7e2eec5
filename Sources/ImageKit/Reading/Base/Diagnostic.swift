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

/// Collects diagnostics, the first hundred of each code in full and the rest as a count.
package struct DiagnosticLog: Sendable {
    static let limit = 100

    private var kept: [Diagnostic] = []
    private var counts: [Diagnostic.Code: Int] = [:]

    package init() {}

    package mutating func append(_ diagnostic: Diagnostic) { append(diagnostic.code) { diagnostic } }

    /// Adds a diagnostic that is only made where it is kept.
    package mutating func append(_ code: Diagnostic.Code, _ diagnostic: () -> Diagnostic) {
        let count = counts[code, default: 0] + 1
        counts[code] = count
        if count <= DiagnosticLog.limit { kept.append(diagnostic()) }
    }

    /// The diagnostics, and behind them one for each code that had more than the limit.
    package var diagnostics: [Diagnostic] {
        let cut = counts.filter { $0.value > DiagnosticLog.limit }.sorted { $0.key.rawValue < $1.key.rawValue }
        return kept
            + cut.map { code, count in
                let layer = kept.last { $0.code == code }?.layer
                return Diagnostic(code, "\(count - DiagnosticLog.limit) more of this kind", layer: layer)
            }
    }
}
