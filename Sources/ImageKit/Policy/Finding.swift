import ImageLedger
import ImagePackages
public import ImageReading
import ImageWriting

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
        /// It does not, and exceptions of the policy allow that.
        case excepted
        /// The archive does not tell.
        case noData
    }

    /// Evidence that an exception allows.
    public struct Excepted: Sendable, Hashable {
        /// What is allowed.
        public let evidence: Evidence
        /// The exception's reason.
        public let reason: String
        /// The exception's last day; nil where it does not end.
        public let expires: CalendarDate?
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
    /// What exceptions took out.
    public let excepted: [Excepted]
    /// What the status would be without exceptions.
    public let statusWithoutExceptions: Status
    /// Remarks, for example that an exception has ended.
    public let notes: [String]

    init(of entry: Policy.Entry, exceptions: [PolicyException], input: RuleInput) {
        let own = exceptions.filter { $0.concerns(entry) }
        let valid = own.filter { exception in exception.expires.map { $0 >= input.today } ?? true }
        let notes = own.filter { !valid.contains($0) }.map { exception in
            "an exception ended on \(exception.expires.map(\.description) ?? ""): \(exception.reason)"
        }
        var judgement = entry.rule.judge(input)
        statusWithoutExceptions = Finding.status(of: judgement.verdict, entry.severity)
        var excepted: [Excepted] = []
        // The exceptions of single subjects first, so that each keeps its own reason.
        for exception in valid.sorted(by: { !$0.subjects.isEmpty && $1.subjects.isEmpty }) {
            let rest = judgement.excepting(exception)
            judgement = rest.judgement
            excepted += rest.excepted.map {
                Excepted(
                    evidence: $0.withoutSecrets, reason: SecretText.withoutSecrets(exception.reason),
                    expires: exception.expires)
            }
        }
        id = entry.id
        rule = entry.documentation.id
        title = entry.title
        level = entry.level
        status = judgement.isExcepted ? .excepted : Finding.status(of: judgement.verdict, entry.severity)
        // Here and nowhere else, so that no rule can show what it came across.
        message =
            SecretText.withoutSecrets(judgement.message)
            + (excepted.isEmpty || judgement.isExcepted ? "" : " (\(excepted.count) excepted)")
        evidence = judgement.evidence.map(\.withoutSecrets)
        self.excepted = excepted
        self.notes = notes + Finding.exceptionNotes(excepted)
    }

    /// The reasons of the exceptions that were used, each with its last day.
    private static func exceptionNotes(_ excepted: [Excepted]) -> [String] {
        excepted.map { item in
            "excepted" + (item.expires.map { " until \($0)" } ?? "") + ": \(item.reason)"
        }.uniqued
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
