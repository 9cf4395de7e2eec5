import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports

/// The answers are those of fnmatch(3) without flags.
struct DebianPathPatternTests {
    @Test(arguments: [
        ("/usr/share/doc/*", "/usr/share/doc/a/b", true), ("/usr/share/doc/*", "/usr/share/docs", false),
        ("/a/*/c*", "/a/x/y/cd", true), ("/a?", "/a/", true), ("/a?", "/a", false), ("*", "", true),
        ("/[a-c]x", "/bx", true), ("/[a-c]x", "/dx", false), ("/[!a-c]x", "/dx", true), ("/[!a-c]x", "/ax", false),
        ("/[]x]", "/]", true), ("/[a-]", "/-", true), ("/[a", "/[a", true), ("/\\*", "/*", true), ("/\\*", "/x", false),
        ("/**/b", "/a/b", true), ("", "", true), ("", "/", false),
    ])
    func matches(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(DebianPathPattern(Array(pattern.utf8)[...]).matches(Array(path.utf8)) == expected)
    }

    @Test func isNotSlowedDownByStars() {
        let pattern = DebianPathPattern(Array(String(repeating: "*a", count: 2000).utf8)[...])
        #expect(!pattern.matches(Array(String(repeating: "a", count: 4000).utf8) + [0x62]))
    }
}
