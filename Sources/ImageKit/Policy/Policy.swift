public import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Rules with their parameters, and what their failure weighs.
public struct Policy: Sendable {
    /// What a rule that does not hold makes of a check.
    public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
        /// A failure.
        case fail
        /// A warning.
        case warn
    }

    /// A rule as a policy names it.
    public struct Entry: Sendable {
        /// The check's name in this policy, for example `CIS-DI-0001`; the rule's own where the policy gives none.
        public let id: String
        /// The check's title, or the claim as the document words it.
        public let title: String
        /// The level the policy's catalogue gives it, for example `Level 1` or `FATAL`; nil where it has none.
        public let level: String?
        /// What it makes of a check when it does not hold.
        public let severity: Severity
        /// The rule.
        public let rule: any Rule

        /// Makes an entry.
        public init(
            id: String, title: String, level: String? = nil, severity: Severity = .fail, rule: any Rule
        ) {
            self.id = id
            self.title = title
            self.level = level
            self.severity = severity
            self.rule = rule
        }

        /// What the rule says of itself.
        public var documentation: RuleDocumentation { type(of: rule).documentation }
    }

    /// The policy's name.
    public let name: String
    /// What it asks, in a sentence; nil where it does not say.
    public let summary: String?
    /// The rules in their order.
    public let entries: [Entry]
    /// What is allowed all the same.
    public let exceptions: [PolicyException]

    /// Makes a policy.
    public init(name: String, summary: String? = nil, entries: [Entry], exceptions: [PolicyException] = []) {
        self.name = name
        self.summary = summary
        self.entries = entries
        self.exceptions = exceptions
    }
}

extension ScanOptions {
    /// Asks for everything that the rules of policies need to see.
    public mutating func prepare(for policies: [Policy]) {
        let rules = policies.flatMap(\.entries).map(\.rule)
        let needs = rules.reduce(into: RuleNeeds()) { $0.formUnion($1.needs) }
        if needs.contains(.ledger) { booksBytes = true }
        if needs.contains(.attestations) { reading.readsAttestations = true }
        if needs.contains(.licenses) { readsLicenses = true }
        if needs.contains(.secrets) { reading.scansSecrets = true }
        let names = Set(rules.map { type(of: $0).documentation.id }).sorted().joined(separator: ", ")
        reading.captures.append(
            CaptureRule("the rules \(names)") { path in rules.lazy.compactMap { $0.captureMode(for: path) }.max() })
    }
}
