import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Depth and order of rows, and rows that would look the same.
@Suite struct UsageOrderTests {
    private func ledger() async throws -> Ledger {
        var tar = TarBuilder()
        tar.add("a/b/c/one", contents: [UInt8](repeating: 1, count: 100))
        tar.add("a/b/d/two", contents: [UInt8](repeating: 1, count: 300))
        tar.add("z/three", contents: [UInt8](repeating: 1, count: 200))
        for root in ["opt/one", "opt/two"] {
            tar.add("\(root)/pyvenv.cfg", "home = /usr/bin\n")
            let site = "\(root)/lib/python3.11/site-packages"
            tar.add("\(site)/pip-23.0.1.dist-info/METADATA", "Name: pip\nVersion: 23.0.1\n")
            tar.add("\(site)/pip-23.0.1.dist-info/RECORD", "pip/x.py,,\n")
            tar.add("\(site)/pip/x.py", contents: [UInt8](repeating: 1, count: 50))
        }
        return try #require(await TestImage.analysis([tar.archive]).ledger)
    }

    @Test(arguments: [(1, "/a /opt /z"), (3, "/a/b/c /a/b/d /opt/one /opt/one/lib /opt/two /opt/two/lib /z")])
    func tellsDirectoriesApartToADepth(_ depth: Int, _ names: String) async throws {
        let usage = Usage(try await ledger(), by: .directory, depth: depth, order: .name)
        #expect(usage.rows.map(\.name) == names.split(separator: " ").map(String.init))
    }

    @Test func ordersRows() async throws {
        let ledger = try await ledger()
        let live = Usage(ledger, by: .directory, depth: 3, order: .live).rows.map(\.amounts.liveSize)
        #expect(live == live.sorted(by: >))
        let files = Usage(ledger, by: .directory, depth: 1, order: .files).rows.map(\.fileCount)
        #expect(files == files.sorted(by: >))
    }

    @Test func tellsEqualRowsApart() async throws {
        let names = Usage(try await ledger(), by: .package).rows.map(\.name).filter { $0.hasPrefix("pip") }
        #expect(names.sorted() == ["pip 23.0.1 (/opt/one)", "pip 23.0.1 (/opt/two)"])
    }
}
