import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct WhyReportTests {
    private func analysis() async throws -> ImageAnalysis {
        var base = TarBuilder()
        base.add("usr/bin/app", contents: [UInt8](repeating: 1, count: 2000))
        base.add("usr/lib/lib", contents: [UInt8](repeating: 1, count: 30_000))
        base.add("var/lib/apt/lists/<b>|`x`", contents: [UInt8](repeating: 1, count: 30_000))
        base.add(
            "var/lib/dpkg/status",
            """
            Package: app
            Status: install ok installed
            Architecture: all
            Version: 1
            Depends: lib
            Description: <b>\u{1B}[31mred

            Package: lib
            Status: install ok installed
            Architecture: all
            Version: 2

            """)
        base.add("var/lib/apt/extended_states", "Package: lib\nArchitecture: amd64\nAuto-Installed: 1\n")
        base.add("var/lib/dpkg/info/app.list", "/.\n/usr/bin/app\n")
        base.add("var/lib/dpkg/info/lib.list", "/.\n/usr/lib/lib\n")
        return try await TestImage.analysis([base.archive])
    }

    @Test func saysWhyAndWhatGoes() async throws {
        let analysis = try await analysis()
        let text = try WhyReport(analysis, name: "lib").text(as: .table)
        #expect(text.contains("lib 2 (deb, all)"))
        #expect(text.contains("app depends on lib"))
        #expect(text.contains("Removing it frees 32.0 kB in 2 packages"))
        let json = try WhyReport(analysis, name: "app").text(as: .json)
        #expect(json.contains("\"freedSize\" : 32000"))
        #expect(json.contains("\"root\" : \"manual\""))
        for format in WhyReport.formats {
            #expect(!(try WhyReport(analysis, name: "app").text(as: format)).contains("\u{1B}"))
        }
    }

    @Test func namesNearNames() async throws {
        let analysis = try await analysis()
        let error = try #require(throws: ImageError.self) { try WhyReport(analysis, name: "lbi") }
        #expect(error.code == .noSuchPackage)
        #expect(error.reason.contains("there is lib"))
    }

    @Test func ranksWhatCouldGo() async throws {
        let report = RemovableReport(try await analysis())
        #expect(try report.text(as: .table).contains("app"))
        #expect(try report.text(as: .csv).contains("app,1,deb,32000,2,false,0,false,true\n"))
        #expect(try report.text(as: .json).contains("\"buildTool\" : false"))
        #expect(throws: ImageError.self) { try report.text(as: .markdown) }
    }

    @Test func advisesInEveryForm() async throws {
        let report = try AdviceReport(try await analysis())
        #expect(try report.text(as: .table).contains("Package lists of apt lie in a layer"))
        #expect(try report.text(as: .json).contains("\"kind\" : \"apt-lists\""))
        let markdown = try report.text(as: .markdown)
        #expect(markdown.contains("<details>\n<summary>Package lists of apt lie in a layer: 30.7 kB</summary>"))
        #expect(markdown.contains("<code>/var/lib/apt/lists/&#60;b&#62;&#124;&#96;x&#96;</code>"))
    }

    @Test func needsBookedBytesForAdvice() async throws {
        var options = ScanOptions()
        options.booksBytes = false
        let analysis = try await ImageAnalyzer(options: options).analyze(TestImage.image([TarBuilder().archive]))
        #expect(throws: ImageError.self) { try AdviceReport(analysis) }
    }

    @Test(arguments: [
        ("a_b*c", "a\\_b\\*c"), ("<script>", "&lt;script&gt;"), ("@user", "&#64;user"), ("a|b", "a\\|b"),
        ("x\ny", "x\\\\u{a}y"),
    ])
    func escapesMarkdown(_ text: String, _ expected: String) {
        #expect(Markdown.text(text) == expected)
    }
}
