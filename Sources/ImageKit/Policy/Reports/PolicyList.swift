import ImageReading
public import ImageReports

/// Writes which policies and rules there are.
public struct PolicyList: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json]

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

    /// The list as text.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        let policies = try Policy.builtInNames.compactMap { try Policy.builtIn($0) }
        let rules = RuleCatalog.rules.map { $0.documentation }
        switch format {
        case .table:
            var table = TextTable([
                .init(title: "POLICY"), .init(title: "CHECKS", alignment: .right), .init(title: "ABOUT", shrinks: true),
            ])
            for policy in policies { table.append([policy.name, String(policy.entries.count), policy.summary ?? ""]) }
            var list = TextTable([.init(title: "RULE"), .init(title: "ABOUT", shrinks: true)])
            for rule in rules { list.append([rule.id, rule.title]) }
            return table.render(style) + "\n" + list.render(style)
        case .json:
            return try JSONText.document(
                Document(
                    policies: policies.map { policy in
                        PolicyFacts(
                            name: policy.name, summary: policy.summary,
                            checks: policy.entries.map { entry in
                                CheckFacts(
                                    id: entry.id, rule: entry.documentation.id, title: entry.title,
                                    level: entry.level, severity: entry.severity)
                            })
                    },
                    rules: rules.map { rule in
                        RuleFacts(
                            id: rule.id, title: rule.title, parameters: rule.parameters.map(\.name),
                            references: rule.references)
                    }))
        default: throw ImageError.unknownFormat(format, known: PolicyList.formats)
        }
    }
}
