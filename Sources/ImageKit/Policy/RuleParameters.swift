import ImageLedger
import ImagePackages
import ImageReading
import ImageReports
internal import Yams

/// The parameters a policy gives a rule, each read once by its name and type.
///
/// What no rule asked for is an unknown parameter: ``finish()`` says so with its line and column.
public final class RuleParameters {
    private let mapping: [(key: Node, value: Node)]
    private var asked: Set<String> = []
    /// Where the parameters stand, for a parameter that is missing.
    private let mark: Mark?

    /// No parameters.
    public init() {
        mapping = []
        mark = nil
    }

    init(_ node: Node?, mark: Mark?) throws {
        self.mark = node?.mark ?? mark
        guard let node, node.null == nil else {
            mapping = []
            return
        }
        guard let mapping = node.mapping else {
            throw PolicyError("the parameters of a rule are a mapping of names to values", at: node.mark)
        }
        self.mapping = mapping.map { ($0.key, $0.value) }
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
        guard let scalar = node.scalar else { throw wrong(name, "a text", node) }
        return scalar.string
    }

    /// A text that must be there.
    public func requiredText(_ name: String) throws -> String {
        guard let text = try text(name) else { throw PolicyError("the rule needs \(name)", at: mark) }
        return text
    }

    /// A list of texts; one text alone is a list of one.
    public func texts(_ name: String) throws -> [String]? {
        guard let node = node(name) else { return nil }
        if let scalar = node.scalar { return [scalar.string] }
        guard let sequence = node.sequence else { throw wrong(name, "a list", node) }
        return try sequence.map { element in
            guard let scalar = element.scalar else { throw wrong(name, "a list of texts", element) }
            return scalar.string
        }
    }

    /// A mapping of texts to texts.
    public func mapping(_ name: String) throws -> [(key: String, value: String)]? {
        guard let node = node(name) else { return nil }
        guard let mapping = node.mapping else { throw wrong(name, "a mapping", node) }
        return try mapping.map { key, value in
            guard let key = key.scalar, let value = value.scalar else { throw wrong(name, "a mapping of texts", value) }
            return (key.string, value.string)
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
        guard let scalar = node.scalar, let value = parse(scalar.string) else { throw wrong(name, type, node) }
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
        return try (node.sequence.map(Array.init) ?? [node]).map { element in
            guard let scalar = element.scalar, let value = parse(scalar.string) else {
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
        for (key, _) in mapping {
            guard let name = key.scalar?.string, asked.contains(name) else {
                let known = asked.sorted().joined(separator: ", ")
                throw PolicyError(
                    "the rule has no parameter \(key.scalar?.string ?? "of that kind")"
                        + (known.isEmpty ? "; it takes none" : "; it has \(known)"), at: key.mark)
            }
        }
    }

    private func node(_ name: String) -> Node? {
        asked.insert(name)
        return mapping.first { $0.key.scalar?.string == name }?.value
    }

    private func wrong(_ name: String, _ type: String, _ node: Node) -> PolicyError {
        PolicyError("\(name) is \(type)" + (node.scalar.map { ", not \($0.string)" } ?? ""), at: node.mark)
    }
}

extension PolicyError {
    init(_ reason: String, at mark: Mark?) { self.init(reason, line: mark?.line, column: mark?.column) }
}
