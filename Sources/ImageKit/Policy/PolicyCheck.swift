/// Policies held against an image.
public struct PolicyCheck: Sendable {
    /// The image and what it was held against.
    public let input: RuleInput
    /// The policies' names.
    public let policies: [String]
    /// What came of each rule, in the policies' order.
    public let findings: [Finding]

    /// Judges an image; the same input gives the same findings.
    public init(_ input: RuleInput, policies: [Policy]) {
        self.input = input
        self.policies = policies.map(\.name)
        findings = policies.flatMap { policy in
            policy.entries.map { Finding(of: $0, exceptions: policy.exceptions, input: input) }
        }
    }

    /// How many findings have a status.
    public func count(_ status: Finding.Status) -> Int { findings.count { $0.status == status } }
}
