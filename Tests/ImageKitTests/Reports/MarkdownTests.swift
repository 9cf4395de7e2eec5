import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("", ""), ("gcc", "`gcc`"), ("<script>alert(1)</script>", "`<script>alert(1)</script>`"),
        ("@octocat", "`@octocat`"), ("[x](https://example.com)", "`[x](https://example.com)`"),
        ("two\nlines", "<code>two&#92;u&#123;a&#125;lines</code>"), ("a|b", "<code>a&#124;b</code>"),
        ("`x`", "<code>&#96;x&#96;</code>"), ("a\\|b", "<code>a&#92;&#124;b</code>"),
        ("`@team`", "<code>&#96;&#64;<!-- -->team&#96;</code>"), ("`<b>`", "<code>&#96;&#60;b&#62;&#96;</code>"),
        (" x", "<code> x</code>"), ("   ", ""), ("\u{202E}x", "<code>&#92;u&#123;202e&#125;x</code>"),
    ])
    func makesCodeOfText(text: String, markdown: String) { #expect(Markdown.code(text) == markdown) }

    @Test func cutsLongText() {
        let text = Markdown.code(String(repeating: "x", count: 1000))
        #expect(text.count == Markdown.valueLimit + 2)
        #expect(text.hasSuffix("…`"))
        #expect(
            Words.shortened("e" + String(repeating: "\u{301}", count: 99), to: 10).unicodeScalars.count == 10)
    }

    @Test func escapesMarkupOfSingleScalars() {
        #expect(Markup.escaped("<a b=\"c\" d='e'>&") == "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;")
        // A combining mark makes one character with the quote before it.
        #expect(Markup.escaped("\"\u{301}<\u{338}") == "&quot;\u{301}&lt;\u{338}")
    }
}
