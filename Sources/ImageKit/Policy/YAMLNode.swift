/// A value of a YAML document: a text, a list or a mapping.
///
/// Numbers, booleans and dates are the texts that they are written as; who asks for one reads the text.
package struct YAMLNode: Sendable {
    /// Where something stands in a document.
    package struct Mark: Sendable, Hashable {
        /// The line, counted from 1.
        package let line: Int
        /// The column, counted from 1.
        package let column: Int
    }

    /// A name with its value.
    package struct Field: Sendable {
        /// The name, and where it stands.
        package let key: YAMLNode
        /// The name as text.
        package let name: String
        package let value: YAMLNode
    }

    enum Contents: Sendable {
        case text(String, isPlain: Bool)
        case list([YAMLNode])
        case mapping([Field])
    }

    let contents: Contents
    /// Where the value begins.
    package let mark: Mark

    /// A text, as it is written; empty where nothing is.
    package var text: String? {
        guard case .text(let text, _) = contents else { return nil }
        return text
    }

    /// Whether nothing is written, or `null`, and not in quotes.
    package var isNull: Bool {
        guard case .text(let text, true) = contents else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The values of a list.
    package var list: [YAMLNode]? {
        guard case .list(let nodes) = contents else { return nil }
        return nodes
    }

    /// Names with their values in the order of the document, no name twice.
    package var fields: [Field]? {
        guard case .mapping(let fields) = contents else { return nil }
        return fields
    }

    /// The value of a name of a mapping.
    package subscript(name: String) -> YAMLNode? { fields?.first { $0.name == name }?.value }
}

/// Why a text is not read as YAML.
package struct YAMLError: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let reason: String
    package let mark: YAMLNode.Mark

    package var description: String { "\(mark.line):\(mark.column): \(reason)" }
}
