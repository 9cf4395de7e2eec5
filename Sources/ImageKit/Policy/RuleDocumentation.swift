/// What a rule says of itself: a page of documentation, `imagescan policy show` and the help of SARIF are made of it.
public struct RuleDocumentation: Sendable, Hashable {
    /// One parameter a policy can give.
    public struct Parameter: Sendable, Hashable {
        /// The key in the policy.
        public let name: String
        /// What stands behind it, for example `duration` or `list of globs`.
        public let type: String
        /// What it means, and what holds without it.
        public let meaning: String

        /// Describes a parameter.
        public init(_ name: String, _ type: String, _ meaning: String) {
            self.name = name
            self.type = type
            self.meaning = meaning
        }
    }

    /// The rule's name in policies, for example `non-root-user`.
    public let id: String
    /// The rule in a few words, as a title.
    public let title: String
    /// Why anybody asks for it.
    public let reason: String
    /// How it is decided, and from what.
    public let method: String
    /// What it can't see.
    public let limits: String
    /// How to fix an image that fails.
    public let remedy: String
    /// The parameters.
    public let parameters: [Parameter]
    /// Parameters as a policy would give them, YAML; empty where none is needed.
    public let example: String
    /// The checks of other catalogues that it decides, for example `CIS Docker Benchmark 4.1`.
    public let references: [String]

    /// Describes a rule.
    public init(
        id: String, title: String, reason: String, method: String, limits: String, remedy: String,
        parameters: [Parameter] = [], example: String = "", references: [String] = []
    ) {
        self.id = id
        self.title = title
        self.reason = reason
        self.method = method
        self.limits = limits
        self.remedy = remedy
        self.parameters = parameters
        self.example = example
        self.references = references
    }
}
