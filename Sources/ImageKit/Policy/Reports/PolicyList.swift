import ImageReading
public import ImageWriting

/// Writes which policies and rules there are.
public struct PolicyList: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<PolicyList>] = [
        ReportWriter(.table) { try $0.table($1) },
        ReportWriter(.json) { try $0.document() },
    ]

    /// Makes the list.
    public init() {}

    private struct Document: Encodable {
        let schemaVersion = "1.0"
        let policies: [PolicyFacts]
        let rules: [RuleFacts]
    }

    private struct PolicyFacts: Encodable {
        let name: String
        let summary: String?
        let checks: [CheckFacts]
    }

    private struct CheckFacts: Encodable {
        let id: String
        let rule: String
        let title: String
        let level: String?
        let severity: Policy.Severity
    }

    private struct RuleFacts: Encodable {
        let id: String
        let title: String
        let parameters: [String]
        let references: [String]
    }

    private func policies() throws -> [Policy] { try Policy.builtInNames.compactMap { try Policy.builtIn($0) } }

    private var rules: [RuleDocumentation] { RuleCatalog.rules.map { $0.documentation } }

    private func table(_ style: TableStyle) throws -> String {
        var table = TextTable([
            .init(title: "POLICY"), .init(title: "CHECKS", alignment: .right), .init(title: "ABOUT", shrinks: true),
        ])
        for policy in try policies() {
            table.append([policy.name, String(policy.entries.count), policy.summary ?? ""])
        }
        var list = TextTable([.init(title: "RULE"), .init(title: "ABOUT", shrinks: true)])
        for rule in rules { list.append([rule.id, rule.title]) }
        return table.render(style) + "\n" + list.render(style)
    }

    private func document() throws -> String {
        try JSONText.document(
            Document(
                policies: policies().map { policy in
                    PolicyFacts(
                        name: policy.name, summary: policy.summary,
                        checks: policy.entries.map { entry in
                            CheckFacts(
                                id: entry.id, rule: entry.documentation.id, title: entry.title, level: entry.level,
                                severity: entry.severity)
                        })
                },
                rules: rules.map { rule in
                    RuleFacts(
                        id: rule.id, title: rule.title, parameters: rule.parameters.map(\.name),
                        references: rule.references)
                }))
    }
}
