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
