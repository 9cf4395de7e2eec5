import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reports that people look at: Markdown and HTML.
@Suite struct VisualReportTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func analyze(_ fixture: String) async throws -> ImageAnalysis {
        var options = ScanOptions()
        options.booksBytes = true
        let path = VisualReportTests.root.appendingPathComponent("Fixtures/\(fixture)").path
        let image = try ImageArchive(path: path).image()
        return try await ImageAnalyzer(options: options).analyze(image)
    }

    @Test func writesAComparisonAsMarkdown() async throws {
        let comparison = try await ImageComparison(
            from: analyze("demo.oci.tar"), to: analyze("demo-slim.docker.tar"))
        try Golden.expect(comparison.report(as: .markdown), equals: "comparison.md")
        let gates = [SizeGate(.maximumPackages(3)), SizeGate(.maximumSize(.diff, 1_000_000_000))]
        let text = try ComparisonReport(comparison, gates: gates).text(as: .markdown)
        #expect(text.contains("\n- ❌ 6 packages, limit 3\n"))
    }

    @Test func writesUsageAsMarkdown() async throws {
        let analysis = try await analyze("demo.oci.tar")
        let ledger = try #require(analysis.ledger)
        try Golden.expect(UsageReport(analysis, Usage(ledger, by: .owner)).text(as: .markdown), equals: "usage.md")
    }

    /// An image whose every name tries to be something else.
    private func hostile(_ files: Int = 1) async throws -> ImageAnalysis {
        let evil = "</script><script>alert(1)</script>"
        var tar = TarBuilder()
        for number in 0..<files { tar.add("opt/\(evil)\"onload='x|\(number)`@team`", contents: [1, 2, 3]) }
        let site = "usr/lib/python3/dist-packages"
        tar.add(
            "\(site)/evil-1.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: <script>alert(2)</script>\nVersion: 1|`@team`\n\n")
        tar.add("\(site)/evil-1.dist-info/RECORD", "evil-1.dist-info/METADATA,,\n")
        var configuration = ImageConfiguration()
        configuration.config = ImageConfiguration.Execution()
        configuration.config?.user = "\"><img src=x onerror=alert(3)>"
        configuration.config?.labels = ["a|b\nc": "@octocat \u{2028} <b>"]
        var options = ScanOptions()
        options.booksBytes = true
        let image = try TestImage.image([tar.archive], configuration: configuration)
        return try await ImageAnalyzer(options: options).analyze(image)
    }

    private func expectClean(_ html: String) {
        #expect(!html.contains("<script>alert"))
        #expect(!html.contains("<img"))
        #expect(!html.contains("\"onload"))
        #expect(!html.contains("\u{2028}"))
        // The data and the code: nothing from an image opened or closed another.
        #expect(html.ranges(of: "<script").count == 2)
        #expect(html.ranges(of: "</script>").count == 2)
    }

    @Test func escapesEveryValueOfAnImage() async throws {
        let evil = try await hostile()
        let plain = try await TestImage.analysis([TarBuilder().archive])
        for comparison in [ImageComparison(from: evil, to: plain), ImageComparison(from: plain, to: evil)] {
            let report = ComparisonReport(
                comparison, files: FileChanges(from: comparison.before.tree, to: comparison.after.tree))
            expectClean(try report.text(as: .html))
            let markdown = try report.text(as: .markdown)
            let outside = markdown.replacing(try Regex("`[^`\n]*`"), with: "").replacing("<!-- -->", with: "")
            #expect(!outside.contains("<script"))
            #expect(!outside.contains("@"))
            // Every line of a table has as many cells as its heading.
            for line in outside.split(separator: "\n") where line.hasPrefix("|") {
                #expect([4, 5, 6, 3, 7].contains(line.count { $0 == "|" }), "\(line)")
            }
        }
        let usage = UsageReport(evil, Usage(try #require(evil.ledger), by: .directory))
        expectClean(try usage.text(as: .html))
        #expect(!(try usage.text(as: .markdown)).contains("\n| opt"))
    }

    @Test func staysBelowTheLimitsWhateverTheImage() async throws {
        var tar = TarBuilder()
        let long = String(repeating: "long-name-", count: 18)
        let packages = (0..<3000).map { number in
            (name: "\(long)\(number)", version: "1", files: ["usr/lib/\(number)/\(long)"])
        }
        for package in packages { tar.add(String(package.files[0].prefix(90)), contents: [1, 2]) }
        TestDatabase.add(packages, to: &tar)
        let large = try await TestImage.analysis([tar.archive])
        let small = try await TestImage.analysis([TarBuilder().archive])
        let comparison = ImageComparison(from: large, to: small)
        let report = ComparisonReport(comparison, files: FileChanges(from: large.tree, to: small.tree))
        let markdown = try report.text(as: .markdown)
        #expect(markdown.utf8.count <= SizeLimit.comment)
        #expect(markdown.contains("more packages are left out here; the JSON report has all of them."))
        #expect(try report.text(as: .html).utf8.count <= SizeLimit.page)
        let usage = UsageReport(large, Usage(try #require(large.ledger), by: .owner))
        #expect(try usage.text(as: .markdown).utf8.count <= SizeLimit.comment)
        #expect(try usage.text(as: .html).utf8.count <= SizeLimit.page)
    }
}
