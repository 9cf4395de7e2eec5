import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Rows that would look the same say where each package is; others don't.
@Suite struct AlikePackagesTests {
    private func image(_ environments: [String], size: Int = 10) async throws -> ImageAnalysis {
        var tar = TarBuilder()
        for environment in environments {
            let site = "\(environment)/lib/python3.11/site-packages"
            tar.add("\(environment)/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
            tar.add("\(site)/tool-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tool\nVersion: 1\n")
            tar.add("\(site)/tool-1.dist-info/RECORD", "tool.py,,\n")
            tar.add("\(site)/tool.py", contents: [UInt8](repeating: 1, count: size))
        }
        tar.add("opt/a/lib/python3.11/site-packages/lone-1.dist-info/METADATA", "Name: lone\nVersion: 1\n")
        return try await TestImage.analysis([tar.archive])
    }

    @Test func inventoryAndRankingSayWhere() async throws {
        let two = try await image(["opt/a", "opt/b"])
        for table in [try InventoryReport(two).text(as: .table), try RemovableReport(two).text(as: .table)] {
            let rows = table.split(separator: "\n").filter { $0.hasPrefix("tool") }
            #expect(rows.map { $0.hasSuffix("in /opt/a") || $0.contains("in /opt/a,") } == [true, false])
            #expect(rows.map { $0.hasSuffix("in /opt/b") || $0.contains("in /opt/b,") } == [false, true])
            #expect(table.split(separator: "\n").contains { $0.hasPrefix("lone") && !$0.contains("in /") })
        }
        #expect(try !InventoryReport(await image(["opt/a"])).text(as: .table).contains("in /"))
    }

    @Test func comparisonsSayWhere() async throws {
        let comparison = ImageComparison(
            from: try await image(["opt/a", "opt/b"]), to: try await image(["opt/a", "opt/b"], size: 5000))
        let report = ComparisonReport(comparison)
        for format in [ReportFormat.table, .markdown, .html] {
            let text = try report.text(as: format)
            #expect(text.contains("tool in /opt/a") && text.contains("tool in /opt/b"), "\(format)")
        }
        let one = ImageComparison(from: try await image(["opt/a"]), to: try await image(["opt/a"], size: 5000))
        #expect(try !ComparisonReport(one).text(as: .table).contains("tool in"))
    }
}
