import ImageLedger
import ImagePackages
import ImageReading
import ImageReports
internal import Yams

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
    static func compose(_ text: String) throws -> Node? {
        guard text.utf8.count <= sizeLimit else { throw PolicyError("a policy can't be larger than 1 MiB") }
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw PolicyError("this is no YAML: \(problem)", at: mark)
            case .duplicatedKeysInMapping(let duplicates, let context):
                throw PolicyError(
                    "\(duplicates.joined(separator: ", ")) stands there twice", at: context.mark)
            default: throw PolicyError("this is no YAML: \(error)")
            }
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

    private func policy(_ root: Node) throws -> Policy {
        let fields = try PolicyFields(
            root, of: "a policy", known: ["name", "summary", "include", "rules", "claims", "exceptions"])
        var entries: [Policy.Entry] = []
        var exceptions: [PolicyException] = []
        for node in try fields.list("include") {
            let name = node.scalar?.string ?? ""
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

    private func entry(_ node: Node, title titleKey: String) throws -> Policy.Entry {
        // A rule without parameters is its name alone.
        if let name = node.scalar, titleKey == "title" {
            return try entry(
                rule: name.string, at: node.mark, id: nil, title: nil, level: nil, severity: .fail, with: nil)
        }
        let fields = try PolicyFields(
            node, of: titleKey == "title" ? "a rule" : "a claim",
            known: ["rule", "id", titleKey, "level", "severity", "with"])
        guard let rule = fields.node("rule"), let name = rule.scalar?.string else {
            throw PolicyError("the \(titleKey == "title" ? "entry" : "claim") names no rule", at: node.mark)
        }
        if titleKey == "claim", fields.node("claim") == nil {
            throw PolicyError("the claim lacks its words, in a field claim", at: node.mark)
        }
        var severity = Policy.Severity.fail
        if let node = fields.node("severity") {
            guard let value = node.scalar.flatMap({ Policy.Severity(rawValue: $0.string) }) else {
                throw PolicyError("severity is fail or warn", at: node.mark)
            }
            severity = value
        }
        return try entry(
            rule: name, at: rule.mark, id: fields.text("id"), title: fields.text(titleKey), level: fields.text("level"),
            severity: severity, with: fields.node("with"))
    }

    private func entry(
        rule name: String, at mark: Mark?, id: String?, title: String?, level: String?, severity: Policy.Severity,
        with parameters: Node?
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

    private func exception(_ node: Node, for entries: [Policy.Entry]) throws -> PolicyException {
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
            guard let date = node.scalar.flatMap({ CalendarDate($0.string) }) else {
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
    private let mapping: Node.Mapping

    init(_ node: Node, of what: String, known: Set<String>) throws {
        guard let mapping = node.mapping else { throw PolicyError("\(what) is a mapping", at: node.mark) }
        for (key, _) in mapping {
            guard let name = key.scalar?.string, known.contains(name) else {
                throw PolicyError(
                    "\(what) has no field \(key.scalar?.string ?? "of that kind"); there are "
                        + known.sorted().joined(separator: ", "), at: key.mark)
            }
        }
        self.mapping = mapping
    }

    func node(_ name: String) -> Node? { mapping[Node(name)] }

    func text(_ name: String) throws -> String? {
        guard let node = node(name) else { return nil }
        guard let scalar = node.scalar else { throw PolicyError("\(name) is a text", at: node.mark) }
        return scalar.string
    }

    func texts(_ name: String) throws -> [String] {
        guard let node = node(name) else { return [] }
        return try (node.sequence.map(Array.init) ?? [node]).map { element in
            guard let scalar = element.scalar else {
                throw PolicyError("\(name) is a text or a list", at: element.mark)
            }
            return scalar.string
        }
    }

    func list(_ name: String) throws -> [Node] {
        guard let node = node(name), node.null == nil else { return [] }
        guard let sequence = node.sequence else { throw PolicyError("\(name) is a list", at: node.mark) }
        return Array(sequence)
    }
}
