import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Reads policies and claims files: YAML, in which nothing may stand that is not understood.
///
/// A policy has `name`, `summary`, `include`, `rules` and `exceptions`; a claims file has `claims` for `rules`, each with the
/// claim as the document words it.
struct PolicyDocument {
    private static let sizeLimit = 1 << 20

    let file: String?
    /// Where included policies come from.
    let builtIn: (String) throws -> Policy?

    /// The first document of a YAML text; nil where it is empty.
    static func compose(_ text: String) throws -> YAMLNode? {
        guard text.utf8.count <= sizeLimit else { throw PolicyError("a policy can't be larger than 1 MiB") }
        do {
            return try YAMLNode.document(text)
        } catch let error as YAMLError {
            throw PolicyError("this can't be read as YAML: \(error.reason)", at: error.mark)
        }
    }

    /// Reads a policy.
    func policy(_ text: String) throws -> Policy {
        do {
            guard let root = try PolicyDocument.compose(text) else { throw PolicyError("the policy is empty") }
            return try policy(root)
        } catch var error as PolicyError {
            error.file = error.file ?? file
            throw error
        }
    }

    private func policy(_ root: YAMLNode) throws -> Policy {
        let fields = try PolicyFields(
            root, of: "a policy", known: ["name", "summary", "include", "rules", "claims", "exceptions"])
        var entries: [Policy.Entry] = []
        var exceptions: [PolicyException] = []
        for node in try fields.list("include") {
            let name = node.text ?? ""
            guard let included = try builtIn(name) else {
                throw PolicyError(
                    "there is no policy \(name) to include; there are \(Policy.builtInNames.joined(separator: ", "))",
                    at: node.mark)
            }
            entries += included.entries
            exceptions += included.exceptions
        }
        for node in try fields.list("rules") { entries.append(try entry(node, title: "title")) }
        for node in try fields.list("claims") { entries.append(try entry(node, title: "claim")) }
        guard !entries.isEmpty else { throw PolicyError("the policy has no rules", at: root.mark) }
        for node in try fields.list("exceptions") { exceptions.append(try exception(node, for: entries)) }
        return Policy(
            name: try fields.text("name") ?? file ?? "policy", summary: try fields.text("summary"), entries: entries,
            exceptions: exceptions)
    }

    private func entry(_ node: YAMLNode, title titleKey: String) throws -> Policy.Entry {
        // A rule without parameters is its name alone.
        if let name = node.text, titleKey == "title" {
            return try entry(
                rule: name, at: node.mark, id: nil, title: nil, level: nil, severity: .fail, with: nil)
        }
        let fields = try PolicyFields(
            node, of: titleKey == "title" ? "a rule" : "a claim",
            known: ["rule", "id", titleKey, "level", "severity", "with"])
        guard let rule = fields.node("rule"), let name = rule.text else {
            throw PolicyError("the \(titleKey == "title" ? "entry" : "claim") names no rule", at: node.mark)
        }
        if titleKey == "claim", fields.node("claim") == nil {
            throw PolicyError("the claim lacks its words, in a field claim", at: node.mark)
        }
        var severity = Policy.Severity.fail
        if let node = fields.node("severity") {
            guard let value = node.text.flatMap({ Policy.Severity(rawValue: $0) }) else {
                throw PolicyError("severity is fail or warn", at: node.mark)
            }
            severity = value
        }
        return try entry(
            rule: name, at: rule.mark, id: fields.text("id"), title: fields.text(titleKey), level: fields.text("level"),
            severity: severity, with: fields.node("with"))
    }

    private func entry(
        rule name: String, at mark: YAMLNode.Mark?, id: String?, title: String?, level: String?,
        severity: Policy.Severity,
        with parameters: YAMLNode?
    ) throws -> Policy.Entry {
        guard let type = RuleCatalog.rule(named: name) else {
            let near = RuleCatalog.nearest(to: name).map { "; did you mean \($0)?" } ?? ""
            throw PolicyError(
                "there is no rule \(name)\(near.isEmpty ? ";" : near) imagescan policy list shows all", at: mark)
        }
        let read = try RuleParameters(parameters, mark: mark)
        let rule = try type.init(read)
        try read.finish()
        return Policy.Entry(
            id: id ?? name, title: title ?? type.documentation.title, level: level, severity: severity, rule: rule)
    }

    private func exception(_ node: YAMLNode, for entries: [Policy.Entry]) throws -> PolicyException {
        let fields = try PolicyFields(
            node, of: "an exception", known: ["rule", "path", "package", "subject", "reason", "expires"])
        guard let rule = try fields.text("rule") else {
            throw PolicyError("the exception names no rule", at: node.mark)
        }
        guard let reason = try fields.text("reason"), reason.contains(where: { !$0.isWhitespace }) else {
            throw PolicyError("an exception needs a reason", at: node.mark)
        }
        var expires: CalendarDate?
        if let node = fields.node("expires") {
            guard let date = node.text.flatMap({ CalendarDate($0) }) else {
                throw PolicyError("expires is a day such as 2027-01-31", at: node.mark)
            }
            expires = date
        }
        let subjects = try ["path", "package", "subject"].flatMap { try fields.texts($0) }
        let exception = PolicyException(rule: rule, subjects: subjects, reason: reason, expires: expires)
        guard entries.contains(where: exception.concerns) else {
            throw PolicyError("no rule of this policy is \(rule)", at: fields.node("rule")?.mark ?? node.mark)
        }
        return exception
    }
}

/// The fields of one mapping, none of them unknown.
private struct PolicyFields {
    private let mapping: YAMLNode

    init(_ node: YAMLNode, of what: String, known: Set<String>) throws {
        guard let fields = node.fields else { throw PolicyError("\(what) is a mapping", at: node.mark) }
        for field in fields where !known.contains(field.name) {
            throw PolicyError(
                "\(what) has no field \(field.name); there are \(known.sorted().joined(separator: ", "))",
                at: field.key.mark)
        }
        mapping = node
    }

    func node(_ name: String) -> YAMLNode? { mapping[name] }

    func text(_ name: String) throws -> String? {
        guard let node = node(name) else { return nil }
        guard let text = node.text else { throw PolicyError("\(name) is a text", at: node.mark) }
        return text
    }

    func texts(_ name: String) throws -> [String] {
        guard let node = node(name) else { return [] }
        return try (node.list ?? [node]).map { element in
            guard let text = element.text else {
                throw PolicyError("\(name) is a text or a list", at: element.mark)
            }
            return text
        }
    }

    func list(_ name: String) throws -> [YAMLNode] {
        guard let node = node(name), !node.isNull else { return [] }
        guard let list = node.list else { throw PolicyError("\(name) is a list", at: node.mark) }
        return list
    }
}
