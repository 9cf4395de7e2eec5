internal import CYAML

extension YAMLNode {
    /// Reads the one document of a text.
    ///
    /// - Returns: its value; nil where the text has no document.
    /// - Throws: ``YAMLError``.
    package static func document(_ text: String) throws -> YAMLNode? {
        var text = text
        return try text.withUTF8 { bytes in
            var parser = unsafe yaml_parser_t()
            guard unsafe yaml_parser_initialize(&parser) == 1 else {
                throw YAMLError(reason: "there is no memory to read it", mark: Mark(line: 1, column: 1))
            }
            defer { unsafe yaml_parser_delete(&parser) }
            // Unsafe: the text outlives the parser.
            unsafe yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            var builder = YAMLBuilder()
            while try unsafe builder.read(&parser) {}
            return builder.root
        }
    }
}

/// Builds values of the events of libyaml, without recursion.
private struct YAMLBuilder {
    /// How deep values may nest, for the sake of people and of the stack that giving them up takes.
    private static let depthLimit = 100

    /// A list or a mapping whose end has not come yet.
    private struct Open {
        let isMapping: Bool
        let mark: YAMLNode.Mark
        let anchor: String?
        var nodes: [YAMLNode] = []
        var fields: [YAMLNode.Field] = []
        var names: Set<String> = []
        var key: YAMLNode?
        /// How deep its values nest, what aliases name included.
        var depth = 0
    }

    private(set) var root: YAMLNode?
    private var open: [Open] = []
    private var anchors: [String: (node: YAMLNode, depth: Int)] = [:]

    // Unsafe: pointers of an event are valid until it is deleted, and are copied before.
    /// Reads an event; false where it was the last.
    mutating func read(_ parser: inout yaml_parser_t) throws -> Bool {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(&parser, &event) == 1 else { throw unsafe YAMLBuilder.error(parser) }
        defer { unsafe yaml_event_delete(&event) }
        let mark = unsafe YAMLNode.Mark(event.start_mark)
        switch unsafe event.type {
        case YAML_STREAM_END_EVENT: return false
        case YAML_DOCUMENT_START_EVENT where root != nil:
            throw YAMLError(reason: "a second document begins here, and one is expected", mark: mark)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
            let node = YAMLNode(contents: .text(text, isPlain: isPlain), mark: mark)
            try add(node, depth: 0, anchor: unsafe YAMLBuilder.text(scalar.anchor))
        case YAML_ALIAS_EVENT:
            let name = unsafe YAMLBuilder.text(event.data.alias.anchor) ?? ""
            guard let (node, depth) = anchors[name] else {
                throw YAMLError(reason: "*\(name) is no anchor that ends above", mark: mark)
            }
            try add(YAMLNode(contents: node.contents, mark: mark), depth: depth, anchor: nil)
        case YAML_SEQUENCE_START_EVENT:
            let anchor = unsafe YAMLBuilder.text(event.data.sequence_start.anchor)
            try begin(Open(isMapping: false, mark: mark, anchor: anchor))
        case YAML_MAPPING_START_EVENT:
            let anchor = unsafe YAMLBuilder.text(event.data.mapping_start.anchor)
            try begin(Open(isMapping: true, mark: mark, anchor: anchor))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try end()
        default: break
        }
        return true
    }

    private mutating func begin(_ value: Open) throws {
        guard open.count < YAMLBuilder.depthLimit else { throw YAMLBuilder.tooDeep(value.mark) }
        open.append(value)
    }

    private mutating func end() throws {
        guard let value = open.popLast() else { return }
        let contents = value.isMapping ? YAMLNode.Contents.mapping(value.fields) : .list(value.nodes)
        try add(YAMLNode(contents: contents, mark: value.mark), depth: value.depth + 1, anchor: value.anchor)
    }

    private static func tooDeep(_ mark: YAMLNode.Mark) -> YAMLError {
        YAMLError(reason: "values nest deeper than \(depthLimit)", mark: mark)
    }

    private mutating func add(_ node: YAMLNode, depth: Int, anchor: String?) throws {
        // An alias of an alias nests, too.
        guard depth <= YAMLBuilder.depthLimit else { throw YAMLBuilder.tooDeep(node.mark) }
        if let anchor { anchors[anchor] = (node, depth) }
        let last = open.count - 1
        guard last >= 0 else {
            root = node
            return
        }
        open[last].depth = max(open[last].depth, depth)
        guard open[last].isMapping else {
            open[last].nodes.append(node)
            return
        }
        if let key = open[last].key {
            open[last].fields.append(YAMLNode.Field(key: key, name: key.text ?? "", value: node))
            open[last].key = nil
            return
        }
        guard let name = node.text else { throw YAMLError(reason: "a name is a text", mark: node.mark) }
        guard open[last].names.insert(name).inserted else {
            throw YAMLError(reason: "\(name) is there twice", mark: node.mark)
        }
        open[last].key = node
    }

    private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe bytes.map { unsafe String(cString: $0) }
    }

    private static func error(_ parser: yaml_parser_t) -> YAMLError {
        let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "it can't be read"
        guard unsafe parser.error != YAML_READER_ERROR else {
            return unsafe YAMLError(
                reason: "\(problem), at byte \(parser.problem_offset)", mark: YAMLNode.Mark(line: 1, column: 1))
        }
        return unsafe YAMLError(reason: problem, mark: YAMLNode.Mark(parser.problem_mark))
    }
}

extension YAMLNode.Mark {
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1) }
}
