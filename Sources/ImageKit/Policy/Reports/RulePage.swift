import ImageLedger
import ImagePackages
import ImageReading

/// A rule's documentation as text, made from what the rule says about itself.
public struct RulePage: Sendable {
    private let documentation: RuleDocumentation

    /// The page of a rule.
    public init(_ rule: any Rule.Type) { documentation = rule.documentation }

    /// The page in Markdown, for `Documentation/rules`.
    public var markdown: String {
        var text = "# \(documentation.id)\n\n**\(documentation.title).** \(documentation.reason)\n"
        text += "\n## How it is decided\n\n\(documentation.method)\n"
        text += "\n## What it can't see\n\n\(documentation.limits)\n"
        text += "\n## How to fix an image\n\n\(documentation.remedy)\n"
        if !documentation.parameters.isEmpty {
            text += "\n## Parameters\n\n| name | value | meaning |\n|:--|:--|:--|\n"
            for parameter in documentation.parameters {
                text += "| `\(parameter.name)` | \(cell(parameter.type)) | \(cell(parameter.meaning)) |\n"
            }
        }
        text += "\n## In a policy\n\n```yaml\n\(policyText)```\n"
        if !documentation.references.isEmpty {
            text += "\n## Also known as\n\n" + documentation.references.map { "- \($0)\n" }.joined()
        }
        return text
    }

    /// The page for a terminal, in lines of a width.
    public func text(width: Int) -> String {
        var text = "\(documentation.id): \(documentation.title)\n"
        let sections = [
            ("Why", documentation.reason), ("How it is decided", documentation.method),
            ("What it can't see", documentation.limits), ("How to fix an image", documentation.remedy),
        ]
        for (title, words) in sections { text += "\n\(title)\n" + RulePage.wrapped(words, width: width, indent: 2) }
        if !documentation.parameters.isEmpty { text += "\nParameters\n" }
        for parameter in documentation.parameters {
            text += RulePage.wrapped(
                "\(parameter.name) (\(parameter.type)): \(parameter.meaning)", width: width, indent: 2)
        }
        text += "\nIn a policy\n" + policyText.split(separator: "\n").map { "  \($0)\n" }.joined()
        if !documentation.references.isEmpty {
            text += "\nAlso known as\n" + documentation.references.map { "  \($0)\n" }.joined()
        }
        return text
    }

    /// The rule as a policy names it.
    private var policyText: String {
        guard !documentation.example.isEmpty else { return "rules:\n  - \(documentation.id)\n" }
        return "rules:\n  - rule: \(documentation.id)\n    with:\n"
            + documentation.example.split(separator: "\n").map { "      \($0)\n" }.joined()
    }

    private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private static func wrapped(_ text: String, width: Int, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(margin + word)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
