import ImageReading
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// One matcher for texts, paths and the settings of dpkg.
@Suite struct GlobPatternTests {
    @Test(arguments: [
        ("*", "", true), ("*", "abc", true), ("a*c", "abbc", true), ("a*c", "ab", false), ("a?c", "abc", true),
        ("a?c", "ac", false), ("/usr/*", "/usr/bin/su", true), ("*.so*", "libx.so.1", true), ("", "", true),
        ("", "a", false), ("**a**", "bab", true), ("[a]", "[a]", true), ("[a]", "a", false),
        ("a*b*c*d", "axxbxxcxxd", true), ("\\*", "\\a", true), ("a**/b", "ab", false), ("aba*aba", "aba", false),
        ("aba*aba", "abaaba", true), ("?", "é", true), ("??", "é", false), ("*??", "€", false), ("*?ü", "€ü", true),
        ("?", "e\u{301}", false), ("é*", "e\u{301}", false), ("A", "a", false), ("*é*", "caféine", true),
    ])
    func matchesText(_ pattern: String, _ text: String, _ isMatch: Bool) {
        #expect(GlobPattern(pattern).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("/usr/share/doc/*", "/usr/share/doc/a/b", true), ("/usr/share/doc/*", "/usr/share/docs", false),
        ("/a/*/c*", "/a/x/y/cd", true), ("/a?", "/a/", true), ("/a?", "/a", false), ("*", "", true), ("?", "é", false),
        ("/[a-c]x", "/bx", true), ("/[a-c]x", "/dx", false), ("/[!a-c]x", "/dx", true), ("/[!a-c]x", "/ax", false),
        ("/[]x]", "/]", true), ("/[a-]", "/-", true), ("/[a", "/[a", true), ("/\\*", "/*", true), ("/\\*", "/x", false),
        ("/**/b", "/a/b", true), ("", "", true), ("", "/", false), ("[\\]]", "]", true), ("[a\\-c]", "b", false),
        ("[^[:digit:]]", "1", false), ("[[:alpha:]x-z]", "B", true), ("[c-a]", "b", false), ("a\\", "a\\", false),
        ("gcc-[0-9]*", "gcc-12-base", true), ("gcc-[0-9]*", "gcc-doc", false), ("[!/]", "/", false),
    ])
    func matchesSets(_ pattern: String, _ text: String, _ isMatch: Bool) {
        #expect(GlobPattern(bytes: pattern.utf8, .sets).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("**/a/", "a/b", true), ("**/a/", "x/y/a/b", true), ("**/a/", "x/ya/b", false), ("**/a/", "a", false),
        ("**/a/", "x/a/", true), ("x/**/a/", "x/a/b", true), ("x/**/a/", "x/y/z/a/b", true), ("x/", "x/y", true),
        ("x/**/a/", "xa/b", false), ("x/", "x", false), ("**/a", "b/a", true), ("**/a", "b/a/c", false),
        ("**/a/**/b/", "a/b/c", true), ("**/a/**/b/", "x/a/y/a/y/b/c", true), ("**/a/**/b/", "b/a/c", false),
        ("a*/b", "ax/y/b", true), ("**", "a/b", true), ("*/a", "a", false), ("**/a*b/", "x/a/y/b/c", true),
        ("[a]", "[a]", true), ("**/**/a", "a", true), ("/", "/a", true),
    ])
    func matchesFolders(_ pattern: String, _ path: String, _ isMatch: Bool) {
        #expect(GlobPattern(bytes: pattern.utf8, .folders).matches(path) == isMatch)
    }

    @Test(arguments: [GlobPattern.Syntax.sets, .folders]) func isNotSlowedDownByStars(_ syntax: GlobPattern.Syntax) {
        let text = String(repeating: "a", count: 10_000)
        for part in ["*a", "**/a", "*?"] {
            let pattern = GlobPattern(bytes: (String(repeating: part, count: 1000) + "b").utf8, syntax)
            #expect(!pattern.matches(text + "c") && !pattern.matches(text + "ac/b/"))
        }
    }

    @Test func agreesWithASlowMatcher() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let pattern = random.text(of: "ab/é*?", upTo: 7)
            let text = random.text(of: "ab/é", upTo: 7)
            let expected = isMatch(pattern.unicodeScalars.map(\.self)[...], text.unicodeScalars.map(\.self)[...])
            #expect(GlobPattern(pattern).matches(text) == expected, "\(pattern) on \(text)")
        }
    }

    private func isMatch(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return isMatch(pattern.dropFirst(), text) || !text.isEmpty && isMatch(pattern, text.dropFirst())
        }
        guard let next = text.first else { return false }
        return (first == "?" || first == next) && isMatch(pattern.dropFirst(), text.dropFirst())
    }

    #if canImport(Glibc)
    /// dpkg itself asks fnmatch(3).
    @Test func agreesWithTheCLibrary() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            let pattern = (0..<random.next(below: 7)).map { _ in random.piece() }.joined()
            let text = random.text(of: "aabbcz/.-]![^*?\\0A \t", upTo: 7)
            let expected = unsafe fnmatch(pattern, text, 0) == 0
            #expect(
                GlobPattern(bytes: pattern.utf8, .sets).matches(text) == expected, "\(pattern) on \(text): \(expected)")
        }
    }
    #endif
}

extension SeededGenerator {
    fileprivate mutating func next(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

    fileprivate mutating func text(of letters: String, upTo limit: Int) -> String {
        (0..<next(below: limit + 1)).map { _ in letter(of: letters) }.joined()
    }

    fileprivate mutating func letter(of letters: String) -> String {
        letters.randomElement(using: &self).map(String.init) ?? ""
    }

    /// A part of a pattern; a bracket expression is closed and holds no dash or bracket that libraries read differently.
    fileprivate mutating func piece() -> String {
        switch next(below: 8) {
        case 0, 1: return letter(of: "ab/.-]")
        case 2, 3: return letter(of: "**?")
        case 4: return "\\" + letter(of: "ab*?[]\\-/")
        default:
            let start = "[" + ["", "!", "^"][next(below: 3)] + ["", "", "]"][next(below: 3)]
            let classes = ["alpha", "digit", "punct", "upper", "lower", "space", "alnum", "xdigit", "graph", "blank"]
            let items = (0...next(below: 3)).map { _ in
                switch next(below: 4) {
                case 0: letter(of: "ab-/") + "-" + letter(of: "abz/.")
                case 1: "\\" + letter(of: "ab]\\-")
                case 2: "[:\(classes[next(below: classes.count)]):]"
                default: letter(of: "abz/.*?")
                }
            }
            return start + items.joined() + ["", "", "-"][next(below: 3)] + "]"
        }
    }
}
