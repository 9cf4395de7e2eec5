import Foundation
import Testing

@testable import EcosystemExample
@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The articles say what the code does.
@Suite struct DocumentationTests {
    private func text(_ path: String) throws -> String {
        try String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8)
    }

    private func article(_ name: String, in folder: String = "ImageKit.docc") throws -> String {
        try text("Sources/ImageKit/\(folder)/\(name).md")
    }

    @Test(arguments: [
        ("AddingAnEcosystem", "EcosystemExample/EcosystemExample.swift"),
        ("ComparingImages", "Articles/ComparingImages.swift"),
        ("ComparingImages", "Articles/LargestFiles.swift"),
        ("MatchingPackages", "MatcherExample/ForbiddenPackage.swift"),
        ("MatchingPackages", "MatcherExample/MatcherExample.swift"),
        ("ProgressAndCancellation", "Articles/ProgressAndCancellation.swift"),
        ("ReadingFromElsewhere", "Articles/MemorySource.swift"),
        ("WritingARule", "Articles/ShellRule.swift"),
    ])
    func quotesTheExampleAsItIs(_ name: String, _ file: String) throws {
        #expect(try article(name).contains("```swift\n\(text("Examples/\(file)"))```\n"))
    }

    @Test(arguments: CauseTable.rows.map { ($0.cause.rawValue, $0.explanation) })
    func explainsTheCause(_ cause: String, _ explanation: String) throws {
        #expect(try article("TheLedger", in: "Ledger/ImageLedger.docc").contains("\n| \(cause) | \(explanation) |\n"))
    }

    @Test func listsCausesInTheOrderOfTheTable() throws {
        let lines = try article("TheLedger", in: "Ledger/ImageLedger.docc").split(separator: "\n")
        let rows = lines.drop { $0 != "| cause | what it is |" }.dropFirst(2).prefix { $0.hasPrefix("| ") }
        #expect(rows.map(String.init) == CauseTable.rows.map { "| \($0.cause.rawValue) | \($0.explanation) |" })
    }

    @Test func listsLimitsWithTheirDefaults() throws {
        let lines = try article("TheLimits", in: "Reading/ImageReading.docc").split(separator: "\n")
        let rows = lines.drop { $0 != "| name | default | what it bounds |" }.dropFirst(2)
        let limits = Limits()
        #expect(rows.count == Limits.names.count)
        for (row, name) in zip(rows, Limits.names) {
            #expect(row.hasPrefix("| \(name) | \(limits[name] ?? -1) | "))
        }
    }

    @Test func namesEverySchema() throws {
        let folder = Repository.root.appendingPathComponent("Documentation/schema").path
        let article = try article("TheJSON")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            #expect(article.contains("`\(name)`"))
        }
    }

    @Test func findsPackagesWithTheExample() async throws {
        var tar = TarBuilder()
        tar.add("srv/node_modules/left-pad/package.json", #"{"name": "left-pad", "version": "1.3.0"}"#)
        tar.add("srv/node_modules/left-pad/index.js", contents: Array(repeating: 1, count: 100))
        tar.add("srv/node_modules/left-pad/node_modules/inner/package.json", #"{"name": "inner", "version": "2.0.0"}"#)
        tar.add("srv/node_modules/damaged/package.json", "{")
        var options = ScanOptions()
        options.ecosystems.append(NpmEcosystem())
        let analysis = try await ImageAnalyzer(options: options).analyze(TestImage.image([tar.archive]))
        let found = analysis.inventory.packages.map { "\($0.purl) \($0.size)" }
        #expect(Set(found) == ["pkg:npm/left-pad@1.3.0 140", "pkg:npm/inner@2.0.0 37"])
        #expect(analysis.diagnostics.map(\.code) == [.malformedPackageRecord])
        // What its packages need is not read, and nothing says that they need nothing.
        let bill = SoftwareBill(analysis)
        let spdx = try BillReport([bill]).text(as: .spdxJSON)
        #expect(
            spdx.contains("\"relatedSpdxElement\" : \"NOASSERTION\"")
                && !spdx.contains("\"relatedSpdxElement\" : \"NONE\""))
        let cycloneDX = try BillReport([bill]).text(as: .cycloneDXJSON)
        #expect(cycloneDX.contains("\"aggregate\" : \"unknown\""))
        #expect(try WhyReport(analysis, name: "inner").text(as: .table).contains("not known: what its kind"))
    }
}
