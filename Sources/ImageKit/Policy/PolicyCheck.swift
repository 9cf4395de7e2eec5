/// Policies held against an image.
public struct PolicyCheck: Sendable {
    /// The image and what it was held against.
    public let input: RuleInput
    /// The policies' names.
    public let policies: [String]
    /// What came of each rule, in the policies' order.
    public let findings: [Finding]

    /// Which statuses make the check fail.
    public let failing: Set<Finding.Status>

    /// Judges an image; the same input gives the same findings.
    ///
    /// - Parameters:
    ///   - input: the image.
    ///   - policies: the policies.
    ///   - failing: which statuses make the check fail.
    public init(_ input: RuleInput, policies: [Policy], failing: Set<Finding.Status> = [.fail]) {
        self.input = input
        self.failing = failing
        self.policies = policies.map(\.name)
        findings = policies.flatMap { policy in
            policy.entries.map { Finding(of: $0, exceptions: policy.exceptions, input: input) }
        }
    }

    /// Whether the check fails.
    public var isFailed: Bool { findings.contains { failing.contains($0.status) } }

    /// How many findings have a status.
    public func count(_ status: Finding.Status) -> Int { findings.count { $0.status == status } }
}
