import ImageKit
import Testing

@Suite struct BytePathTests {
    @Test(arguments: [
        ("/usr/bin/x", "usr/bin/x"), ("./a//b/./c/", "a/b/c"), ("a/../b", "b"), ("/", ""), ("a/b/..", "a"),
    ])
    func normalizesLexically(input: String, expected: String) throws {
        #expect(try #require(BytePath(Array(input.utf8))).string == expected)
    }

    @Test(arguments: ["..", "../x", "a/../../x"])
    func refusesToLeaveTheRoot(input: String) {
        #expect(BytePath(Array(input.utf8)) == nil)
    }

    @Test func keepsBytesThatAreNotText() throws {
        let path = try #require(BytePath([0x61, 0xFF, 0x62]))
        #expect(path.string == "a\\xffb")
        #expect(path.bytes == [0x61, 0xFF, 0x62])
    }

    @Test func showsNoControlCharacter() throws {
        #expect(try #require(BytePath(Array("a\u{1b}[31m\u{202e}".utf8))).description == "/a\\u{1b}[31m\\u{202e}")
    }
}
