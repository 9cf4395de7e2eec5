import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The parameters a policy gives a rule, each read once by its name and type.
///
/// What no rule asked for is an unknown parameter: ``finish()`` says so with its line and column.
public final class RuleParameters {
    private let fields: [YAMLNode.Field]
    private var asked: Set<String> = []
    /// Where the parameters stand, for a parameter that is missing.
    private let mark: YAMLNode.Mark?

    /// No parameters.
    public init() {
        fields = []
        mark = nil
    }

    init(_ node: YAMLNode?, mark: YAMLNode.Mark?) throws {
        self.mark = node?.mark ?? mark
        guard let node, !node.isNull else {
            fields = []
            return
        }
        guard let fields = node.fields else {
            throw PolicyError("the parameters of a rule are a mapping of names to values", at: node.mark)
        }
        self.fields = fields
    }

    /// Reads parameters of YAML text.
    ///
    /// - Throws: ``PolicyError`` where the text is no mapping.
    public convenience init(yaml: String) throws { try self.init(PolicyDocument.compose(yaml), mark: nil) }

    /// The names that were asked for.
    var askedNames: Set<String> { asked }

    /// A text; numbers and booleans are taken as they are written.
    public func text(_ name: String) throws -> String? {
        guard let node = node(name) else { return nil }
        guard let text = node.text else { throw wrong(name, "a text", node) }
        return text
    }

    /// A text that must be there.
    public func requiredText(_ name: String) throws -> String {
        guard let text = try text(name) else { throw PolicyError("the rule needs \(name)", at: mark) }
        return text
    }

    /// A list of texts; one text alone is a list of one.
    public func texts(_ name: String) throws -> [String]? {
        guard let node = node(name) else { return nil }
        if let text = node.text { return [text] }
        guard let list = node.list else { throw wrong(name, "a list", node) }
        return try list.map { element in
            guard let text = element.text else { throw wrong(name, "a list of texts", element) }
            return text
        }
    }

    /// A mapping of texts to texts.
    public func mapping(_ name: String) throws -> [(key: String, value: String)]? {
        guard let node = node(name) else { return nil }
        guard let fields = node.fields else { throw wrong(name, "a mapping", node) }
        return try fields.map { field in
            guard let text = field.value.text else { throw wrong(name, "a mapping of texts", field.value) }
            return (field.name, text)
        }
    }

    /// A whole number of 0 or more.
    public func number(_ name: String) throws -> Int? {
        try read(name, "a whole number of 0 or more") { Int($0).flatMap { $0 >= 0 ? $0 : nil } }
    }

    /// True or false.
    public func flag(_ name: String) throws -> Bool? {
        try read(name, "true or false") { ["true": true, "yes": true, "false": false, "no": false][$0.lowercased()] }
    }

    /// One of several words.
    public func choice(_ name: String, of words: [String]) throws -> String? {
        try read(name, "one of \(words.joined(separator: ", "))") { words.contains($0) ? $0 : nil }
    }

    /// A value that is made of a text.
    ///
    /// - Parameters:
    ///   - name: the parameter's name.
    ///   - type: what it is, for an error: `a duration such as 30s`.
    ///   - parse: makes the value; nil where the text is none.
    public func read<Value>(_ name: String, _ type: String, _ parse: (String) -> Value?) throws -> Value? {
        guard let node = node(name) else { return nil }
        guard let text = node.text, let value = parse(text) else { throw wrong(name, type, node) }
        return value
    }

    /// A list of values that are made of texts; one text alone is a list of one.
    ///
    /// - Parameters:
    ///   - name: the parameter's name.
    ///   - type: what each is, for an error: `a package URL`.
    ///   - parse: makes a value; nil where the text is none.
    public func list<Value>(_ name: String, _ type: String, _ parse: (String) -> Value?) throws -> [Value]? {
        guard let node = node(name) else { return nil }
        return try (node.list ?? [node]).map { element in
            guard let text = element.text, let value = parse(text) else {
                throw wrong(name, type, element)
            }
            return value
        }
    }

    /// A list that must be there and hold something.
    public func requiredTexts(_ name: String) throws -> [String] {
        guard let texts = try texts(name), !texts.isEmpty, !texts.contains("") else {
            throw error("the rule needs \(name)")
        }
        return texts
    }

    /// What is wrong with the parameters as a whole, with their line and column.
    public func error(_ reason: String) -> PolicyError { PolicyError(reason, at: mark) }

    /// Checks that the rule asked for every parameter there is.
    public func finish() throws {
        for field in fields where !asked.contains(field.name) {
            let known = asked.sorted().joined(separator: ", ")
            throw PolicyError(
                "the rule has no parameter \(field.name)" + (known.isEmpty ? "; it takes none" : "; it has \(known)"),
                at: field.key.mark)
        }
    }

    private func node(_ name: String) -> YAMLNode? {
        asked.insert(name)
        return fields.first { $0.name == name }?.value
    }

    private func wrong(_ name: String, _ type: String, _ node: YAMLNode) -> PolicyError {
        PolicyError("\(name) is \(type)" + (node.text.map { ", not \($0)" } ?? ""), at: node.mark)
    }
}

extension PolicyError {
    init(_ reason: String, at mark: YAMLNode.Mark?) { self.init(reason, line: mark?.line, column: mark?.column) }
}
