import ImageLedger
import ImagePackages
import ImageReading
import ImageReports

/// What came of one rule of a policy.
public struct Finding: Sendable {
    /// Whether the rule holds.
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// It holds.
        case pass
        /// It does not, and the policy calls that a failure.
        case fail
        /// It does not, and the policy or the rule calls that a warning.
        case warn
        /// The archive does not tell.
        case noData
    }

    /// The check's name in the policy.
    public let id: String
    /// The rule's name.
    public let rule: String
    /// The check's title, or the claim.
    public let title: String
    /// The level the policy's catalogue gives it.
    public let level: String?
    /// Whether the rule holds.
    public let status: Status
    /// One sentence, not escaped; the values of secrets in it are `***`.
    public let message: String
    /// What it rests on; the values of secrets in it are `***`.
    public let evidence: [Evidence]
    /// What exceptions took out, each with the exception's reason.
    public let excepted: [(evidence: Evidence, reason: String)]
    /// Remarks, for example that an exception has ended.
    public let notes: [String]

    init(of entry: Policy.Entry, exceptions: [PolicyException], input: RuleInput) {
        let own = exceptions.filter { $0.concerns(entry) }
        let valid = own.filter { exception in exception.expires.map { $0 >= input.today } ?? true }
        var notes = own.filter { !valid.contains($0) }.map { exception in
            "an exception ended on \(exception.expires.map(\.description) ?? ""): \(exception.reason)"
        }
        var judgement = entry.rule.judge(input)
        var excepted: [(Evidence, String)] = []
        for exception in valid where !exception.subjects.isEmpty {
            let rest = judgement.excepting(exception.covers)
            judgement = rest.judgement
            excepted += rest.excepted.map { ($0, exception.reason) }
        }
        var status = Finding.status(of: judgement.verdict, entry.severity)
        if status == .fail || status == .warn, let whole = valid.first(where: \.subjects.isEmpty) {
            status = .pass
            notes.append("excepted: \(whole.reason)")
        }
        id = entry.id
        rule = entry.documentation.id
        title = entry.title
        level = entry.level
        self.status = status
        // Here and nowhere else, so that no rule can show what it came across.
        message =
            SecretText.withoutSecrets(judgement.message) + (excepted.isEmpty ? "" : " (\(excepted.count) excepted)")
        evidence = judgement.evidence.map(\.withoutSecrets)
        self.excepted = excepted.map { ($0.0.withoutSecrets, $0.1) }
        self.notes = notes
    }

    private static func status(of verdict: Judgement.Verdict, _ severity: Policy.Severity) -> Status {
        switch verdict {
        case .pass: .pass
        case .warn: .warn
        case .fail: severity == .fail ? .fail : .warn
        case .noData: .noData
        }
    }
}
