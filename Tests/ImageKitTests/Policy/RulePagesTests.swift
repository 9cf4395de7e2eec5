import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Every rule explains itself, and the pages in the repository are what it says.
@Suite struct RulePagesTests {
    private static let folder = Repository.root.appendingPathComponent("Documentation/rules")
    private static let names = RuleCatalog.rules.map { $0.documentation.id }

    @Test func nameEachRuleOnce() { #expect(Set(RulePagesTests.names).count == RulePagesTests.names.count) }

    @Test(arguments: names) func areUpToDate(_ name: String) throws {
        let rule = try #require(RuleCatalog.rule(named: name))
        let url = RulePagesTests.folder.appendingPathComponent("\(name).md")
        let page = RulePage(rule).markdown
        if ProcessInfo.processInfo.environment["IMAGEKIT_RECORD"] == "1" {
            try page.write(to: url, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == page)
    }

    @Test func areListed() throws {
        let url = RulePagesTests.folder.appendingPathComponent("README.md")
        let rows = RuleCatalog.rules.map { rule -> String in
            let documentation = rule.documentation
            return "| [\(documentation.id)](\(documentation.id).md) | \(documentation.title) |\n"
        }
        let page =
            "# Rules\n\nWhat `imagescan check` can decide. The pages are made of the rules themselves; "
            + "`imagescan policy show RULE` shows them too.\n\n| rule | about |\n|:--|:--|\n" + rows.joined()
        if ProcessInfo.processInfo.environment["IMAGEKIT_RECORD"] == "1" {
            try page.write(to: url, atomically: true, encoding: .utf8)
            // A page without its rule goes.
            for file in try FileManager.default.contentsOfDirectory(atPath: RulePagesTests.folder.path)
            where file.hasSuffix(".md") && file != "README.md"
                && !RulePagesTests.names.contains(String(file.dropLast(3)))
            {
                try FileManager.default.removeItem(at: RulePagesTests.folder.appendingPathComponent(file))
            }
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == page)
        // While pages are recorded, the folder changes under this test.
        guard ProcessInfo.processInfo.environment["IMAGEKIT_RECORD"] == nil else { return }
        let files = try FileManager.default.contentsOfDirectory(atPath: RulePagesTests.folder.path)
        #expect(Set(files) == Set(RulePagesTests.names.map { "\($0).md" } + ["README.md"]))
    }

    @Test(arguments: names) func describeParametersThatThereAre(_ name: String) throws {
        let type = try #require(RuleCatalog.rule(named: name))
        let documentation = type.documentation
        let parameters = try RuleParameters(yaml: documentation.example.isEmpty ? "{}" : documentation.example)
        _ = try type.init(parameters)
        try parameters.finish()
        #expect(parameters.askedNames == Set(documentation.parameters.map(\.name)))
    }

    @Test(arguments: names) func sayEverything(_ name: String) throws {
        let documentation = try #require(RuleCatalog.rule(named: name)).documentation
        for words in [documentation.title, documentation.reason, documentation.method, documentation.limits] {
            #expect(words.count > 10)
        }
        #expect(!documentation.remedy.isEmpty)
    }
}
