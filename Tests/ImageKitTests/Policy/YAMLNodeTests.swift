import Testing

@testable import ImagePolicy

/// What is taken from libyaml, and what is refused beyond it.
@Suite struct YAMLNodeTests {
    private func text(_ node: YAMLNode?) -> String {
        guard let node else { return "none" }
        switch node.contents {
        case .text(let text, let isPlain): return isPlain ? text : "'\(text)'"
        case .list(let nodes): return "[\(nodes.map { self.text($0) }.joined(separator: ", "))]"
        case .mapping(let fields):
            return "{\(fields.map { "\($0.name): \(self.text($0.value))" }.joined(separator: ", "))}"
        }
    }

    @Test(arguments: [
        ("", "none"), ("# a remark\n", "none"), ("a", "a"), ("- a\n- 'b'\n- \"c\\n\"\n", "[a, 'b', 'c\n']"),
        ("a: 1\nb: [x, {y: z}]\nc:\n", "{a: 1, b: [x, {y: z}], c: }"),
        ("a: |\n  one\n  two\nb: >\n  one\n  two\n", "{a: 'one\ntwo\n', b: 'one two\n'}"),
        ("a: &x [1, 2]\nb: *x\n", "{a: [1, 2], b: [1, 2]}"), ("&x a: *x\n", "{a: a}"),
        ("\u{FEFF}a: ü\n", "{a: ü}"), ("--- a\n...\n", "a"), ("!!str 1", "1"), ("a: 'no': x", "none"),
    ])
    func readsValues(yaml: String, expected: String) throws {
        #expect(text(try? YAMLNode.document(yaml)) == expected)
    }

    @Test(arguments: [
        ("a: [\n", "2:1: did not find expected node content"),
        ("a:\n\t- b\n", "2:1: found character that cannot start any token"),
        ("a: 1\nb: 2\na: 3\n", "3:1: a is there twice"), ("? [a]\n: b\n", "1:3: a name is a text"),
        ("a: *b\n", "1:4: *b is no anchor that ends above"), ("a: &b [*b]\n", "1:8: *b is no anchor that ends above"),
        ("a\n---\nb\n", "2:1: a second document begins here, and one is expected"),
        ("a: \u{1}\n", "1:1: control characters are not allowed, at byte 3"),
        (String(repeating: "[", count: 101), "1:101: values nest deeper than 100"),
        (String(repeating: "- ", count: 101), "1:201: values nest deeper than 100"),
    ])
    func refuses(yaml: String, expected: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLNode.document(yaml) }
        #expect(error?.description == expected)
    }

    @Test func knowsWhatIsNull() throws {
        let nodes = try #require(try YAMLNode.document("[~, null, '', 'null', nil, NULL]")?.list)
        #expect(nodes.map(\.isNull) == [true, true, false, false, false, true])
    }

    @Test func saysWhereValuesStand() throws {
        let node = try #require(try YAMLNode.document("a: 1\nb:\n  - c: 2\n"))
        let inner = try #require(node["b"]?.list?.first)
        #expect(inner.mark == YAMLNode.Mark(line: 3, column: 5))
        #expect(inner["c"]?.mark == YAMLNode.Mark(line: 3, column: 8))
        #expect(node["c"] == nil)
    }

    /// What is given up in the end is given up from the inside: a chain of aliases costs stack as nested lists do.
    @Test func boundsChainsOfAliases() throws {
        func chain(_ count: Int) -> String {
            "a0: &a0 [x]\n" + (1..<count).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
        }
        #expect(try YAMLNode.document(chain(99))?.fields?.count == 99)
        let error = #expect(throws: YAMLError.self) { try YAMLNode.document(chain(40_000)) }
        #expect(error?.reason == "values nest deeper than 100")
    }

    /// Aliases of aliases share what they name: a small text that would be a large one is read in no time and no memory.
    @Test func sharesWhatAliasesName() throws {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for index in 1..<90 {
            yaml += "a\(index): &a\(index) [\(Array(repeating: "*a\(index - 1)", count: 10).joined(separator: ", "))]\n"
        }
        #expect(try YAMLNode.document(yaml)?.fields?.count == 90)
    }
}
