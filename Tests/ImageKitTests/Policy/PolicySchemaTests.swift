import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The schema of policy files knows the rules and their parameters as the rules describe them.
@Suite struct PolicySchemaTests {
    private static let file = Repository.root.appendingPathComponent("Documentation/schema/policy-file.schema.json")

    /// `ignore, warn or fail`, `list of remote, checked, archive`: the words; nil for what is no choice of words.
    private static func words(_ type: String) -> [String]? {
        guard !["name or number", "text or list", "number or list", "glob or list", "size or share"].contains(type)
        else { return nil }
        let parts = type.replacing(" or ", with: ", ").split(separator: ", ").map(String.init)
        return parts.count > 1 ? parts : nil
    }

    private static func schema(of type: String) throws -> [String: Any] {
        let text: [String: Any] = ["type": ["string", "number", "boolean"]]
        func listed(_ element: [String: Any]) -> [String: Any] {
            ["anyOf": [element, ["type": "array", "items": element]]]
        }
        if type.hasPrefix("list of "), let words = words(String(type.dropFirst("list of ".count))) {
            return listed(["enum": words])
        }
        if type == "list" || type.hasPrefix("list of ") || type.hasSuffix(" or list") { return listed(text) }
        if type == "true or false" { return ["enum": [true, false, "yes", "no"]] }
        if let words = words(type) { return ["enum": words] }
        switch type {
        case "number": return ["type": "integer", "minimum": 0]
        case "size", "share", "size or share", "octal", "name or number", "version":
            return ["type": ["string", "number"]]
        case "day", "duration", "glob", "path": return ["type": "string"]
        case "text": return text
        default: throw UnknownType(type: type)
        }
    }

    private struct UnknownType: Error { let type: String }

    private static func definitions() throws -> [String: Any] {
        var names: [String] = []
        var cases: [Any] = []
        for type in RuleCatalog.rules {
            let rule = type.documentation
            var members: [String: Any] = [:]
            for parameter in rule.parameters {
                var member = try schema(of: parameter.type)
                member["description"] = parameter.meaning
                members[parameter.name] = member
            }
            let with: [String: Any] = [
                "description": rule.title, "additionalProperties": false, "properties": members,
            ]
            let condition: [String: Any] = ["properties": ["rule": ["const": rule.id]]]
            let result: [String: Any] = ["properties": ["with": with]]
            cases.append(["if": condition, "then": result])
            names.append(rule.id)
        }
        let rule: [String: Any] = [
            "description": "The name of the rule: imagescan policy list shows all.", "enum": names,
        ]
        let parameters: [String: Any] = ["description": "What each rule can be given.", "allOf": cases]
        return ["rule": rule, "parameters": parameters]
    }

    /// `IMAGEKIT_RECORD=1` writes the definitions anew, which are the last member of the schema.
    @Test func isUpToDate() throws {
        let definitions = try PolicySchemaTests.definitions()
        if ProcessInfo.processInfo.environment["IMAGEKIT_RECORD"] == "1" {
            let text = try String(contentsOf: PolicySchemaTests.file, encoding: .utf8)
            let start = try #require(text.firstRange(of: "  \"$defs\": {"))
            let data = try JSONSerialization.data(
                withJSONObject: definitions, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
            let lines = String(decoding: data, as: UTF8.self).replacing("\" : ", with: "\": ")
                .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
            try (text[..<start.lowerBound] + "  \"$defs\": \(lines)\n}\n").write(
                to: PolicySchemaTests.file, atomically: true, encoding: .utf8)
        }
        let schema = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: PolicySchemaTests.file)) as? [String: Any])
        let written = try #require(schema["$defs"] as? [String: Any])
        #expect(NSDictionary(dictionary: written) == NSDictionary(dictionary: definitions))
    }
}
