import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Files by layer, path, owner, size and fate, and what layers did at a path.
@Suite struct FileFilterTests {
    /// A base with a package's file, one that is replaced and one that is deleted; a folder that is deleted whole.
    private func analysis() async throws -> ImageAnalysis {
        var base = TarBuilder()
        TestDatabase.add([("tool", "1", ["usr/bin/tool"])], to: &base)
        base.add("usr/bin/tool", contents: [UInt8](repeating: 1, count: 3000))
        base.add("srv/a.log", contents: [UInt8](repeating: 2, count: 2000))
        base.add("srv/old/b.log", contents: [UInt8](repeating: 3, count: 1000))
        base.add("srv/old/c", contents: [UInt8](repeating: 4, count: 500))
        base.add("bin", type: "2", link: "usr/bin")
        var change = TarBuilder()
        change.add("srv/a.log", contents: [UInt8](repeating: 5, count: 2500))
        change.add("srv/.wh.old")
        return try await TestImage.analysis([base.archive, change.archive])
    }

    private func paths(_ edit: (inout FileFilter) -> Void) async throws -> [String] {
        var filter = FileFilter()
        edit(&filter)
        return try #require(await analysis().files(where: filter)).map(\.path.string)
    }

    @Test func listsTheLargestFirst() async throws {
        let all = try await paths { $0.path = "**/*" }
        #expect(all.prefix(4) == ["usr/bin/tool", "srv/a.log", "srv/a.log", "srv/old/b.log"])
        let files = try #require(await analysis().files())
        let ledger = try #require(await analysis().ledger)
        let overhead = (0..<ledger.layerCount).reduce(Amounts.zero) { $0 + ledger.overhead(ofLayer: $1) }
        #expect(files.reduce(overhead) { $0 + $1.amounts } == ledger.total)
    }

    @Test func narrowsTheList() async throws {
        #expect(try await paths { $0.layer = 1 } == ["srv/a.log"])
        #expect(try await paths { $0.path = "*.log" } == ["srv/a.log", "srv/a.log", "srv/old/b.log"])
        #expect(try await paths { $0.path = "/srv/old/**" } == ["srv/old/b.log", "srv/old/c"])
        #expect(try await paths { $0.path = "/srv/*" }.count == 4)
        #expect(try await paths { $0.owner = "tool" } == ["usr/bin/tool"])
        #expect(try await paths { $0.leastSize = 2001 } == ["usr/bin/tool", "srv/a.log"])
        #expect(try await paths { $0.fates = [.deleted] } == ["srv/old/b.log", "srv/old/c"])
        #expect(try await paths { $0.fates = [.overwritten] } == ["srv/a.log"])
        #expect(try await paths { $0.owner = "nobody" }.isEmpty)
    }

    @Test func knowsTheOwnerOfAPath() async throws {
        let analysis = try await analysis()
        #expect(analysis.owner(of: "usr/bin/tool")?.name == "tool")
        #expect(analysis.owner(of: "bin/tool")?.name == "tool")
        #expect(analysis.owner(of: "srv/a.log") == nil && analysis.owner(of: "nothing") == nil)
    }

    @Test func tellsWhatLayersDidAtAPath() async throws {
        let analysis = try await analysis()
        let log = PathHistory(of: "srv/a.log", in: analysis)
        #expect(log.steps.map(\.action) == [.added, .replaced] && log.steps.map(\.layer) == [0, 1])
        #expect(log.steps.map(\.fate) == [.overwritten(byLayer: 1), .live] && log.liveSize == 2500)
        let old = PathHistory(of: "srv/old/b.log", in: analysis)
        #expect(old.steps.map(\.action) == [.added, .deleted] && old.node == nil)
        let linked = PathHistory(of: "bin/tool", in: analysis)
        #expect(linked.path == "usr/bin/tool" && linked.owner?.name == "tool" && linked.steps.map(\.action) == [.added])
        let folder = PathHistory(of: "srv", in: analysis)
        #expect(folder.fileCount == 1 && folder.liveSize == 2500 && folder.steps.isEmpty)
        #expect(throws: ImageError.self) { try PathReport(analysis, path: "no/such") }
        let table = try PathReport(analysis, path: "srv/a.log").text(as: .table)
        #expect(table.hasPrefix("/srv/a.log\n  Now         a file, 2.50 kB\n  Package     no package owns it\n"))
        #expect(table.contains("replaced in 1") && table.contains("visible"))
    }

    @Test func writesEveryFormat() async throws {
        let report = try FilesReport(await analysis(), limit: 2)
        #expect(try report.text(as: .table).contains("more; --all shows them\n"))
        #expect(try report.text(as: .csv).contains("/srv/a.log,0,overwritten,1,,,,logs,"))
        #expect(try report.text(as: .jsonLines).contains("\"fateLayer\":1"))
        #expect(try report.text(as: .json).contains("\"totals\""))
    }
}
